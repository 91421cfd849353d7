"""What the knowledge base needs stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.knowledge.about import Reading
from desk.knowledge.article import Article, Version, Words
from desk.knowledge.passages import Audience
from desk.knowledge.task import ArticleTask
from desk.knowledge.use import Tally, Use
from desk.suggestions.nearest import Vector


@dataclass(frozen=True)
class Unanswered:
    """A message nobody had an answer for, masked, as the studio keeps it."""

    id: int
    conversation_id: str
    customer_id: str
    at: datetime
    text: str


class ArticleStore(Protocol):
    """Articles and their versions, inside one transaction."""

    async def add(self, article: Article, version: Version) -> None: ...

    async def save(self, before: Article, after: Article) -> None:
        """Raises `changed_meanwhile` when somebody was faster."""

    async def add_version(self, version: Version) -> None: ...

    async def get(self, article_id: str) -> Article | None: ...

    async def by_slug(self, slug: str) -> Article | None: ...

    async def answering(self, intent: str) -> Article | None:
        """The published article with which the bot answers that intent."""

    async def words(self, article_id: str, number: int) -> Version | None: ...

    async def versions(self, article_id: str) -> list[Version]:
        """Newest first."""

    async def newest(self) -> list[tuple[Article, Version]]:
        """Every article with its newest version, last changed first."""

    async def published(self) -> list[tuple[Article, Version]]:
        """Every published article with the version customers see, by title."""

    async def these(self, article_ids: Sequence[str]) -> dict[str, tuple[Article, Version]]:
        """Published ones of these, with the version customers see."""

    async def slugs(self) -> set[str]: ...

    async def show(self, article_id: str, words: Words | None) -> None:
        """What it is found by and which intents it answers from now on; None: nothing any more."""


class IntentReader(Protocol):
    """Reads texts as the assistant would."""

    async def readings(self, texts: Sequence[str], model: str | None) -> list[Reading]:
        """Of each text, by this model, or by the newest where it is gone or none is named.

        Raises MeaningUnavailable.
        """


class ArticleSearchStore(Protocol):
    """Published articles by words and by meaning, inside one transaction."""

    async def by_words(self, words: Sequence[str], audiences: Sequence[Audience], most: int) -> list[str]:
        """Articles that hold any of the words, best first."""

    async def unread(self, encoder: str, most: int) -> list[tuple[Article, Version]]:
        """Published articles of which this encoder has no vectors."""

    async def keep(self, version: Version, encoder: str, audiences: Sequence[Audience], vectors: Vector) -> None: ...

    async def standing(self, encoder: str) -> tuple[int, int]:
        """How many vectors there are, and the highest id."""

    async def vectors(self, encoder: str) -> list[tuple[str, Audience, bytes]]: ...


class ArticleUseStore(Protocol):
    """What became of articles, tasks and gaps, inside one transaction."""

    async def add(self, use: Use) -> None:
        """The same place in the same conversation counts once."""

    async def of(self, conversation_id: str) -> list[Use]: ...

    async def judge(self, use: Use, solved: bool | None) -> None: ...

    async def unread(self, until: datetime, most: int) -> list[tuple[str, int]]:
        """Conversations that changed since they were looked through, the last time before then, with their version."""

    async def mark_read(self, conversation_id: str, version: int) -> None: ...

    async def tallies(self, since_version: bool = False) -> Mapping[str, Tally]:
        """By article; `since_version`: of the version that is published."""

    async def add_task(self, task: ArticleTask) -> None:
        """Unless the same was asked before."""

    async def open_tasks(self) -> list[ArticleTask]:
        """Oldest first."""

    async def end_task(self, task_id: str, now: datetime) -> bool: ...

    async def unanswered(self, since: datetime, most: int) -> list[Unanswered]:
        """Messages the bot missed or that ended with a person, which nobody has dealt with, newest first."""

    async def take(self, messages: Sequence[Unanswered], article_id: str | None, now: datetime) -> None:
        """Somebody has dealt with these."""

    async def these_unanswered(self, ids: Sequence[int]) -> list[Unanswered]: ...
