"""The improvement board: its rules, and what it measures by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desk.errors import DeskError
from desk.insights import board
from desk.insights import improvement as rules
from desk.insights import measured as m
from desk.insights.improvement import Improvement, Plan, State
from desk.insights.period import Period
from tests.desk.insights.people import learnt, served
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
PLAN = Plan("Late parcels", "containment", "delivery_late", "a_maya", "Say where it is", date(2026, 12, 1))
IDEA = Improvement("i_1", PLAN, State.IDEA, NOW, "Olu")


@pytest.mark.parametrize(
    "changed, field",
    [({"title": "  "}, "title"), ({"title": "x" * 161}, "title"), ({"action": "x" * 2_001}, "action")]
    + [({"figure": each}, "figure") for each in ("people", "wait_median", "nothing")],
)
def test_a_plan_that_cannot_be_kept(changed: dict[str, str], field: str) -> None:
    """Without a title, too long, or about a figure that cannot be measured so."""
    with pytest.raises(DeskError) as refused:
        rules.checked(Plan(**(vars(PLAN) | changed)))
    assert (refused.value.code, refused.value.field) == ("invalid_field", field)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_only_the_steps_of_the_board(state: State, to: State) -> None:
    """Every step that is not drawn is refused."""
    there = Improvement("i_1", PLAN, state, NOW, "Olu")
    if to in rules.NEXT[state]:
        rules.checked_step(there, to, None, NOW.date())
    else:
        with pytest.raises(DeskError, match="not there any more"):
            rules.checked_step(there, to, None, NOW.date())


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 10, 1)])
def test_the_day_it_took_effect_is_past_and_not_long_past(day: date) -> None:
    """Nothing is in effect tomorrow."""
    with pytest.raises(DeskError) as refused:
        rules.checked_step(IDEA, State.DONE, day, NOW.date())
    assert refused.value.field == "acted_on"


def test_before_and_after_do_not_overlap() -> None:
    """The day it took effect belongs to after."""
    day = date(2026, 11, 10)
    assert rules.window_before(day) == Period(date(2026, 10, 13), date(2026, 11, 9))
    assert rules.window_after(day, date(2026, 11, 12)) == Period(day, date(2026, 11, 12))
    assert rules.window_after(day, date(2027, 1, 1)) == Period(day, date(2026, 12, 7))


def test_what_is_measured_stays_once_it_is_done() -> None:
    """Other words are fine; another figure would make no pair."""
    done = rules.stepped(IDEA, State.DONE, date(2026, 11, 10), m.share(50, 100))
    with pytest.raises(DeskError, match="measured already"):
        rules.edited(done, Plan(**(vars(PLAN) | {"reason": None})))
    assert rules.edited(done, Plan(**(vars(PLAN) | {"title": "Other words"}))).plan.title == "Other words"
    effect = rules.effect(done, m.share(90, 100), date(2026, 11, 17))
    assert effect is not None
    assert effect.verdict is m.Verdict.BETTER
    early = rules.effect(done, m.share(90, 100), date(2026, 11, 16))
    assert early is not None
    assert early.verdict is m.Verdict.TOO_EARLY


BOXES = Plan("Broken parcels", "durable", "damaged_item", "a_maya", "Pack them better", date(2026, 12, 1))


async def test_an_improvement_is_measured_by_itself(quiet: Quiet) -> None:
    """Frozen as it was before; afterwards the same figure anew; what was rated later does not move what is frozen."""
    maya, olu = await quiet.agent("a_maya"), await quiet.agent("a_olu")
    for name in ("C1003", "C1004"):
        await served(quiet, maya, name)
    quiet.clock.forward(days=1)
    await served(quiet, maya, "C1003")
    quiet.clock.forward(days=9)
    await learnt(quiet)
    begun = (await board.begin(BOXES, olu, quiet.ports))["improvements"][0]
    assert begun["effect"] is None
    assert begun["now"]["n"] == 3
    doing = (await board.step(begun["id"], 1, State.DOING, None, "", olu, quiet.ports))["improvements"][0]
    done = await board.step(doing["id"], 2, State.DONE, None, "New boxes", olu, quiet.ports)
    before = done["improvements"][0]["effect"]["before"]
    assert (before["value"], before["n"]) == (pytest.approx(2 / 3, abs=1e-3), 3)
    assert done["improvements"][0]["effect"]["verdict"] == "too_early"
    for _ in range(3):
        await served(quiet, maya, "C1005", reason="refund_status")
        await served(quiet, maya)
    quiet.clock.forward(days=8)
    await learnt(quiet)
    later = (await board.board(quiet.ports))["improvements"][0]
    assert later["effect"]["before"] == before
    assert (later["effect"]["after"]["n"], later["effect"]["after"]["value"]) == (3, 1)
    assert later["effect"]["verdict"] == "too_early"
    assert [line["says"].split(":")[0] for line in later["history"]] == [
        "put it on the board", "began", "did it; in effect since 2026-12-03"
    ]  # fmt: skip


async def test_of_two_who_change_it_the_second_is_told(quiet: Quiet) -> None:
    """By its version; and what does not exist, or nobody can own, is refused."""
    olu = await quiet.agent("a_olu")
    begun = (await board.begin(BOXES, olu, quiet.ports))["improvements"][0]
    await board.edit(begun["id"], 1, replace(BOXES, title="Boxes", owner_id="a_olu"), olu, quiet.ports)
    with pytest.raises(DeskError) as moved:
        await board.edit(begun["id"], 1, BOXES, olu, quiet.ports)
    with pytest.raises(DeskError) as unknown:
        await board.step("i_none", 1, State.DOING, None, "", olu, quiet.ports)
    with pytest.raises(DeskError) as nobody:
        await board.begin(replace(BOXES, owner_id="a_nobody"), olu, quiet.ports)
    codes = [each.value.code for each in (moved, unknown, nobody)]
    assert codes == ["improvement_moved", "improvement_not_found", "invalid_field"]
    history = (await board.board(quiet.ports))["improvements"][0]["history"]
    assert [line["says"] for line in history] == ["put it on the board", "called it “Boxes”", "gave it to Olu"]
