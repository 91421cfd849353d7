"""A roll-out on a desk with two bots: over the designer's routes, with real stores on both databases."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from desk.privacy.flows import erase_customer
from tests.desk.bot_side import Bot
from tests.desk.conftest import Running, Visitor
from tests.desk.models.conftest import put_model

ON_BOTH_DATABASES = True
SIGNED = "It reads refunds better, I have looked at twenty."


async def designer(desk: Running) -> httpx.AsyncClient:
    return await desk.agent("ida@warmhand.example")


async def does(ida: httpx.AsyncClient, what: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """One step; its answer."""
    answer = await ida.post(f"/api/studio/{what}", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def until(look: Callable[[], Any], seconds: float = 10.0) -> Any:
    """What `look` gives once that is something."""
    async with asyncio.timeout(seconds):
        while not (found := await look()):
            await asyncio.sleep(0.05)
        return found


def wanted(desk: Running) -> dict[str, Any]:
    return dict(json.loads((desk.settings.var_dir / "slots.json").read_text()))


async def says(visitor: Visitor, text: str) -> None:
    """Ask and be answered."""
    await visitor.say(text)
    await visitor.until(f"You said: {text}")


async def test_the_whole_way(desk: Running, bot: Bot, second: Bot) -> None:
    """Shadow, promoted, gone back: who began with a model keeps it, and nothing is started or stopped meanwhile."""
    ida, ana = await designer(desk), await desk.visitor()
    await says(ana, "one")
    told = await does(ida, "rollout", model_id="m2")
    assert (told["stage"], told["live"], told["candidate"], told["slot_state"]["state"]) == ("shadow", "m1", "m2", "up")
    assert wanted(desk) == {"a": "m1", "b": "m2"}
    await says(ana, "two")
    await says(await desk.visitor(), "new while it reads along")
    assert second.turns == []
    assert await does(ida, "rollout/promote", 409) | {"message": ""} == {
        "code": "gate_not_passed", "field": "signed_reason", "message": "",
    }  # fmt: skip
    told = await does(ida, "rollout/promote", signed_reason=SIGNED)
    assert (told["stage"], told["live"]) == ("promoted", "m2")
    assert wanted(desk) == {"a": "m1", "b": "m2"}
    await says(ana, "three")
    eve = await desk.visitor()
    await says(eve, "new")
    assert [turn["text"] for turn in second.turns] == ["new"]
    told = await does(ida, "models/m1/restore", reason="It was better.")
    assert (told["stage"], told["live"]) == ("rolled_back", "m1")
    await says(eve, "still here")
    await says(await desk.visitor(), "newest")
    assert [turn["text"] for turn in second.turns] == ["new", "still here"]
    models = {each["model_id"]: each for each in (await ida.get("/api/studio/models")).json()["models"]}
    assert (models["m1"]["state"], models["m2"]["state"]) == ("live", "draining")
    assert (models["m2"]["reason"], models["m2"]["approved_by"]) == (SIGNED, "Ida")
    assert [event["says"].split(" ")[0] for event in told["events"]] == ["m1", "m2", "m2"]
    async with desk.desk.record.look() as unit:
        actions = [line.action async for line in unit.audit.lines()]
        assert await unit.audit.broken_at() is None
    assert actions[-3:] == ["rollout_begun", "model_promoted", "model_restored"]


async def test_a_slot_that_dies_is_left_out_at_once(desk: Running, bot: Bot, second: Bot) -> None:
    """The message that meets it is answered by the other model, and nobody waits."""
    ida = await designer(desk)
    await does(ida, "rollout", model_id="m2")
    await does(ida, "rollout/promote", signed_reason=SIGNED)
    while desk.desk.bot._standing is None or desk.desk.bot._standing.live.model_id != "m2":
        # Of a second model the router hears with the next round.
        await asyncio.sleep(0.02)
    eve = await desk.visitor()
    await says(eve, "new")
    await second.stop()
    began = asyncio.get_running_loop().time()
    await says(eve, "and now")
    await says(await desk.visitor(), "another")
    assert asyncio.get_running_loop().time() - began < 2
    assert [turn["text"] for turn in bot.turns] == ["and now", "another"]
    assert "Our assistant is not answering" not in str(await eve.texts())


async def test_a_candidate_reads_along_and_nobody_waits_for_it(desk: Running, second: Bot) -> None:
    """What it reads otherwise is shown, masked; a slow one holds nobody up; an erased customer is gone from it."""
    other = {"understanding": {"intent": {"name": "refund", "confidence": 0.7}}}
    text = "my mail is ana@example.com"
    second.answer_to(text, **other)
    ida, ana = await designer(desk), await desk.visitor()
    await does(ida, "rollout", model_id="m2")
    await until_candidate(desk)
    second.delay = 0.5
    began = asyncio.get_running_loop().time()
    await says(ana, text)
    assert asyncio.get_running_loop().time() - began < 0.5
    await says(ana, "plain")

    async def seen() -> dict[str, Any] | None:
        told = (await ida.get("/api/studio/rollout")).json()["shadow"]
        return told if told["seen"] == 2 else None

    told = await until(seen)
    assert second.turns == []
    assert (told["differ"], told["dropped"]) == (1, 0)
    assert told["latency_ms"] == {"live": 1.5, "candidate": 2.5}
    (difference,) = told["differences"]
    assert difference["text"] == "my mail is [e-mail]"
    assert (difference["live"]["intent"], difference["candidate"]["intent"]) == ("track_order", "refund")
    await erase_customer(ana.conversation_id, "a_noor", desk.desk.others, desk.desk.ports)
    told = (await ida.get("/api/studio/rollout")).json()["shadow"]
    assert told["differences"] == []
    async with desk.desk.record.look() as unit:
        assert await unit.model_turns.differences("m2", 10) == []
        assert await unit.model_turns.active_on("m1", desk.desk.ports.clock() - timedelta(hours=1)) == 0


async def test_entries_are_found_by_their_places(desk: Running, bot: Bot) -> None:
    """Of several conversations at once; what is not there is left out, and nothing is asked for nothing."""
    ana, eve = await desk.visitor(), await desk.visitor()
    await says(ana, "one")
    await says(eve, "two")
    places = {(each.conversation_id, (await each.entries())[0]["seq"]) for each in (ana, eve)}
    async with desk.desk.record.look() as unit:
        found = await unit.conversations.at(places | {(ana.conversation_id, 99), ("c_nobody", 1)})
        assert await unit.conversations.at(()) == {}
    assert set(found) == places
    assert {entry.message.text for entry in found.values() if entry.message} == {"one", "two"}


async def until_candidate(desk: Running) -> None:
    async def known() -> bool:
        return desk.desk.shadow.candidate is not None

    await until(known)


async def test_what_is_refused(desk: Running, second: Bot) -> None:
    """Unknown models, changed ones, ones that were never live, a slot that does not run."""
    ida = await designer(desk)
    assert (await does(ida, "rollout", 404, model_id="m9"))["code"] == "model_not_found"
    assert (await does(ida, "rollout", 404, model_id="../m1"))["code"] == "model_not_found"
    assert (await does(ida, "models/m2/restore", 409, reason="x"))["code"] == "model_never_live"
    assert (await does(ida, "rollout/end", 409, reason="x"))["code"] == "no_rollout"
    (desk.settings.models_dir / "m2.tar.gz").write_bytes(b"changed")
    assert (await does(ida, "rollout", 409, model_id="m2"))["code"] == "model_not_intact"
    put_model(desk.settings.models_dir, "m2")
    await second.stop()
    await desk.desk.bot.look()
    await does(ida, "rollout", model_id="m2")
    for what, body in (("share", {"percent": 10}), ("promote", {"signed_reason": SIGNED})):
        assert (await does(ida, f"rollout/{what}", 409, **body))["code"] == "slot_not_ready"
    assert (await does(ida, "rollout", 409, model_id="m2"))["code"] == "rollout_open"
    assert (await does(ida, "rollout/end", reason="No."))["stage"] is None
