"""A quiet desk for what is done with feedback."""

from __future__ import annotations

from tests.desk.quiet import quiet

__all__ = ["quiet"]
