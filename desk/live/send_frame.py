"""What a `send` frame asks for: a message, with the files it takes along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from desk.conversations.flows import Written
from desk.errors import invalid_field

Write = Callable[[str, str, str, list[str]], Awaitable[Written]]
"""Stores a message: conversation, id, text, attachments."""


def files_of(frame: dict[str, Any]) -> list[str]:
    """The attachments a frame names; `invalid_field` when they are not a list of ids."""
    named = frame.get("attachments", [])
    if not isinstance(named, list) or not all(isinstance(one, str) and 0 < len(one) <= 40 for one in named):
        raise invalid_field("attachments", "The attachments must be a list of ids.")
    return named
