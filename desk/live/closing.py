"""Why a socket is closed, and what a frame must hold not to be."""

from __future__ import annotations

from typing import Any

BAD_FRAME, SIGN_IN_AGAIN, TOO_SLOW, TOO_MANY = 4400, 4401, 4408, 4429
GOING_AWAY = 1012
"""The desk restarts: come back soon, nothing is wrong with you."""


class Closed(Exception):
    """This socket is to be closed with that code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def text_of(frame: dict[str, Any], name: str, limit: int = 128) -> str:
    """A text field of a frame; the socket is closed when it is missing or absurd."""
    value = frame.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= limit:
        raise Closed(BAD_FRAME, f"{name} is missing")
    return value


def seq_of(frame: dict[str, Any], name: str = "after") -> int:
    """A sequence number of a frame; 0 when it is not given."""
    value = frame.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 2_000_000_000:
        raise Closed(BAD_FRAME, f"{name} is not a sequence number")
    return value
