"""What an article asks of its owner, and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.knowledge.article import Article
from desk.knowledge.use import Tally

BEFORE_EXPIRY = timedelta(days=14)
"""So long before an article grows old its owner is asked to look."""
FAILS_FROM, FAILS_SHARE = 5, 0.4
"""An article fails when it was judged so often, since this version was published, and did not solve this share."""


class TaskKind(StrEnum):
    EXPIRES = "expires"
    FAILS = "fails"


@dataclass(frozen=True)
class ArticleTask:
    """Something the owner has to look at. `about` is the date or version: the same is not asked twice."""

    id: str
    article_id: str
    kind: TaskKind
    about: str
    says: str
    at: datetime
    done_at: datetime | None = None


def wanted(article: Article, tally: Tally, now: datetime) -> list[tuple[TaskKind, str, str]]:
    """Kind, what it is about and the words of every task that a published article gives now."""
    found: list[tuple[TaskKind, str, str]] = []
    if article.published is None:
        return found
    if article.expires_on is not None and article.expires_on - BEFORE_EXPIRY <= now:
        day = article.expires_on.date().isoformat()
        tense = "was to hold" if article.old(now) else "holds"
        found.append((TaskKind.EXPIRES, day, f"It {tense} until {day}. Check it and say how long it holds now."))
    if tally.judged >= FAILS_FROM and tally.not_solved / tally.judged >= FAILS_SHARE:
        says = f"It did not help in {tally.not_solved} of {tally.judged} cases. Read what was asked."
        found.append((TaskKind.FAILS, str(article.published), says))
    return found


def settled(task: ArticleTask, article: Article) -> bool:
    """Whether what was asked for has been done: another date, another version, or no article any more."""
    if article.published is None:
        return True
    if task.kind is TaskKind.FAILS:
        return str(article.published) != task.about
    return article.expires_on is None or article.expires_on.date().isoformat() != task.about
