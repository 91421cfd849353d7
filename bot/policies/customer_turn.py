"""One message of the customer, what was read in it, and what the bot made of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Mapping

# A turn that was not read for cues answers every question with a no.
_UNREAD = -5.0


@dataclass(frozen=True)
class CustomerTurn:
    """`cues` are the log-odds of `bot.nlu.message_cues`; `displeasure_reasons` the signs in the wording.

    `likeness` is the nearness in meaning to the nearest of the three turns before, 0 to 1. `language` is an ISO 639-1
    code with the confidence it was read with. `waited_s` are the seconds since the customer's turn before. `reply` is
    all the bot said to the turn. `missed`: the bot had no answer. `offered_person`: its reply offered a person.
    `filled_slot`: the message gave something the bot was asking for.
    """

    text: str
    intent: str = ""
    confidence: float = 0.0
    cues: Mapping[str, float] = field(default_factory=dict)
    displeasure_reasons: tuple[str, ...] = ()
    likeness: float = 0.0
    language: str = "en"
    language_confidence: float = 0.0
    waited_s: float | None = None
    reply: str = ""
    missed: bool = False
    offered_person: bool = False
    filled_slot: bool = False

    def cue(self, name: str) -> float:
        """The log-odds of one question."""
        return self.cues.get(name, _UNREAD)

    def answered(self, words: str) -> CustomerTurn:
        """The turn, and the bot's words to it."""
        return replace(self, reply=f"{self.reply} {words}".strip())


def quote(text: str, longest: int = 120) -> str:
    """The customer's words in one short line."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= longest else line[: longest - 3] + "..."}"'
