"""What is refused where something is promised, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def due_passed() -> DeskError:
    return DeskError("due_passed", 409, "This time is over already. Please choose a later one.", "due_on")


def due_too_far() -> DeskError:
    return DeskError("due_too_far", 400, "A promise is for a year at the most.", "due_on")


def words_needed(field: str, message: str) -> DeskError:
    return DeskError("words_needed", 400, message, field)


def promise_over() -> DeskError:
    return DeskError("promise_over", 409, "This promise was settled already.")


def not_moved() -> DeskError:
    return DeskError("not_moved", 409, "It is promised for this time already.", "due_on")


def promise_not_found() -> DeskError:
    return DeskError("promise_not_found", 404, "There is no such promise.")


def promise_id_reused() -> DeskError:
    return DeskError("promise_id_reused", 409, "This id was already used for another promise.", "id")


def not_said() -> DeskError:
    """The message that is named is not one of this agent's in this conversation."""
    return DeskError("not_said", 409, "This message is not one of yours.", "said_seq")
