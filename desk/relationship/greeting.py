"""How the assistant greets somebody the shop vouches for: by name, and with the last case. Pure.

It is added by the desk, which knows who is verified; the bot's model knows nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.conversations.entry import Message, QuickReply

ANEW = timedelta(hours=4)
"""Who was spoken to less long ago is not greeted again."""
LAST_CASE_DAYS = timedelta(days=90)
SETTLED = QuickReply("Yes, all settled", text="Thanks, it is settled")
NOT_YET = QuickReply("Not yet: a person, please", command="request_agent")


@dataclass(frozen=True)
class LastCase:
    """What somebody last came with, as figures have it. `reason` is an intent; `asked`: whether it held was asked."""

    conversation_id: str
    seq: int
    reason: str
    at: datetime
    resolved: bool
    asked: bool = False

    @property
    def about(self) -> str:
        return self.reason.replace("_", " ")


def greeted(messages: Sequence[Message], intent: str, name: str, last: LastCase | None, now: datetime) -> list[Message]:
    """The bot's answer with the greeting put before it; a mere greeting is answered with the last case, too.

    Whoever was asked already whether it held is not asked the same in other words.
    """
    if not messages:
        return []
    first = messages[0]
    if intent != "greet":
        return [replace(first, text=f"Hello {name}. {first.text}"), *messages[1:]] if first.text else list(messages)
    if last is None or last.asked or now - last.at > LAST_CASE_DAYS:
        return [replace(first, text=f"Hello {name}, good to see you. What can I do for you?"), *messages[1:]]
    text = (
        f"Hello {name}, good to see you again. Last time it was about {_article(last.about)}; did that get settled? "
        "If it is something else, just write it."
    )
    return [replace(first, text=text, quick_replies=(SETTLED, NOT_YET)), *messages[1:]]


def _article(about: str) -> str:
    return f"“{about}”"


def first_name(name: str) -> str:
    """What a customer goes by when they did not say."""
    return name.split(maxsplit=1)[0] if name.split() else name
