"""What is refused where people are taken on and let go, each with its code."""

from __future__ import annotations

from desk.errors import DeskError


def person_not_found() -> DeskError:
    return DeskError("not_found", 404, "There is no such colleague.")


def link_refused() -> DeskError:
    """The same for a wrong link, a used one, one that ran out, and one whose owner was let go."""
    return DeskError("link_refused", 403, "This link opens nothing any more. Please ask for a new one.")


def email_taken(name: str, gone: bool) -> DeskError:
    rest = " They were let go; bring them back instead." if gone else ""
    return DeskError("email_taken", 409, f"{name} has this address already.{rest}", "email")


def person_changed(what: str) -> DeskError:
    """Two at once: `what` was done meanwhile, in words."""
    return DeskError("person_changed", 409, f"Meanwhile {what}. Please look at it again."[:1_000])
