"""What the desk does by itself about a roll-out, on both databases, with a clock that the test moves."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from desk.models import flows, views
from desk.models.comparison import Arm
from desk.models.deployment import InSlot
from desk.models.flows import share
from desk.models.shadow import MOST_WAITING, Answered, Shadow
from desk.models.turn import ModelTurn, Reading
from desk.models.watching import Watch, look_after
from desk.rounds import follow_models
from tests.desk.bot_side import Bot
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
SIGNED = "It reads refunds better, I have looked at twenty."


async def test_what_is_too_much_to_read_is_dropped_and_counted(quiet: Quiet) -> None:
    """The newest are kept; the rest is a number."""
    shadow = Shadow()
    shadow.candidate = InSlot("m2", "b")
    for seq in range(MOST_WAITING + 7):
        turn = ModelTurn("c_1", seq, "m1", quiet.clock(), 1.0, False, False)
        shadow.feed(Answered(turn, "x", Reading("m1", "a", 1.0)))
    assert shadow.take_dropped() == 7
    assert (await shadow.next()).turn.seq == 7


async def test_the_file_is_written_again_when_it_is_lost(quiet: Quiet) -> None:
    """A desk that was killed between the record and the file mends it when it opens, and in every round."""
    await begun(quiet)
    path = quiet.settings.var_dir / "slots.json"
    for damage in (
        lambda: path.unlink(),
        lambda: path.write_text("{"),
        lambda: path.write_text('{"a": "x", "b": null}'),
    ):
        damage()
        await follow_models(quiet.ports, quiet.desk.shelter, quiet.desk.bot, quiet.desk.shadow)
        assert json.loads(path.read_text()) == {"a": "m1", "b": "m2"}


async def begun(quiet: Quiet, percent: int | None = None) -> Any:
    """A roll-out of m2; Ida."""
    # On a busy machine an answer may come too late to count.
    for _ in range(20):
        await quiet.desk.bot.look()
        if quiet.desk.bot.models():
            break
    ida = await quiet.agent("a_ida", here=False)
    await flows.begin("m2", ida, quiet.ports)
    if percent is not None:
        await flows.share(percent, ida, quiet.ports)
    return ida


async def turns(quiet: Quiet, model_id: str, count: int, handed_over: int = 0, took_ms: float = 50.0) -> None:
    """Conversations that a model answered just now."""
    for number in range(count):
        _, conversation = await quiet.customer()
        async with quiet.ports.record.change() as unit:
            turn = ModelTurn(conversation.id, 1, model_id, quiet.clock(), took_ms, False, number < handed_over)
            await unit.model_turns.add(turn)


async def test_harm_is_taken_back_by_itself(quiet: Quiet) -> None:
    """With numbers enough, once; with an alarm that stays until somebody does something."""
    await begun(quiet, percent=30)
    quiet.clock.forward(minutes=5)
    await turns(quiet, "m1", 30, handed_over=2)
    await turns(quiet, "m2", 19, handed_over=19)
    assert (await look_after(Watch(), quiet.ports)).stage == "share"
    await turns(quiet, "m2", 1, handed_over=1)
    after = await look_after(Watch(), quiet.ports)
    assert (after.stage, after.percent, after.live.model_id, after.by) == ("rolled_back", 0, "m1", "Warmhand")
    told = await views.rollout(quiet.ports)
    assert "20 of 20 conversations were handed over" in told["alarm"]
    quiet.clock.forward(minutes=31)
    assert (await look_after(Watch(), quiet.ports)).stage is None
    assert json.loads((quiet.settings.var_dir / "slots.json").read_text()) == {"a": "m1", "b": None}
    assert "20 of 20" in (await views.rollout(quiet.ports))["alarm"]
    await begun(quiet)
    assert (await views.rollout(quiet.ports))["alarm"] is None


async def test_no_harm_no_end_and_each_look_only_once(quiet: Quiet) -> None:
    """The figures are noted as judged, so that looking every second is not looking more often."""
    await begun(quiet, percent=30)
    quiet.clock.forward(minutes=5)
    await turns(quiet, "m1", 25, handed_over=5)
    await turns(quiet, "m2", 25, handed_over=5)
    for _ in range(3):
        assert (await look_after(Watch(), quiet.ports)).stage == "share"
    assert (await quiet.row("deployment", "get")).looks == 1


async def test_only_conversations_that_began_since_and_stayed_are_compared(quiet: Quiet) -> None:
    """Not those that go on from before, and not those that two models answered."""
    start = quiet.clock()
    _, old = await quiet.customer()
    _, moved = await quiet.customer()
    _, late = await quiet.customer()
    async with quiet.ports.record.change() as unit:
        add = unit.model_turns.add
        await add(ModelTurn(old.id, 1, "m1", start - timedelta(minutes=10), 10, False, False))
        await add(ModelTurn(old.id, 3, "m1", start + timedelta(minutes=1), 10, True, True))
        await add(ModelTurn(moved.id, 1, "m2", start + timedelta(minutes=1), 10, True, True))
        await add(ModelTurn(moved.id, 3, "m1", start + timedelta(minutes=2), 10, True, True))
        await add(ModelTurn(late.id, 1, "m1", start - timedelta(minutes=40), 10, True, True))
        await add(ModelTurn(late.id, 3, "m1", start + timedelta(minutes=1), 10, False, True))
        await add(ModelTurn(late.id, 5, "m1", start + timedelta(minutes=2), 30, True, False))
    arms = await quiet.row("model_turns", "arms", start, timedelta(minutes=30))
    assert arms == {"m1": Arm(1, 1, 1, (20.0,))}


async def test_a_pin_ends_with_half_an_hour_of_silence(quiet: Quiet) -> None:
    """Until then the last model that answered is the conversation's."""
    _, conversation = await quiet.customer()
    async with quiet.ports.record.change() as unit:
        await unit.model_turns.add(ModelTurn(conversation.id, 1, "m1", quiet.clock(), 1, False, False))
        await unit.model_turns.add(ModelTurn(conversation.id, 3, "m2", quiet.clock(), 1, False, False))
    since = quiet.clock() - timedelta(minutes=30)
    assert await quiet.row("model_turns", "pinned", conversation.id, since) == "m2"
    assert await quiet.row("model_turns", "pinned", conversation.id, since + timedelta(minutes=31)) is None


async def test_two_who_promote_at_once(quiet: Quiet) -> None:
    """One step is taken once, whoever is quicker; two shares follow each other."""
    ida = await begun(quiet, percent=10)
    done = await asyncio.gather(*(flows.promote(SIGNED, ida, quiet.ports) for _ in range(3)), return_exceptions=True)
    codes = sorted(getattr(each, "code", "done") for each in done)
    assert codes.count("done") == 1
    assert set(codes) <= {"done", "no_rollout", "changed_meanwhile"}
    assert (await quiet.row("deployment", "get")).live.model_id == "m2"
    with pytest.raises(Exception, match="No model is being rolled out"):
        await share(10, ida, quiet.ports)


async def test_a_refused_model_ends_its_roll_out(quiet: Quiet) -> None:
    """The supervisor's sentence is told, the slot is free, the model is marked."""
    await begun(quiet)
    state = {"model_id": "m2", "state": "refused", "code": "pickle", "says": "m2 holds a pickle."}
    (quiet.settings.var_dir / "slots-state.json").write_text(json.dumps({"b": state}))
    after = await look_after(Watch(), quiet.ports)
    assert (after.stage, after.other) == (None, None)
    assert "m2 holds a pickle." in (await views.rollout(quiet.ports))["alarm"]
    models = {each["model_id"]: each for each in (await views.models(quiet.ports))["models"]}
    assert models["m2"]["state"] == "refused"


async def test_an_earlier_model_that_does_not_run_is_started_and_then_live(quiet: Quiet, second: Bot) -> None:
    """Once it answers; what is live meanwhile goes on."""
    ida = await begun(quiet)
    await flows.promote(SIGNED, ida, quiet.ports)
    quiet.clock.forward(hours=1)
    assert (await look_after(Watch(), quiet.ports)).other is None
    bot_a = quiet.desk.bot
    bot_a._running.pop("a")
    after = await flows.restore("m1", "It was better.", ida, quiet.ports)
    assert (after.stage, after.live.model_id) == ("restoring", "m2")
    assert json.loads((quiet.settings.var_dir / "slots.json").read_text()) == {"a": "m1", "b": "m2"}
    assert (await look_after(Watch(), quiet.ports)).live.model_id == "m2"
    await quiet.desk.bot.look()
    after = await look_after(Watch(), quiet.ports)
    assert (after.stage, after.live.model_id) == ("rolled_back", "m1")
