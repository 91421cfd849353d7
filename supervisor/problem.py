"""The one kind of failure a person sees."""

from __future__ import annotations


class Problem(Exception):
    """Something a person must put right. The message is one sentence that says what to do."""
