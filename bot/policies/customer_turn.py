"""One message of the customer, what was read in it, and what the bot made of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Callable, Mapping

import numpy as np

# A turn that was not read for cues answers every question with a no.
_UNREAD = -5.0
_COMPARED = 3
Encode = Callable[[str], np.ndarray]
WITHOUT_ANSWER = frozenset({"nlu_fallback", "out_of_scope"})


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

    def followed_by(self, next_message: CustomerTurn) -> CustomerTurn:
        """The turn, and the message that was sent before the reply to it could be read: one turn of both."""
        unread = next_message.intent in WITHOUT_ANSWER
        return replace(
            self,
            text=f"{self.text} {next_message.text}",
            intent=self.intent if unread else next_message.intent,
            confidence=self.confidence if unread else next_message.confidence,
            cues={name: max(self.cue(name), next_message.cue(name)) for name in {*self.cues, *next_message.cues}},
            displeasure_reasons=tuple(dict.fromkeys((*self.displeasure_reasons, *next_message.displeasure_reasons))),
            language=next_message.language,
            language_confidence=next_message.language_confidence,
            reply=f"{self.reply} {next_message.reply}".strip(),
            missed=self.missed and next_message.missed,
            offered_person=self.offered_person or next_message.offered_person,
            filled_slot=self.filled_slot or next_message.filled_slot,
        )


def with_likeness(turns: list[CustomerTurn], encode: Encode) -> list[CustomerTurn]:
    """Each turn with its nearness to the nearest of the three before."""
    vectors = [encode(turn.text) for turn in turns]
    near = [[float(vectors[i] @ vectors[j]) for j in range(max(0, i - _COMPARED), i)] for i in range(len(turns))]
    return [replace(turn, likeness=max(nearness, default=0.0)) for turn, nearness in zip(turns, near, strict=True)]


def quote(text: str, longest: int = 120) -> str:
    """The customer's words in one short line."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= longest else line[: longest - 3] + "..."}"'
