"""What is refused where something is to be given, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def beyond_authority(why: str) -> DeskError:
    """Nobody here may give that, or not this one."""
    return DeskError("beyond_authority", 403, why[:1_000], "amount")


def approval_needed(why: str) -> DeskError:
    """Somebody with more authority may, if they are asked."""
    return DeskError("approval_needed", 409, why[:1_000], "amount")


def approval_over() -> DeskError:
    return DeskError("approval_over", 409, "This was decided already.")


def undo_over() -> DeskError:
    return DeskError("undo_over", 409, "This can no longer be taken back.")


def grant_not_found() -> DeskError:
    return DeskError("grant_not_found", 404, "There is no such entry.")


def grant_id_reused() -> DeskError:
    return DeskError("grant_id_reused", 409, "This id was already used for something else.", "id")


def gift_impossible(why: str) -> DeskError:
    """The shop says that this order cannot have it."""
    return DeskError("gift_impossible", 409, why[:500], "gift")


def matrix_moved() -> DeskError:
    """Somebody else has written a version since this one was begun."""
    return DeskError("matrix_moved", 409, "A colleague has changed the matrix meanwhile. Please look at it again.")
