"""You said, we did: what customers said, what was changed because of it, and who of them is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import errors

SAID_LIMIT, DID_LIMIT, LINK_LIMIT = 200, 600, 120
VOICES_LIMIT = 500


class LinkKind(StrEnum):
    """What the change is to be found in."""

    ARTICLE = "article"
    MODEL = "model"
    INCIDENT = "incident"


@dataclass(frozen=True)
class Link:
    """`to` is an article's id, a model's name, or how the house calls an incident."""

    kind: LinkKind
    to: str


@dataclass(frozen=True)
class Improvement:
    """One line of the list: said, done, when and by whom. It is published as it is made."""

    id: str
    said: str
    did: str
    link: Link | None
    by_id: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Voice:
    """A rating whose words led to a change. `tell`: its customer is told, once for each change."""

    improvement_id: str
    conversation_id: str
    seq: int
    customer_id: str
    tell: bool
    told_at: datetime | None = None


def checked(improvement: Improvement) -> Improvement:
    """The same if its words have their measure; raises with the field that is wrong."""
    _held("said", improvement.said, SAID_LIMIT)
    _held("did", improvement.did, DID_LIMIT)
    if improvement.link is not None:
        _held("link", improvement.link.to, LINK_LIMIT)
    return improvement


def told_in(improvement: Improvement) -> str:
    """What is written to those who said it."""
    return f"You told us: {_sentence(improvement.said)} So we changed it: {_sentence(improvement.did)} Thank you."


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _held(field: str, text: str, most: int) -> None:
    if not 1 <= len(text) <= most:
        raise errors.invalid_field(field, f"This takes 1 to {most} characters.")
