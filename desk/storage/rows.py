"""Rows to nouns and back: the only place that knows how a noun lies in its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from desk.agents.agent import Agent, AgentSession, Role
from desk.attachments.attached import Attached
from desk.conversations.bot_turn import BotAnswer, BotJob, BotReply, Fact, HandoffWish, JobKind, JobState, Understanding
from desk.conversations.conversation import Conversation, State
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message, QuickReply
from desk.customers.customer import Customer, WidgetSession
from desk.handoff.handoff import Handoff, HandoffState

Row = Mapping[str, Any] | RowMapping
Values = dict[str, Any]

# A member by its value: an enum's own look-up takes several times as long.
STATES = {state.value: state for state in State}
AUTHOR_KINDS = {kind.value: kind for kind in AuthorKind}
NAMELESS = {kind.value: Author(kind, "") for kind in AuthorKind}
ENTRY_KINDS = {kind.value: kind for kind in EntryKind}


def conversation(row: Row) -> Conversation:
    known = dict(row)
    known["state"] = STATES[known["state"]]
    known["last_author"] = AUTHOR_KINDS[known["last_author"]] if known["last_author"] else None
    known["shopper"] = bool(known["shopper"])
    # A row has every field. A frozen dataclass would set each by a call of its own, which every message pays for.
    made = object.__new__(Conversation)
    vars(made).update(known)
    return made


def conversation_values(noun: Conversation) -> Values:
    values = dict(vars(noun))
    values["state"] = noun.state.value
    values["last_author"] = noun.last_author.value if noun.last_author else None
    return values


def entry(row: Row) -> Entry:
    message = None
    if row["message_id"] is not None:
        replies = tuple(QuickReply(r["label"], r.get("text"), r.get("command")) for r in row["quick_replies"])
        files = tuple(Attached(**file) for file in row["data"].get("attachments", ()))
        edited_at, deleted = row["edited_at"], bool(row["deleted"])
        message = Message(row["message_id"], row["text"], replies, row["card"], files, edited_at, deleted)
    author = Author(AUTHOR_KINDS[row["author_kind"]], row["author_name"], row["author_id"])
    return Entry(
        row["conversation_id"],
        row["seq"],
        ENTRY_KINDS[row["kind"]],
        row["at"],
        author,
        message,
        row["line"],
        row["data"],
    )


def outline(conversation_id: str, row: Row) -> Entry:
    """An entry as far as the row tells of it."""
    return Entry(conversation_id, row["seq"], ENTRY_KINDS[row["kind"]], row["at"], NAMELESS[row["author_kind"]])


def entry_values(noun: Entry) -> Values:
    message = noun.message
    files = {"attachments": [file.to_json() for file in message.attachments]} if message and message.attachments else {}
    return {
        "conversation_id": noun.conversation_id,
        "seq": noun.seq,
        "kind": noun.kind.value,
        "at": noun.at,
        "author_kind": noun.author.kind.value,
        "author_id": noun.author.id,
        "author_name": noun.author.name,
        "message_id": message.id if message else None,
        "text": message.text if message else None,
        "quick_replies": [reply.to_json() for reply in message.quick_replies] if message else [],
        "card": message.card if message else None,
        "line": noun.line,
        "data": noun.data | files,
        "edited_at": message.edited_at if message else None,
        "deleted": message.deleted if message else False,
    }


def job(row: Row) -> BotJob:
    return BotJob(
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        kind=JobKind(row["kind"]),
        state=JobState(row["state"]),
        created_at=row["created_at"],
        text=row["text"],
        turn_id=row["turn_id"],
        answer=bot_answer(row["answer"]) if row["answer"] else None,
        problem=row["problem"],
        attempts=row["attempts"],
        leased_by=row["leased_by"],
    )


def job_values(noun: BotJob) -> Values:
    return {
        "conversation_id": noun.conversation_id,
        "seq": noun.seq,
        "kind": str(noun.kind),
        "state": str(noun.state),
        "created_at": noun.created_at,
        "finished_at": None,
        "text": noun.text,
        "turn_id": noun.turn_id,
        "answer": asdict(noun.answer) if noun.answer else None,
        "problem": noun.problem,
        "attempts": noun.attempts,
        "leased_by": noun.leased_by,
        "lease_until": None,
    }


def bot_answer(stored: dict[str, Any]) -> BotAnswer:
    """A stored answer as the noun it was; lists become tuples again."""
    read = dict(stored["understanding"])
    for name in ("entities", "actions", "frustration_reasons"):
        read[name] = tuple(read[name])
    read["ranking"] = tuple((name, confidence) for name, confidence in read["ranking"])
    handoff = stored["handoff"]
    return BotAnswer(
        model_id=stored["model_id"],
        replies=tuple(
            BotReply(r["text"], tuple(QuickReply(**quick) for quick in r["quick_replies"]), r["card"])
            for r in stored["replies"]
        ),
        understanding=Understanding(**read),
        facts=tuple(Fact(**fact) for fact in stored["facts"]),
        handoff=HandoffWish(handoff["reason"], tuple(handoff["evidence"]), handoff.get("language"))
        if handoff
        else None,
        reading_ms=stored.get("reading_ms"),
    )


def handoff(row: Row) -> Handoff:
    known = dict(row)
    known["evidence"] = tuple(known["evidence"])
    known["state"] = HandoffState(known["state"])
    return Handoff(**known)


def handoff_values(noun: Handoff) -> Values:
    values = asdict(noun)
    values["evidence"] = list(noun.evidence)
    values["state"] = str(noun.state)
    return values


def customer(row: Row) -> Customer:
    return Customer(**{**row, "shopper": bool(row["shopper"])})


def widget_session(row: Row) -> WidgetSession:
    return WidgetSession(**dict(row))


def agent(row: Row) -> Agent:
    known = dict(row)
    known["role"] = Role(known["role"])
    return Agent(**known)


def agent_session(row: Row) -> AgentSession:
    return AgentSession(**dict(row))
