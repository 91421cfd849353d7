"""These tests have a quiet desk."""

from tests.desk.quiet import quiet

__all__ = ["quiet"]
