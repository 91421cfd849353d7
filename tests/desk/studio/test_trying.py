"""Talking to a model, and a real conversation as a test."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from desk import errors
from desk.studio.feed import BEGINNING, read_conversations
from desk.studio.label import LabelKind
from desk.studio.labelling import Decision
from desk.studio.labelling import decide as label
from desk.studio.looking import test_of as as_test
from desk.studio.trying import try_it
from tests.desk.studio.conftest import Room

ON_BOTH_DATABASES = True


async def test_a_model_can_be_talked_to(room: Room) -> None:
    """With all it thought; nothing of it reaches the record, and a model that does not run is said not to."""
    ports = room.quiet.ports
    first = await try_it("where is my parcel", None, "live", ports)
    read = first["understanding"]["intent"]["name"]
    assert (first["available"], first["model_id"], read) == (True, "m1", "track_order")
    assert first["decision"]["reasons"] == [{"name": "frustration", "score": 0.1, "threshold": 0.45, "met": False}]
    again = await try_it("and now", first["session"], "live", ports)
    assert (again["session"], room.bot.turns[-1]["conversation_id"]) == (first["session"], first["session"])
    assert (await try_it("hello", None, "candidate", ports))["available"] is False
    await read_conversations(BEGINNING, ports)
    assert await room.inbox() == []
    for text, session in (("  ", None), ("hello", "c_somebody_elses")):
        with pytest.raises(errors.DeskError):
            await try_it(text, session, "live", ports)
    await room.bot.stop()
    assert (await try_it("hello", None, "live", ports))["available"] is False


async def test_a_conversation_becomes_a_test(room: Room) -> None:
    """Masked, with what a person said it means, the bot's steps, and the words of each entity marked."""
    entity = {"entity": "order_number", "value": "20417", "start": 7, "end": 12}
    first, second = await room.heard(
        "cancel 20417 please",
        "it is Ana",
        name="Ana Petrova",
        entities=[entity],
        actions=["order_form", "action_cancel_order"],
        slots={"order_number": "20417"},
    )
    decision = Decision(LabelKind.INTENT, "cancel_order")
    await label([(first.id, first.version)], decision, room.ida, room.quiet.ports)
    told = await as_test(first.conversation_id, room.quiet.ports)
    assert second.text == "it is [name]"
    document = YAML(typ="safe", pure=True).load(told["yaml"])
    steps = document["stories"][0]["steps"]
    assert steps[0] == {"user": "cancel [12345](order_number) please\n", "intent": "cancel_order"}
    assert steps[1:5] == [
        {"slot_was_set": [{"order_number": "…"}]},
        {"action": "order_form"},
        {"active_loop": "order_form"},
        {"action": "action_cancel_order"},
    ]
    assert "20417" not in told["yaml"]
    assert "Ana" not in told["yaml"]
    with pytest.raises(errors.DeskError):
        await as_test("c_unknown", room.quiet.ports)
