"""From a message the bot misread to a line in the training data and back, on both databases and a real folder."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from typing import Any

import pytest

from desk import errors
from desk.conversations.amendments import customer_amends
from desk.handoff import flows as handoffs
from desk.handoff.flows import Outcome
from desk.privacy.flows import erase_customer
from desk.studio import changing, labelling, training
from desk.studio.feed import BEGINNING, read_conversations
from desk.studio.label import LabelKind, StudioMessage
from desk.studio.labelling import Decision
from desk.studio.ports import StudioFilter
from tests.desk.studio.conftest import Room

ON_BOTH_DATABASES = True
INTENT = LabelKind.INTENT


async def decide(room: Room, message: StudioMessage, kind: LabelKind, intent: str | None = None, **more: Any) -> Any:
    wanted = [(message.id, message.version)]
    return await labelling.decide(wanted, Decision(kind, intent, **more), room.ida, room.quiet.ports)


def talk(room: Room) -> str:
    return (room.data / "data/nlu/returns_and_money.yml").read_text("utf-8")


async def test_what_was_heard_arrives_masked_and_dearest_first(room: Room) -> None:
    """With the model's name, its ranking and what followed; read again, nothing is doubled."""
    (sure,) = await room.heard("where is my order 20417", name="Ana Petrova")
    (missed,) = await room.heard("it is Tom, the thing", missed=True, confidence=0.3, name="Tom Becker")
    assert (sure.text, sure.model_id, sure.intent) == ("where is my order 12345", "m1", "track_order")
    found, _ = await room.quiet.row("studio", "page", StudioFilter(), None, 10)
    assert [message.id for message in found] == [missed.id, sure.id]
    assert found[0].text == "it is [name], the thing"
    assert await room.quiet.row("studio", "reasons") | {"unsure": 0} == {
        kind: int(kind == "missed")
        for kind in ("agent_said", "handoff", "low_rating", "frustration", "repeat", "abandoned", "missed", "unsure")
    }
    assert await read_conversations(BEGINNING, room.quiet.ports) == (
        0,
        room.quiet.clock() - training.timedelta(minutes=1),
    )
    assert len(await room.inbox()) == 2


async def test_what_follows_later_is_read_later(room: Room) -> None:
    """A handoff and an agent's word change the cost of a message that was read before; a decision about it stays."""
    (before,) = await room.heard("my money", name="Ana Petrova")
    await decide(room, before, INTENT, "refund_status")
    maya = await room.quiet.agent()
    async with room.quiet.ports.record.look() as unit:
        conversation = await unit.conversations.get(before.conversation_id)
        person = await unit.customers.get(conversation.customer_id) if conversation else None
    assert conversation is not None
    assert person is not None
    from desk.handoff.queueing import customer_asks_for_agent

    await customer_asks_for_agent(conversation.id, person, room.quiet.ports)
    await handoffs.claim(conversation.id, maya, room.quiet.ports)
    meant = Outcome(True, understood=((before.seq, "refund_status"),))
    await handoffs.resolve(conversation.id, maya, meant, room.quiet.ports)
    await read_conversations(BEGINNING, room.quiet.ports)
    (after,) = await room.inbox()
    assert (after.id, after.suggested_intent, after.suggested_by) == (before.id, "refund_status", "a_maya")
    assert {str(reason.kind) for reason in after.reasons} >= {"agent_said", "handoff"}
    assert after.label is not None


async def test_deleted_words_leave_the_inbox(room: Room) -> None:
    """And what is erased leaves with its labels."""
    (message,) = await room.heard("my secret", name="Ana Petrova")
    (other,) = await room.heard("my parcel", name="Tom Becker")
    await decide(room, other, INTENT, "track_order")
    async with room.quiet.ports.record.look() as unit:
        people = {}
        for each in (message, other):
            conversation = await unit.conversations.get(each.conversation_id)
            assert conversation is not None
            people[each.id] = await unit.customers.get(conversation.customer_id)
    async with room.quiet.ports.record.look() as unit:
        (entry,) = await unit.conversations.entries(message.conversation_id, message.seq - 1, 1)
    assert entry.message is not None
    await customer_amends(message.conversation_id, people[message.id], entry.message.id, None, room.quiet.ports)
    await read_conversations(BEGINNING, room.quiet.ports)
    assert [each.id for each in await room.inbox()] == [other.id]
    await erase_customer(people[other.id].id, "admin", room.quiet.desk.others, room.quiet.ports)
    assert await room.inbox() == []
    assert await room.quiet.row("studio", "pending") == []


async def test_a_label_becomes_a_line_and_comes_back(room: Room) -> None:
    """Written where its intent stands, as a diff with an author; undone, the file is as it was and the message open."""
    (message,) = await room.heard("hwere iz my moneys", missed=True)
    before = talk(room)
    await decide(room, message, INTENT, "refund_status")
    change = await changing.write_labels("Ana's misses", room.ida, room.quiet.ports)
    assert change is not None
    assert talk(room).replace("      - hwere iz my moneys\n", "") == before
    assert "+      - hwere iz my moneys" in change.diff
    assert (change.by_name, change.says) == ("Ida", "Ana's misses")
    assert await changing.write_labels("", room.ida, room.quiet.ports) is None
    (now,) = await room.inbox(state="labelled")
    assert now.label is not None
    with pytest.raises(errors.DeskError, match="already"):
        await labelling.undo(now.label.id, room.quiet.ports)
    await changing.undo_change(change.id, room.quiet.ports)
    assert talk(room) == before
    assert len(await room.inbox(state="open")) == 1
    with pytest.raises(errors.DeskError, match="undone already"):
        await changing.undo_change(change.id, room.quiet.ports)


async def test_two_designers_do_not_overwrite_each_other(room: Room) -> None:
    """Who comes second is told what the first one said; each may go on."""
    (message,) = await room.heard("odd words", missed=True)
    first, second = await asyncio.gather(
        decide(room, message, INTENT, "refund_status"), decide(room, message, INTENT, "track_order")
    )
    done = [each for each in (first, second) if each.messages]
    lost = [each for each in (first, second) if each.refused]
    assert (len(done), len(lost)) == (1, 1)
    seen = (await room.inbox())[0]
    assert seen.label is not None
    assert seen.label.intent == done[0].messages[0].label.intent
    again = await decide(room, seen, LabelKind.UNUSABLE)
    assert again.messages[0].label.kind is LabelKind.UNUSABLE
    assert [label.kind for label in await room.quiet.row("studio", "pending")] == [LabelKind.UNUSABLE]
    opened = await labelling.undo(again.messages[0].label.id, room.quiet.ports)
    assert opened.label is None
    assert opened.version > again.messages[0].version


async def test_what_is_kept_for_the_exam_is_never_learnt(room: Room) -> None:
    """It judges models, and stands in no file; the others teach."""
    kept, strange, marked = await room.heard("exam words", "who won the match", "cancel 20417", missed=True)
    await decide(room, kept, LabelKind.EXAM, "track_order")
    await decide(room, strange, LabelKind.OUT_OF_SCOPE)
    await decide(room, marked, INTENT, "cancel_order", text="cancel [12345](order_number)")
    change = await changing.write_labels("", room.ida, room.quiet.ports)
    assert change is not None
    added = [line[1:].strip() for line in change.diff.splitlines() if line.startswith("+ ")]
    assert sorted(added) == ["- cancel [12345](order_number)", "- who won the match"]
    rows = await training.exam_rows(room.quiet.ports)
    assert [(row["text"], row["intent"]) for row in rows] == [
        ("where is my parcel", "track_order"),
        ("exam words", "track_order"),
    ]


@pytest.mark.parametrize(
    "kind, intent, text, field",
    [
        (INTENT, "nonsense", None, "intent"),
        (INTENT, None, None, "intent"),
        (INTENT, "track_order", "broken [x](", "text"),
        (LabelKind.EXAM, None, None, "intent"),
    ],
)
async def test_wrong_labels_are_refused(room: Room, kind: LabelKind, intent: str, text: str, field: str) -> None:
    """With the field to blame, and nothing is stored."""
    (message,) = await room.heard("odd words")
    with pytest.raises(errors.DeskError) as refused:
        await decide(room, message, kind, intent, text=text)
    assert refused.value.field == field
    assert await room.quiet.row("studio", "pending") == []


async def test_a_full_disk_loses_no_label(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half written, the labels stay pending, and with room again they go in."""
    (message,) = await room.heard("hwere iz my moneys")
    await decide(room, message, INTENT, "refund_status")
    before, write = talk(room), Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name.endswith(".new"):
            write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(errors.DeskError) as refused:
        await changing.write_labels("", room.ida, room.quiet.ports)
    assert (refused.value.code, refused.value.status) == ("disk_full", 507)
    assert talk(room) == before
    assert list((room.data / "data/nlu").glob(".*")) == []
    monkeypatch.undo()
    assert await changing.write_labels("", room.ida, room.quiet.ports) is not None
    assert "moneys" in talk(room)


async def test_files_by_hand(room: Room) -> None:
    """A broken file is refused at its line, one that a colleague changed meanwhile is not overwritten."""
    data, path = room.quiet.ports.studio.data, "data/nlu/talk.yml"
    seen = data.read()
    broken = seen.texts[path].replace("nlu:", "nlu: [", 1)
    with pytest.raises(errors.DataError) as refused:
        await changing.write_file(path, broken, seen.versions[path], "", room.ida, room.quiet.ports)
    assert (refused.value.code, refused.value.file, bool(refused.value.line)) == ("yaml_wrong", path, True)
    text = seen.texts[path].replace("      - hello\n", "      - hello\n      - ahoy\n", 1)
    change = await changing.write_file(path, text, seen.versions[path], "Sailors", room.ida, room.quiet.ports)
    assert [line for line in change.diff.splitlines() if line.startswith("+ ")] == ["+      - ahoy"]
    with pytest.raises(errors.DeskError) as late:
        await changing.write_file(path, text, seen.versions[path], "", room.ida, room.quiet.ports)
    assert late.value.code == "changed_meanwhile"
    for outside in ("../x.yml", "data/../../x.yml", "/etc/x.yml", "data/x.txt", "endpoints.yml"):
        with pytest.raises(errors.DeskError) as wrong:
            await changing.write_file(outside, "a: 1\n", None, "", room.ida, room.quiet.ports)
        assert wrong.value.code == "no_such_file"
    await changing.undo_change(change.id, room.quiet.ports)
    assert data.read().texts == seen.texts


async def test_not_utf8_says_where(room: Room) -> None:
    """At the line, and the label waits."""
    (room.data / "data/nlu/talk.yml").write_bytes(b'version: "3.1"\n\nnlu:\n# caf\xe9\n')
    (message,) = await room.heard("hwere iz my moneys")
    await decide(room, message, INTENT, "refund_status")
    with pytest.raises(errors.DataError) as refused:
        await changing.write_labels("", room.ida, room.quiet.ports)
    assert (refused.value.code, refused.value.line) == ("not_utf8", 4)
    assert len(await room.quiet.row("studio", "pending")) == 1


async def test_a_new_intent_can_be_labelled_at_once(room: Room) -> None:
    """Its name is taken once; wrong names are refused."""
    await changing.new_intent("ask_recipe", "We do not cook.", ["how do I cook this"], room.ida, room.quiet.ports)
    (message,) = await room.heard("recipe please")
    assert (await decide(room, message, INTENT, "ask_recipe")).messages
    for name in ("ask_recipe", "Ask Recipe", "x; drop", ""):
        with pytest.raises(errors.DeskError) as refused:
            await changing.new_intent(name, "Yes.", [], room.ida, room.quiet.ports)
        assert refused.value.field == "name"


async def test_how_sure_is_a_change_like_any_other(room: Room) -> None:
    """Written at its line, as a diff with an author, all else as it was; taken back; refused where it is no share."""
    path = room.data / "config.yml"
    before = path.read_text("utf-8")
    change = await changing.ask_for(0.42, room.ida, room.quiet.ports)
    assert change is not None
    assert [line for line in change.diff.splitlines() if line[:1] in "+-"][2:] == [
        "-    threshold: 0.3",
        "+    threshold: 0.42",
    ]
    assert (change.by_name, change.says) == (room.ida.name, "Confidence asked for: 30% before, 42% now")
    assert await changing.ask_for(0.42, room.ida, room.quiet.ports) is None
    await changing.undo_change(change.id, room.quiet.ports)
    assert path.read_text("utf-8") == before
    for wrong in (0.0, 0.04, 0.96, 1.0):
        with pytest.raises(errors.DeskError) as refused:
            await changing.ask_for(wrong, room.ida, room.quiet.ports)
        assert (refused.value.code, refused.value.field) == ("invalid_field", "threshold")
    path.write_text(before.replace("threshold: 0.3\n", "threshold: &t 0.3\n", 1), "utf-8")
    with pytest.raises(errors.DataError) as unknown:
        await changing.ask_for(0.42, room.ida, room.quiet.ports)
    assert (unknown.value.code, unknown.value.file) == ("not_editable", "config.yml")
