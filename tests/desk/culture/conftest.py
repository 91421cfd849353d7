"""A quiet desk for praise, care and practice."""

from __future__ import annotations

from tests.desk.quiet import quiet

__all__ = ["quiet"]
