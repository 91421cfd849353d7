"""What suggestions need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.handoff.wrap_up import WrapUp
from desk.suggestions.nearest import Vector
from desk.suggestions.question import Exchange


class MeaningUnavailable(Exception):
    """Nobody can say just now what texts mean; everything else goes on."""


@dataclass(frozen=True)
class Vectors:
    """A row of length 1 for each text, and which encoder made them."""

    encoder: str
    rows: Vector


class Meaning(Protocol):
    """Turns texts into vectors: texts that mean the like lie near each other."""

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """Raises MeaningUnavailable."""

    async def close(self) -> None: ...


@dataclass(frozen=True)
class WorkedReply:
    """A reply from a handling that was solved. Its words are read from the transcript, never from here."""

    id: int
    conversation_id: str
    asked_seq: int
    reply_seq: int
    at: datetime


class WorkedReplyStore(Protocol):
    """Replies that worked, inside one transaction."""

    async def unread(self, encoder: str, limit: int) -> list[WrapUp]:
        """Handlings that were solved and not read with this encoder yet, oldest first."""

    async def keep(self, wrap_up: WrapUp, encoder: str, exchanges: Sequence[Exchange], vectors: Vector) -> None:
        """The exchanges of a handling, in place of what was read of it before; a row of `vectors` each."""

    async def standing(self, encoder: str) -> tuple[int, int]:
        """How many there are, and the highest id."""

    async def after(self, encoder: str, last_id: int, limit: int) -> list[tuple[WorkedReply, bytes]]:
        """With their vectors (little-endian 32-bit floats), in the order of their ids."""
