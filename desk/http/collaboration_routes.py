"""What agents do among themselves: notes, labels, canned replies, and what is known of a customer (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from desk.collaboration import flows
from desk.collaboration.canned_reply import CannedReply, Then, may_change
from desk.collaboration.views import history, note_json
from desk.http.contract import Answer, Body, Call, MessageId, Owner, Route, Text, Who, clean

Id = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]
Label = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
Labels = Annotated[list[Label], Field(max_length=50)]


class Note(Body):
    id: MessageId
    text: Text
    mentions: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)


class ChangeLabels(Body):
    add: Labels = Field(default_factory=list)
    remove: Labels = Field(default_factory=list)


class KeepReply(Body):
    shortcut: Label
    title: Label
    text: Text
    shared: bool = False
    labels: Labels = Field(default_factory=list)
    then: Literal["nothing", "resolve", "hand_back", "snooze_a_day"] = "nothing"


class KeepNote(Body):
    text: Text


async def note(call: Call) -> Answer:
    body = call.body
    written = await flows.write_note(_one(call), call.worker, body.id, body.text, body.mentions, call.desk)
    return Answer({"entry": written.entry.to_json()}, status=200 if written.repeat else 201)


async def labels(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        used = await unit.labels.all()
    return Answer({"labels": [{"name": name, "conversations": count} for name, count in used.items()]})


async def change_labels(call: Call) -> Answer:
    now_on = await flows.change_labels(_one(call), call.worker, call.body.add, call.body.remove, call.desk)
    return Answer({"labels": now_on})


async def canned_replies(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found = await unit.canned_replies.for_agent(call.worker.id)
    return Answer({"replies": [_told(reply, call) for reply in found]})


async def add_canned_reply(call: Call) -> Answer:
    return Answer({"reply": _told(await _kept(call, call.desk.new_id("r")), call)}, status=201)


async def change_canned_reply(call: Call) -> Answer:
    return Answer({"reply": _told(await _kept(call, call.path["reply_id"]), call)})


async def remove_canned_reply(call: Call) -> Answer:
    await flows.remove_canned_reply(call.path["reply_id"], call.worker, call.desk)
    return Answer(status=204)


async def customer_history(call: Call) -> Answer:
    return Answer(await history(_one(call), call.desk))


async def note_customer(call: Call) -> Answer:
    kept = await flows.note_customer(_one(call), call.worker, call.body.text, call.desk)
    return Answer({"note": note_json(kept) if kept.text else None})


async def _kept(call: Call, reply_id: str) -> CannedReply:
    body = call.body
    owner = None if body.shared else call.worker.id
    labels_of_it, then = tuple(body.labels), Then(body.then)
    now = call.desk.clock()
    reply = CannedReply(reply_id, body.shortcut, body.title, body.text, owner, labels_of_it, then, now)
    return await flows.keep_canned_reply(reply, call.worker, call.desk)


def _told(reply: CannedReply, call: Call) -> dict[str, Any]:
    return {
        "id": reply.id,
        "shortcut": reply.shortcut,
        "title": reply.title,
        "text": reply.text,
        "shared": reply.owner_id is None,
        "labels": list(reply.labels),
        "then": str(reply.then),
        "mine_to_change": may_change(reply, call.worker),
    }


def _one(call: Call) -> str:
    return call.path["conversation_id"]


TEAM, SELF, NOBODY = Owner.TEAM, Owner.SELF, Owner.NOBODY
ONE = "/api/agent/conversations/<conversation_id:str>"
REPLIES = "/api/agent/canned-replies"
REPLY = f"{REPLIES}/<reply_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("POST", f"{ONE}/notes", "Write a private note", Who.AGENT, note, Note, owner=TEAM),
    Route("GET", "/api/agent/labels", "The labels in use", Who.AGENT, labels, owner=NOBODY),
    Route("POST", f"{ONE}/labels", "Put labels on or off", Who.AGENT, change_labels, ChangeLabels, owner=TEAM),
    Route("GET", REPLIES, "The team's canned replies and one's own", Who.AGENT, canned_replies, owner=SELF),
    Route("POST", REPLIES, "Add a canned reply", Who.AGENT, add_canned_reply, KeepReply, owner=SELF),
    Route("PUT", REPLY, "Change a canned reply", Who.AGENT, change_canned_reply, KeepReply, owner=SELF),
    Route("DELETE", REPLY, "Remove a canned reply", Who.AGENT, remove_canned_reply, owner=SELF),
    Route("GET", f"{ONE}/history", "The customer's earlier handlings", Who.AGENT, customer_history, owner=TEAM),
    Route("PUT", f"{ONE}/customer-note", "Keep a note of the customer", Who.AGENT, note_customer, KeepNote, owner=TEAM),
)
