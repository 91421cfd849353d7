"""What is refused in the practice room, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def practice_not_found() -> DeskError:
    """It was never there, is somebody else's, or its customer was erased: nobody learns which."""
    return DeskError("practice_not_found", 404, "This conversation is not here to practise with any more.")


def practice_moved() -> DeskError:
    return DeskError("practice_moved", 409, "This was answered already, maybe in another tab. Please look at it again.")
