"""Notes, mentions, labels, canned replies, notes of customers: what agents do among themselves."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.agents.agent import Agent
from desk.collaboration import flows, views
from desk.collaboration.canned_reply import CannedReply, Then, checked
from desk.collaboration.label import MOST_ON_ONE, after, checked_label
from desk.conversations.amendments import agent_amends, customer_amends
from desk.conversations.bot_turn import human_stretch
from desk.conversations.entry import EntryKind
from desk.conversations.flows import whole_transcript
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff.views import counts, summary, view
from desk.letters.flows import transcript_of
from tests.desk.conftest import Running
from tests.desk.quiet import START, Quiet, quiet
from tests.desk.test_sending import console
from tests.desk.test_sockets import frames_until, widget

__all__ = ["quiet"]

ON_BOTH_DATABASES = True

REPLY = CannedReply("r_1", "late", "It is late", "Hello {{customer.first_name}}", None, (), Then.NOTHING, START)


def new_id() -> str:
    return str(uuid.uuid4())


async def test_a_note_is_the_teams_own(quiet: Quiet) -> None:
    """Nothing of a note reaches the customer, the bot, a letter or the inbox's last words; its number does."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    await quiet.replies(maya, conversation, "a moment please")
    written = await flows.write_note(conversation.id, maya, new_id(), "smells of fraud", [], quiet.ports)
    async with quiet.ports.record.look() as unit:
        entries = await whole_transcript(unit, conversation.id)
    note = next(entry for entry in entries if entry.kind is EntryKind.NOTE)
    assert note.to_json()["message"]["text"] == "smells of fraud"
    assert "fraud" not in str(note.to_customer_json())
    assert note.to_customer_json()["kind"] == "hidden"
    assert note.seq == written.entry.seq
    assert "fraud" not in str(human_stretch(entries, note.seq + 1))
    assert "fraud" not in await transcript_of(conversation.id, person, quiet.ports)
    assert (await quiet.now_of(conversation)).last_text == "a moment please"


async def test_a_note_is_stored_once(quiet: Quiet) -> None:
    """The same id and words change nothing; other words, or another colleague, are refused."""
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    _, conversation = await quiet.held(maya)
    same = new_id()
    first = await flows.write_note(conversation.id, tom, same, "called the carrier", [], quiet.ports)
    again = await flows.write_note(conversation.id, tom, same, "called the carrier", [], quiet.ports)
    assert again.repeat
    assert again.entry.seq == first.entry.seq
    for who, words in ((tom, "other"), (maya, "called the carrier")):
        with pytest.raises(DeskError, match="already used"):
            await flows.write_note(conversation.id, who, same, words, [], quiet.ports)


async def test_whoever_is_called_hears_of_it_until_they_looked(quiet: Quiet) -> None:
    """A mention counts for the colleague alone, leads to the conversation, and is over once it was opened."""
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    _, conversation = await quiet.held(maya)
    called = [tom.id, maya.id, tom.id]
    await flows.write_note(conversation.id, maya, new_id(), "@Tom please", called, quiet.ports)
    async with quiet.ports.record.look() as unit:
        assert (await counts(tom, unit))["mentions"] == 1
        assert (await counts(maya, unit))["mentions"] == 0
        assert [line["id"] for line in await view("mentions", tom, unit, quiet.ports)] == [conversation.id]
    async with quiet.ports.record.change() as unit:
        assert await unit.mentions.read(conversation.id, tom.id, START)
        assert not await unit.mentions.read(conversation.id, tom.id, START)
    async with quiet.ports.record.look() as unit:
        assert (await counts(tom, unit))["mentions"] == 0
        assert [line["id"] for line in await view("mentions", tom, unit, quiet.ports)] == [conversation.id]


@pytest.mark.parametrize("called", [["a_nobody"], [f"a_{n}" for n in range(11)]])
async def test_a_note_calls_colleagues_only(quiet: Quiet, called: list[str]) -> None:
    """Unknown people and crowds are refused, and nothing is stored."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    with pytest.raises(DeskError) as refused:
        await flows.write_note(conversation.id, maya, new_id(), "who", called, quiet.ports)
    assert refused.value.field == "mentions"
    assert (await quiet.now_of(conversation)).last_seq == conversation.last_seq


async def test_an_own_note_is_taken_back_without_a_trace_for_the_customer(quiet: Quiet) -> None:
    """Also in a closed conversation; the customer's transcript hides that anything changed."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    note_id = new_id()
    await flows.write_note(conversation.id, maya, note_id, "wrong person", [], quiet.ports)
    await handoffs.resolve(conversation.id, maya, handoffs.Outcome(True), quiet.ports)
    gone = await agent_amends(conversation.id, maya, note_id, None, quiet.ports)
    assert gone.message is not None
    assert gone.message.deleted
    async with quiet.ports.record.look() as unit:
        entries = await whole_transcript(unit, conversation.id)
    assert "wrong person" not in str([entry.to_json() for entry in entries])
    told = [entry.to_customer_json() for entry in entries if entry.kind in (EntryKind.NOTE, EntryKind.DELETED)]
    assert {entry["kind"] for entry in told} == {"hidden"}
    with pytest.raises(DeskError):
        await customer_amends(conversation.id, person, note_id, None, quiet.ports)


async def test_a_customers_socket_is_told_of_no_note(desk: Running) -> None:
    """Live, on both sides of the same desk: the console reads the note, the widget a hidden entry in its place."""
    visitor = await desk.visitor()
    await visitor.say("hello")
    maya = await desk.agent()
    path = f"/api/agent/conversations/{visitor.conversation_id}/notes"
    async with widget(desk, visitor) as theirs, console(desk, maya) as ours:
        await ours.send(f'{{"type": "watch", "conversation_id": "{visitor.conversation_id}", "after": 0}}')
        answered = await maya.post(path, json={"id": new_id(), "text": "a secret remark"})
        assert answered.status_code == 201
        seen = await frames_until(ours, lambda frame: "a secret remark" in str(frame))
        assert seen[-1]["entry"]["kind"] == "note"
        told = await frames_until(theirs, lambda frame: frame.get("entry", {}).get("kind") == "hidden")
        assert "secret" not in str(told)
    assert "secret" not in str(await visitor.entries())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Damaged   Goods ", "damaged goods"),
        ("VIP", "vip"),
        ("", None),
        ("x" * 41, None),
        ("a\nb", None),
        ("\x00", None),
    ],
)
def test_labels_are_tidy(name: str, kept: str | None) -> None:
    """Lower case and single spaces; nothing else passes."""
    if kept is not None:
        assert checked_label(name) == kept
        return
    with pytest.raises(DeskError):
        checked_label(name)


@settings(deadline=None)
@given(st.sets(st.sampled_from("abcdef")), st.lists(st.sampled_from("abcdef")), st.lists(st.sampled_from("abcdef")))
def test_labels_after_a_change(present: set[str], add: list[str], remove: list[str]) -> None:
    """What was put on is on, what was taken off is off, and the rest stays."""
    assert after(present, add, remove) == (present | set(add)) - set(remove)


async def test_labels_are_put_on_and_off(quiet: Quiet) -> None:
    """Shown in the inbox, counted, told to the team alone; an idle change leaves no entry, too many are refused."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    assert await flows.change_labels(conversation.id, maya, ["Damaged", "VIP"], [], quiet.ports) == ["damaged", "vip"]
    before = (await quiet.now_of(conversation)).last_seq
    assert await flows.change_labels(conversation.id, maya, ["vip"], ["other"], quiet.ports) == ["damaged", "vip"]
    assert (await quiet.now_of(conversation)).last_seq == before
    assert await flows.change_labels(conversation.id, maya, [], ["vip"], quiet.ports) == ["damaged"]
    async with quiet.ports.record.look() as unit:
        assert await unit.labels.all() == {"damaged": 1}
        assert (await summary(await quiet.now_of(conversation), unit, quiet.ports))["labels"] == ["damaged"]
    assert (await quiet.lines(conversation))[-1] == "agent: Maya removed vip"
    with pytest.raises(DeskError):
        await flows.change_labels(conversation.id, maya, [str(n) for n in range(MOST_ON_ONE)], [], quiet.ports)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"shortcut": "Is Late"}, "shortcut"),
        ({"shortcut": ""}, "shortcut"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"text": " "}, "text"),
        ({"text": "Your card {{customer.card}}"}, "text"),
        ({"text": "{{ order.number }} and {{shop.name}}"}, None),
        ({"labels": ("x" * 41,)}, "label"),
    ],
)
def test_canned_replies_are_checked(change: dict[str, object], field: str | None) -> None:
    """A place that nothing fills is refused when the reply is kept, not when a customer reads it."""
    wanted = replace(REPLY, **change)  # type: ignore[arg-type]
    if field is None:
        assert checked(wanted).shortcut == "late"
        return
    with pytest.raises(DeskError) as refused:
        checked(wanted)
    assert refused.value.field == field


async def replies_of(quiet: Quiet, agent: Agent) -> list[str]:
    """The replies an agent sees, but for those the demo begins with."""
    found = await quiet.row("canned_replies", "for_agent", agent.id)
    return sorted(reply.id for reply in found if not reply.id.startswith("r_demo_"))


async def test_the_teams_replies_are_kept_by_supervisors(quiet: Quiet) -> None:
    """An agent keeps their own; colleagues do not see those, and cannot take over what is the team's."""
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    boss = replace(maya, role=type(maya.role).SUPERVISOR)
    own = replace(REPLY, id="r_own", owner_id=tom.id)
    await flows.keep_canned_reply(own, tom, quiet.ports)
    await flows.keep_canned_reply(REPLY, boss, quiet.ports)
    assert await replies_of(quiet, maya) == ["r_1"]
    assert await replies_of(quiet, tom) == ["r_1", "r_own"]
    for refused in (
        flows.keep_canned_reply(REPLY, tom, quiet.ports),
        flows.keep_canned_reply(replace(REPLY, owner_id=tom.id), tom, quiet.ports),
        flows.remove_canned_reply("r_1", tom, quiet.ports),
        flows.remove_canned_reply("r_own", boss, quiet.ports),
        flows.keep_canned_reply(replace(REPLY, id="r_2"), boss, quiet.ports),
    ):
        with pytest.raises(DeskError):
            await refused
    await flows.keep_canned_reply(replace(REPLY, text="Changed"), boss, quiet.ports)
    await flows.remove_canned_reply("r_own", tom, quiet.ports)
    assert await replies_of(quiet, tom) == ["r_1"]
    assert (await quiet.row("canned_replies", "get", "r_1")).text == "Changed"


async def test_the_history_tells_what_was(quiet: Quiet) -> None:
    """Earlier handlings with outcome and reason, and one note of the customer that the latest writer wins."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya, "C1")
    said = handoffs.Outcome(False, "waits for the carrier", "delivery_late")
    await handoffs.resolve(conversation.id, maya, said, quiet.ports)
    await flows.note_customer(conversation.id, maya, "prefers letters", quiet.ports)
    await flows.note_customer(conversation.id, maya, "prefers calls", quiet.ports)
    told = await views.history(conversation.id, quiet.ports)
    assert [(h["outcome"], h["contact_reason"], h["agent"]) for h in told["handlings"]] == [
        ("not_solved", "delivery_late", "Maya")
    ]
    assert told["note"]["text"] == "prefers calls"
    await flows.note_customer(conversation.id, maya, "", quiet.ports)
    assert (await views.history(conversation.id, quiet.ports))["note"] is None
    assert person.id
