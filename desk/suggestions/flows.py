"""Reading what worked, and suggesting it where the like is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from desk.conversations.bot_turn import BotJob
from desk.conversations.entry import Entry, stamp
from desk.conversations.flows import whole_transcript
from desk.handoff.steps import existing
from desk.knowledge.finding import Hit, find
from desk.knowledge.looking import for_agents
from desk.ports import DeskPorts, Unit
from desk.suggestions.known import Known
from desk.suggestions.nearest import Vector
from desk.suggestions.ports import MeaningUnavailable, Vectors, WorkedReply
from desk.suggestions.question import exchanges, open_question
from desk.suggestions.template import as_template

READ_AT_ONCE = 10
LOADED_AT_ONCE = 2_000
MOST_REPLIES, MOST_ARTICLES = 3, 2
LOOKED_AT = 12
"""More than are shown: some fall away, because words were deleted or are the same."""
LIKE_ENOUGH = 0.5
"""Cosine of two questions from which on one reply is likely to fit both."""
ABOUT_IT = 0.45
"""Cosine of a question and an article's nearest passage from which an agent is shown it."""
READ_SURELY = 0.5
BAD_RATING = 2
NONE: Vector = np.zeros((0, 0), dtype=np.float32)


async def read_more(desk: DeskPorts) -> int:
    """Read handlings that were solved since; returns how many. Raises MeaningUnavailable."""
    meaning = desk.known.meaning
    encoder = (await meaning.vectors(["hello"])).encoder
    async with desk.record.look() as unit:
        unread = await unit.worked_replies.unread(encoder, READ_AT_ONCE)
    for wrap_up in unread:
        async with desk.record.look() as unit:
            entries = await whole_transcript(unit, wrap_up.conversation_id)
            found = exchanges(entries, wrap_up.seq, read_as(await unit.jobs.of(wrap_up.conversation_id)))
        made = await meaning.vectors([each.question for each in found]) if found else None
        async with desk.record.change() as unit:
            # It may have been erased meanwhile.
            if await unit.conversations.get(wrap_up.conversation_id) is not None:
                await unit.worked_replies.keep(wrap_up, encoder, found, made.rows if made else NONE)
    return len(unread)


async def suggest(conversation_id: str, desk: DeskPorts) -> dict[str, Any]:
    """What the console shows (docs/wire.md §4): replies and articles for what the customer asks just now."""
    async with desk.record.look() as unit:
        await existing(unit, conversation_id)
        entries = await whole_transcript(unit, conversation_id)
        jobs = await unit.jobs.of(conversation_id)
    question, known = open_question(entries, read_as(jobs)), desk.known
    if not question:
        return _suggested(True, None, [], [])
    try:
        asked = await known.meaning.vectors([question])
        async with desk.record.look() as unit:
            async with known.reading:
                await _load(asked.encoder, known, unit)
            replies = await _replies(asked, conversation_id, known, unit)
    except MeaningUnavailable:
        return _suggested(False, question, [], await _articles(question, jobs, desk))
    return _suggested(True, question, replies, await _articles(question, jobs, desk))


def _suggested(
    available: bool, question: str | None, replies: list[dict[str, Any]], articles: list[dict[str, Any]]
) -> dict[str, Any]:
    return {"available": available, "question": question, "replies": replies, "articles": articles}


async def _load(encoder: str, known: Known, unit: Unit) -> None:
    """What was read since by any desk; all anew when something is gone or was made by another encoder."""
    count, last = await unit.worked_replies.standing(encoder)
    held = len(known.worked)
    if known.worked.encoder != encoder or count < held or (last == known.last_id and count != held):
        known.worked.clear(encoder)
        known.last_id = 0
    while known.last_id < last:
        found = await unit.worked_replies.after(encoder, known.last_id, LOADED_AT_ONCE)
        if not found:
            return
        rows = np.stack([np.frombuffer(vector, dtype="<f4") for _, vector in found])
        known.worked.add([reply for reply, _ in found], rows)
        known.last_id = found[-1][0].id


async def _replies(asked: Vectors, conversation_id: str, known: Known, unit: Unit) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for worked, likeness in known.worked.to(asked.rows[0], LOOKED_AT, LIKE_ENOUGH):
        told = None if worked.conversation_id == conversation_id else await _told(worked, likeness, unit)
        if told is not None and told["text"] not in [other["text"] for other in shown]:
            shown.append(told)
    return shown[:MOST_REPLIES]


async def _articles(question: str, jobs: list[BotJob], desk: DeskPorts) -> list[dict[str, Any]]:
    """What the bot was sure of comes first: it has learnt many ways to ask that an article does not contain."""
    found = await find(question, True, MOST_ARTICLES, desk)
    about = [hit for hit in found.hits if hit.likeness is None or hit.likeness >= ABOUT_IT]
    async with desk.record.look() as unit:
        read = [await _answering(intent, unit) for intent, _ in _surely_read(jobs)]
    chosen = {hit.article.id: hit for hit in [*filter(None, read), *about]}
    return [for_agents(hit.article, hit.version, desk.clock()) for hit in list(chosen.values())[:MOST_ARTICLES]]


async def _answering(intent: str, unit: Unit) -> Hit | None:
    article = await unit.articles.answering(intent)
    version = await unit.articles.words(article.id, article.published) if article and article.published else None
    return Hit(article, version, None) if article and version else None


def read_as(jobs: list[BotJob]) -> dict[int, str]:
    """What the bot read in each message, by entry number."""
    return {job.seq: job.answer.understanding.intent for job in jobs if job.answer is not None}


def _surely_read(jobs: list[BotJob]) -> list[tuple[str, float]]:
    answered = [job.answer for job in jobs if job.answer is not None]
    if not answered:
        return []
    return [(name, sure) for name, sure in answered[-1].understanding.ranking if sure >= READ_SURELY]


async def _told(worked: WorkedReply, likeness: float, unit: Unit) -> dict[str, Any] | None:
    """The reply with where it comes from; None when its words are gone or its customer was not content."""
    conversation = await unit.conversations.get(worked.conversation_id)
    customer = await unit.customers.get(conversation.customer_id) if conversation else None
    asked = await _said(worked.conversation_id, worked.asked_seq, unit)
    reply = await _said(worked.conversation_id, worked.reply_seq, unit)
    if customer is None or asked is None or reply is None:
        return None
    ratings = await unit.ratings.of(worked.conversation_id)
    score = next((rating.score for rating in ratings if rating.seq > worked.reply_seq), None)
    if score is not None and score <= BAD_RATING:
        return None
    agent = reply.entry.author.name
    return {
        "text": as_template(reply.words, customer, agent),
        "likeness": round(likeness, 3),
        "from": {
            "conversation_id": worked.conversation_id,
            "seq": worked.reply_seq,
            "agent": agent,
            "at": stamp(worked.at),
            "rating": score,
            "question": as_template(asked.words, customer, agent),
        },
    }


@dataclass(frozen=True)
class _Said:
    entry: Entry
    words: str


async def _said(conversation_id: str, seq: int, unit: Unit) -> _Said | None:
    """What stands there now: None once it was deleted."""
    found = await unit.conversations.entries(conversation_id, after=seq - 1, limit=1)
    if not found or found[0].seq != seq or found[0].message is None or found[0].message.deleted:
        return None
    return _Said(found[0], found[0].message.text)
