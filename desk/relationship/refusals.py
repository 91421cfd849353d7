"""What is refused about the relationship, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def not_vouched_for() -> DeskError:
    """Only of customers the shop vouches for is anything remembered: nobody knows who the others are."""
    return DeskError("not_vouched_for", 409, "This needs a customer who is signed in to the shop.")


def visit_refused() -> DeskError:
    return DeskError("visit_refused", 403, "This link does not work any more. Open it anew from the chat's menu.")


def rules_moved() -> DeskError:
    """Somebody else has written a version since this one was begun."""
    return DeskError("rules_moved", 409, "A colleague has changed these rules meanwhile. Please look at them again.")


def case_not_found() -> DeskError:
    return DeskError("bad_case_not_found", 404, "There is no such case.")
