"""An article's life: draft, review, published, archived. Customers see the version published last. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk import errors
from desk.agents.agent import Agent, Role
from desk.knowledge.refusals import article_state

TITLE_LIMIT, SUMMARY_LIMIT, TEXT_LIMIT, REMARK_LIMIT = 120, 700, 12_000, 400
ASKED_LIMIT, ASKED_LENGTH, LABELS_LIMIT, LABEL_LENGTH = 30, 160, 8, 40
SLUG_LIMIT = 80
KEEPERS = frozenset({Role.SUPERVISOR, Role.DESIGNER, Role.ADMIN})
"""Who reviews, publishes and archives. Everybody of the team may write a draft."""


class ArticleState(StrEnum):
    """Of the newest version; an older one may be published meanwhile."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class Words:
    """What a version says. `summary` is the answer in short, which the bot says; `staff` is for the team alone.

    `asked` are ways in which people ask for it: found by, never shown to customers. `intents`: what the bot answers
    with its summary.
    """

    title: str
    summary: str
    body: str = ""
    staff: str = ""
    asked: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One state of the words, with who wrote it."""

    article_id: str
    number: int
    words: Words
    author_id: str
    author_name: str
    at: datetime


@dataclass(frozen=True)
class Article:
    """Where an article stands. `version` counts changes, so that nobody overwrites what they have not seen."""

    id: str
    slug: str
    state: ArticleState
    owner_id: str
    created_at: datetime
    updated_at: datetime
    latest: int = 1
    published: int | None = None
    published_at: datetime | None = None
    expires_on: datetime | None = None
    remark: str = ""
    """What the reviewer asked for."""
    version: int = 1

    def old(self, now: datetime) -> bool:
        """Whether it says of itself that it may not hold any more."""
        return self.expires_on is not None and self.expires_on <= now


def may_keep(agent: Agent) -> bool:
    """Whether a colleague decides what customers read."""
    return agent.role in KEEPERS


def checked_words(words: Words, intents: Collection[str]) -> Words:
    """The words without blanks at their ends; raises with the field that is wrong."""
    asked = tuple(dict.fromkeys(_line(each) for each in words.asked if each.strip()))
    labels = tuple(dict.fromkeys(_line(each).lower() for each in words.labels if each.strip()))
    kept = replace(
        words,
        title=_line(words.title),
        summary=words.summary.strip(),
        body=words.body.strip(),
        staff=words.staff.strip(),
        asked=asked,
        labels=labels,
        intents=tuple(dict.fromkeys(words.intents)),
    )
    _held("title", kept.title, 1, TITLE_LIMIT)
    _held("summary", kept.summary, 1, SUMMARY_LIMIT)
    _held("body", kept.body, 0, TEXT_LIMIT)
    _held("staff", kept.staff, 0, TEXT_LIMIT)
    if len(asked) > ASKED_LIMIT or any(len(each) > ASKED_LENGTH for each in asked):
        raise errors.invalid_field("asked", f"At most {ASKED_LIMIT} ways to ask, of {ASKED_LENGTH} characters each.")
    if len(labels) > LABELS_LIMIT or any(len(each) > LABEL_LENGTH for each in labels):
        raise errors.invalid_field("labels", f"At most {LABELS_LIMIT} labels, of {LABEL_LENGTH} characters each.")
    unknown = [each for each in kept.intents if each not in intents]
    if unknown:
        raise errors.invalid_field("intents", f"The assistant knows no intent called {unknown[0][:60]}.")
    return kept


def _held(field: str, text: str, least: int, most: int) -> None:
    if not least <= len(text) <= most:
        raise errors.invalid_field(field, f"The {field} takes {least} to {most:,} characters.")


def _line(text: str) -> str:
    return " ".join(text.split())


def slug_of(title: str, taken: Collection[str] = ()) -> str:
    """The readable end of its address; a number behind it where another article has it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].strip("-") or "article"
    if slug not in taken:
        return slug
    return next(f"{slug}-{n}" for n in range(2, len(taken) + 3) if f"{slug}-{n}" not in taken)


def edited(article: Article, agent: Agent, author_id: str, now: datetime) -> Article:
    """A new version is begun; what is published stays so until the new one is. Agents edit what they wrote or own."""
    if not may_keep(agent) and agent.id not in (article.owner_id, author_id):
        raise errors.forbidden("Suggest a new draft, or ask its owner: this article is somebody else's.")
    if article.state is ArticleState.ARCHIVED:
        raise article_state("Bring it back from the archive first.")
    return replace(article, state=ArticleState.DRAFT, latest=article.latest + 1, updated_at=now)


def submitted(article: Article, now: datetime) -> Article:
    """Its author thinks it is ready."""
    _only(article, ArticleState.DRAFT)
    return replace(article, state=ArticleState.REVIEW, remark="", updated_at=now)


def sent_back(article: Article, remark: str, now: datetime) -> Article:
    """The reviewer asks for something."""
    _only(article, ArticleState.REVIEW)
    said = remark.strip()
    if not 1 <= len(said) <= REMARK_LIMIT:
        raise errors.invalid_field("remark", f"Say in 1 to {REMARK_LIMIT} characters what should change.")
    return replace(article, state=ArticleState.DRAFT, remark=said, updated_at=now)


def published(article: Article, by: Agent, author_id: str, now: datetime) -> Article:
    """Customers, the bot and the team read the newest version from now on. Four eyes: admins alone may do without."""
    _only(article, ArticleState.REVIEW)
    if by.id == author_id and by.role is not Role.ADMIN:
        raise article_state("Somebody else than its author publishes it.", "needs_other_eyes")
    if article.old(now):
        raise article_state("Its date has passed: say first how long it holds.", "article_old")
    return replace(
        article,
        state=ArticleState.PUBLISHED,
        published=article.latest,
        published_at=now,
        remark="",
        updated_at=now,
    )


def archived(article: Article, now: datetime) -> Article:
    """Nobody is shown it any more; it can be brought back."""
    if article.state is ArticleState.ARCHIVED:
        raise article_state("It is in the archive already.")
    return replace(article, state=ArticleState.ARCHIVED, published=None, published_at=None, updated_at=now)


def brought_back(article: Article, now: datetime) -> Article:
    """Out of the archive, as a draft."""
    _only(article, ArticleState.ARCHIVED)
    return replace(article, state=ArticleState.DRAFT, updated_at=now)


def _only(article: Article, state: ArticleState) -> None:
    if article.state is not state:
        raise article_state(f"This can be done with an article in the state {state}; it is {article.state}.")
