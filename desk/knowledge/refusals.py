"""What the knowledge base refuses, in the one shape of all errors. Pure."""

from __future__ import annotations

from desk.errors import DeskError


def article_not_found() -> DeskError:
    """No article of that name, or none that this reader may see."""
    return DeskError("article_not_found", 404, "There is no such article.")


def article_state(message: str, code: str = "wrong_state") -> DeskError:
    """The article is not at that point of its life."""
    return DeskError(code, 409, message)


def article_changed() -> DeskError:
    """Somebody was faster."""
    return DeskError("changed_meanwhile", 409, "A colleague changed this article meanwhile. Please look at it again.")


def intent_answered(intent: str, title: str) -> DeskError:
    """Two articles cannot both be the bot's answer."""
    return DeskError("intent_answered", 409, f"“{title}” already answers {intent}.", "intents")
