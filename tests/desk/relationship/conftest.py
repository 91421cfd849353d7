"""A quiet desk beside a real shop."""

from tests.desk.authority.conftest import desk_settings, shop
from tests.desk.quiet import quiet

__all__ = ["desk_settings", "quiet", "shop"]
