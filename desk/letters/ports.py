"""What letters need: a queue in the record, and somebody who carries them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.letters.letter import AnswerWish, Letter


class LetterStore(Protocol):
    """Letters and the wishes for them, inside one transaction."""

    async def put_wish(self, wish: AnswerWish) -> None:
        """Keep the wish, in place of an earlier one of that conversation."""

    async def wish_of(self, conversation_id: str) -> AnswerWish | None: ...

    async def drop_wish(self, conversation_id: str) -> None:
        """Nothing more by e-mail; an answer that is not on its way yet stays here."""

    async def wishes_behind(self, limit: int = 100) -> list[AnswerWish]:
        """Wishes in whose conversation something was said since it was last looked at."""

    async def get(self, letter_id: str) -> Letter | None: ...

    async def add(self, letter: Letter) -> None:
        """A new letter; of two for one event the second is turned away with `changed_meanwhile`."""

    async def gathering_of(self, conversation_id: str) -> Letter | None:
        """The answer that has not left yet: what is said now goes with it."""

    async def due(self, now: datetime, limit: int = 10) -> list[Letter]:
        """Those that may leave now, and those whose carrier died on the way."""

    async def save(self, before: Letter, after: Letter) -> bool:
        """Store a step by compare-and-set on state, attempts and lease; False when another desk was quicker."""

    async def dead(self, limit: int = 200) -> list[Letter]:
        """Letters that were given up, newest first."""


@dataclass(frozen=True)
class Outgoing:
    """A letter as a mail server takes it: the same words as plain text and as HTML."""

    to: str
    subject: str
    text: str
    html: str
    reference: str
    """The same at every try, so that a mail program can tell a repeat."""


class NotTaken(Exception):
    """The mail server did not take the letter, and surely so. `final`: trying again is of no use."""

    def __init__(self, problem: str, *, final: bool = False) -> None:
        super().__init__(problem)
        self.final = final


class Unclear(Exception):
    """The line broke while the letter was handed in: it may have been taken or not."""


class Postman(Protocol):
    """Whoever carries letters."""

    async def carry(self, letter: Outgoing, before_handing_in: Callable[[], Awaitable[None]]) -> None:
        """Hand a letter in. `before_handing_in` is called when everything but the text has been agreed upon.

        Raises NotTaken or Unclear.
        """
