"""The life of an alarm, what counts as a contact, what orders share, and when somebody may be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState, Understanding
from desk.errors import DeskError
from desk.handoff.wrap_up import WrapUp
from desk.incidents.notice import MOST_A_WEEK, Telling, late_words, telling
from desk.incidents.outcome import Outcome
from desk.warning.alarm import Alarm, State, decided, followed, raised, worth_raising
from desk.warning.contact import contacts_of
from desk.warning.rise import Rise, Rule
from desk.warning.shared import Kind, RecentOrder, likeliest_order, shared_by

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RISE = Rise("delivery_late", Rule.HISTORY, timedelta(hours=3), 6, 20, 0.02, 1e-6)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alarm(state: State = State.OPEN) -> Alarm:
    made = raised("w_1", RISE, NOW)
    return made if state is State.OPEN else decided(made, state, "Olu", "so", NOW)


def test_it_follows_what_is_seen_and_goes_quiet() -> None:
    """More people are kept, fewer are not; a day without a rise ends it."""
    more = followed(alarm(), replace(RISE, people=9, everybody=30), NOW + HOUR)
    assert (more.people, more.everybody, more.risen_at) == (9, 30, NOW + HOUR)
    fewer = followed(more, RISE, NOW + 2 * HOUR)
    assert (fewer.people, fewer.risen_at) == (9, NOW + 2 * HOUR)
    still = followed(fewer, None, NOW + DAY)
    assert still is fewer
    assert followed(fewer, None, NOW + 2 * HOUR + DAY).state is State.QUIET


def test_looking_again_at_once_changes_nothing() -> None:
    """So several desks may look as often as they like."""
    assert followed(alarm(), RISE, NOW + timedelta(minutes=9)) is not None
    made = alarm()
    assert followed(made, RISE, NOW + timedelta(minutes=9)) is made


@pytest.mark.parametrize(
    ("state", "later", "again"),
    [
        (State.OPEN, 30 * DAY, False),
        (State.DISMISSED, HOUR, False),
        (State.DISMISSED, DAY + HOUR, True),
        (State.CONFIRMED, HOUR, False),
        (State.CONFIRMED, DAY + HOUR, True),
    ],
)
def test_one_alarm_of_a_reason(state: State, later: timedelta, again: bool) -> None:
    """Until it is dealt with, and a day beyond; other reasons are not held back."""
    found = {"delivery_late": RISE, "refund_status": replace(RISE, reason="refund_status")}
    fresh = [rise.reason for rise in worth_raising(found, [alarm(state)], [], NOW + later)]
    assert fresh == (["delivery_late", "refund_status"] if again else ["refund_status"])


def test_an_open_incident_is_alarm_enough() -> None:
    """Its reasons make no new alarm."""
    assert worth_raising({"delivery_late": RISE}, [], ["delivery_late"], NOW) == []


@pytest.mark.parametrize("state", [State.CONFIRMED, State.DISMISSED, State.QUIET])
def test_it_is_decided_once(state: State) -> None:
    """Whoever comes second is told so."""
    with pytest.raises(DeskError) as refused:
        decided(replace(alarm(), state=state), State.DISMISSED, "Maya", "no", NOW)
    assert refused.value.code == "alarm_over"


def turn(seq: int, intent: str, *, missed: bool = False, state: JobState = JobState.DONE) -> BotJob:
    read = BotAnswer("m1", (), Understanding(intent, 0.9, missed=missed))
    return BotJob("c_1", seq, JobKind.TURN, state, NOW + seq * HOUR, answer=read)


def wrap_up(seq: int, reason: str | None) -> WrapUp:
    return WrapUp("c_1", seq, "a_maya", True, reason, "", NOW + seq * HOUR)


@pytest.mark.parametrize(
    ("jobs", "ends", "reasons"),
    [
        ([turn(1, "greet"), turn(3, "track_order")], [], [(3, "track_order")]),
        ([turn(1, "track_order", missed=True)], [], []),
        ([turn(1, "track_order", state=JobState.DROPPED)], [], []),
        ([turn(1, "track_order"), turn(3, "human_request")], [wrap_up(9, "delivery_late")], [(1, "delivery_late")]),
        ([turn(1, "track_order")], [wrap_up(9, None)], [(1, "track_order")]),
        ([], [wrap_up(9, "damaged_item")], [(9, "damaged_item")]),
        (
            [turn(1, "track_order"), turn(12, "refund_status")],
            [wrap_up(9, "delivery_late")],
            [(1, "delivery_late"), (12, "refund_status")],
        ),
    ],
)
def test_why_somebody_wrote(jobs: list[BotJob], ends: list[WrapUp], reasons: list[tuple[int, str]]) -> None:
    """The bot's understanding, and in its place what the agent said of the handling."""
    assert [(each.seq, each.reason) for each in contacts_of("p_1", jobs, ends)] == reasons


def order(number: int, carrier: str = "DHL", **more: object) -> RecentOrder:
    told = {
        "placed_on": date(2026, 11, 1 + number % 20), "promised_on": date(2026, 11, 20), "state": "shipped",
        "late": False, "open": True, "payment_method": "card", "warehouse": "Leipzig", "products": (("FO-1", "Mug"),),
    } | more  # fmt: skip
    return RecentOrder(str(number), f"C{number}", "Ana", True, carrier=carrier, **told)  # type: ignore[arg-type]


def test_what_is_shared_beyond_the_usual_comes_first() -> None:
    """All have GLS, which few orders have; that all paid by card tells nothing, since everybody does."""
    behind = [order(number, "GLS", late=True) for number in range(5)]
    recent = [*behind, *(order(number) for number in range(5, 40)), order(40, "GLS")]
    found = shared_by(behind, recent)
    assert (found[0].what.kind, found[0].what.value) == (Kind.LATE, "yes")
    gls = found[1]
    assert (gls.what.kind, gls.what.value, gls.behind, gls.of_behind, gls.recent, gls.of_recent) == (
        Kind.CARRIER, "GLS", 5, 5, 6, 41
    )  # fmt: skip
    assert gls.times == pytest.approx(41 / 6)
    assert not [each for each in found if each.what.kind is Kind.PAYMENT_METHOD]


def test_two_orders_are_no_pattern() -> None:
    """Nor is what less than half of them share."""
    assert shared_by([order(1, "GLS"), order(2, "GLS")], [order(n, "GLS" if n < 3 else "DHL") for n in range(20)]) == []
    assert shared_by([], [order(1)]) == []


def test_the_order_somebody_writes_about() -> None:
    """A late one before one on its way, before one that is not packed yet, before the newest."""
    unpacked = replace(order(8), carrier=None)
    assert likeliest_order([unpacked, order(5)]) == order(5)
    assert likeliest_order([unpacked, order(9, open=False)]) is unpacked
    delivered, late = order(9, open=False), order(1, late=True)
    assert likeliest_order([delivered, order(5), late]) is late
    assert likeliest_order([delivered, order(5)]).number == "5"  # type: ignore[union-attr]
    assert likeliest_order([delivered]) is delivered
    assert likeliest_order([]) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Telling.WILL_BE),
        ({"consent": False}, Telling.NO_CONSENT),
        ({"conversation": False}, Telling.NO_CONVERSATION),
        ({"wrote": True, "consent": False}, Telling.WROTE),
        ({"told": True, "wrote": True}, Telling.TOLD),
        ({"this_week": MOST_A_WEEK}, Telling.ENOUGH),
        ({"this_week": MOST_A_WEEK - 1}, Telling.WILL_BE),
    ],
)
def test_who_is_told(facts: dict[str, bool | int], expected: Telling) -> None:
    """Once, only with consent, and not too often."""
    usual = {"told": False, "wrote": False, "consent": True, "conversation": True, "this_week": 0}
    assert telling(**usual | facts) is expected  # type: ignore[arg-type]


def test_no_figure_from_a_handful() -> None:
    """Avoided is only told where there are enough people to compare with."""
    assert Outcome(100, 5, 50, 2, 19, 9).avoided is None
    assert Outcome(100, 5, 50, 2, 40, 8).avoided == pytest.approx(8)
    assert Outcome(100, 5, 0, 0, 40, 8).avoided is None


def test_late_words_name_order_and_day() -> None:
    """What somebody has to know without asking."""
    words = late_words("20411", date(2026, 11, 23))
    assert "order 20411 was due on Monday, 23 November" in words
