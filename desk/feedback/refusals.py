"""What is refused where feedback is dealt with, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def recovery_not_found() -> DeskError:
    return DeskError("recovery_not_found", 404, "There is no such task.")


def recovery_over() -> DeskError:
    return DeskError("recovery_over", 409, "This task has ended already.")


def own_rating() -> DeskError:
    """Whoever was rated does not see to it themselves."""
    return DeskError("own_rating", 403, "This rating is about you: a colleague sees to it.")


def conversation_busy() -> DeskError:
    """The customer is in the waiting line or with a colleague just now."""
    return DeskError("conversation_busy", 409, "A colleague is talking to this customer just now.")


def nothing_to_answer() -> DeskError:
    """Nobody asked this customer whether it held, or they asked too long ago."""
    return DeskError("nothing_to_answer", 409, "There is no question open here. Just write to us.")


def answered_already() -> DeskError:
    return DeskError("answered_already", 409, "You have answered already. Just write to us if it has changed.")


def held_link_refused() -> DeskError:
    return DeskError("held_link_refused", 403, "This link is not valid any more.")


def improvement_reused() -> DeskError:
    return DeskError("improvement_reused", 409, "This id was already used for something else.", "id")


def voices_unknown() -> DeskError:
    return DeskError("voices_unknown", 400, "Some of these comments are not there any more.", "voices")
