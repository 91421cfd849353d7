"""Signals of care: when they come, what they suggest, and who gets to see them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from desk.care.abuse import abusive
from desk.care.looking import care
from desk.care.signals import Kind, Served, Workday, leads, signals
from desk.conversations import flows as conversations
from desk.routing.seat import Seat, Status
from tests.desk.culture.people import solved
from tests.desk.quiet import Quiet, seated

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
NONE: frozenset[str] = frozenset()


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def every(minutes: int, hours: float) -> list[datetime]:
    return [ago(minutes=each) for each in range(0, int(hours * 60) + 1, minutes)]


CASES = [
    (Workday(), []),
    (Workday(served=[Served(ago(minutes=50), 0.9), Served(ago(minutes=20), 0.7)]), [Kind.HARD_ONES]),
    (Workday(served=[Served(ago(minutes=50), 0.9), Served(ago(minutes=20), 0.1, abused=True)]), [Kind.HARD_ONES]),
    (Workday(served=[Served(ago(minutes=50), 0.9), Served(ago(minutes=20), 0.1)]), []),
    (Workday(served=[Served(ago(hours=3), 0.9), Served(ago(minutes=20), 0.9)]), []),
    (Workday(wrote=every(10, 3)), [Kind.NO_PAUSE]),
    (Workday(wrote=every(10, 2)), []),
    (Workday(wrote=every(20, 5)), []),
    (Workday(wrote=[each - timedelta(minutes=20) for each in every(10, 4)]), []),
    (Workday(load=5, capacity=4), [Kind.TOO_MANY]),
    (Workday(load=4, capacity=4), []),
    (Workday(load=9, capacity=4, wrote=every(10, 5), away=True), []),
]


@pytest.mark.parametrize("day, expected", CASES)
def test_when_work_weighs_on_somebody(day: Workday, expected: list[Kind]) -> None:
    """Only now, only beyond the limit, and never while they have their pause."""
    found = signals(day, NOW)
    assert [signal.kind for signal in found] == expected
    assert all(signal.says and signal.helps for signal in found)


def test_it_says_how_long_and_how_many() -> None:
    """In words to the person, with what would help."""
    (signal,) = signals(Workday(wrote=every(10, 3)), NOW)
    assert signal.says == "You have been answering for 3 hours without a pause."
    hard = signals(Workday(served=[Served(ago(minutes=each), 0.9, abused=each == 2) for each in (9, 5, 2)]), NOW)
    assert hard[0].says == "Your last 3 conversations were hard ones, and you were insulted. That is not yours to bear."


@pytest.mark.parametrize(
    "text, yes",
    [
        ("you idiot", True), ("You are all such liars", True), ("you people are useless", False), ("shut up", True),
        ("fuck you", True), ("I know where you live", True), ("idiot!", True), ("I feel like an idiot", False),
        ("this is a stupid lamp", False), ("the courier was an idiot", False), ("I am so angry", False),
        ("you're pathetic", True), ("", False), ("did you kill the order?", False),
    ],
)  # fmt: skip
def test_insults_are_told_from_anger(text: str, yes: bool) -> None:
    """Being upset about a matter is no insult."""
    assert abusive(text) is yes


@pytest.mark.parametrize(
    "supervisor, agent, yes",
    [("", "", True), ("a", "", True), ("", "a", True), ("a", "a", True), ("a", "b", False), ("ab", "bc", True)],
)  # fmt: skip
def test_whose_supervisor(supervisor: str, agent: str, yes: bool) -> None:
    """Who shares a team, or where one is in none."""
    assert leads(frozenset(supervisor), frozenset(agent)) is yes


async def burdened(quiet: Quiet) -> None:
    """Maya was insulted twice in a row, and holds one more than is meant to be."""
    maya = await quiet.agent("a_maya")
    await seated("a_maya", 1, NONE, frozenset({"en"}), NONE, quiet.ports)
    for _ in range(2):
        person, conversation = await quiet.held(maya)
        await conversations.customer_writes(conversation.id, person, str(uuid.uuid4()), "you idiot", quiet.ports)


async def test_own_signals_and_those_of_the_team(quiet: Quiet) -> None:
    """Maya sees hers, her supervisor sees them by name, a colleague and an admin see nothing of them."""
    await burdened(quiet)
    maya, tom, olu, noor = [await quiet.agent(each) for each in ("a_maya", "a_tom", "a_olu", "a_noor")]
    own = await care(maya, quiet.ports)
    assert [each["kind"] for each in own["own"]] == ["hard_ones", "too_many"]
    assert own["team"] is None
    assert await care(tom, quiet.ports) == {"own": [], "team": None}
    assert (await care(noor, quiet.ports))["team"] is None
    led = await care(olu, quiet.ports)
    assert [(each["name"], len(each["signals"])) for each in led["team"]] == [("Maya", 2)]
    assert set(led["team"][0]) == {"id", "name", "signals"}, "nothing to rank by"


async def test_another_team_is_not_theirs(quiet: Quiet) -> None:
    """And who is away, or gone home, is left in peace."""
    quiet.changes["teams"] = {"returns": "Returns", "orders": "Orders"}
    await burdened(quiet)
    olu = await quiet.agent("a_olu")
    await seated("a_olu", 4, NONE, frozenset({"en"}), frozenset({"returns"}), quiet.ports)
    await seated("a_maya", 1, NONE, frozenset({"en"}), frozenset({"orders"}), quiet.ports)
    assert (await care(olu, quiet.ports))["team"] == []
    await seated("a_maya", 1, NONE, frozenset({"en"}), frozenset({"returns"}), quiet.ports)
    assert len((await care(olu, quiet.ports))["team"]) == 1
    async with quiet.ports.record.change() as unit:
        await unit.seats.put(Seat("a_maya", Status.AWAY, capacity=1, teams=frozenset({"returns"})))
    assert (await care(olu, quiet.ports))["team"] == []


async def test_hours_without_a_pause_are_read_off_the_record(quiet: Quiet) -> None:
    """Whoever answers every ten minutes for three hours is told; a quarter of an hour later they had a pause."""
    maya = await quiet.agent("a_maya")
    for _ in range(19):
        await solved(quiet, maya)
        quiet.clock.forward(minutes=3)
    assert [each["kind"] for each in (await care(maya, quiet.ports))["own"]] == ["no_pause"]
    quiet.clock.forward(minutes=16)
    assert (await care(maya, quiet.ports))["own"] == []
