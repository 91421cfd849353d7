"""Which slot answers, how a roll-out moves on, and when it is taken back: tables and properties of pure rules."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import DeskError
from desk.models import deployment as rules
from desk.models.answering import in_share, slots_to_ask
from desk.models.comparison import Arm, Rollback, as_many_by_chance, as_slow_by_chance, looks_due, worse
from desk.models.deployment import Deployment, InSlot, Stage
from desk.models.model import SlotState
from desk.models.watching import COMES_UP_WITHIN, DOWN_AT_MOST, Watch, trouble

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
LIVE = Deployment(InSlot("old", "a"), NOW, "Ida", version=1)
BOTH = {"a": "old", "b": "new"}


def at(stage: Stage | None, percent: int = 0) -> Deployment:
    """A deployment at that stage; promoted means the new one is live."""
    old, new = InSlot("old", "a"), InSlot("new", "b")
    live, other = (new, old) if stage is Stage.PROMOTED else (old, new)
    return Deployment(live, NOW, "Ida", other if stage else None, stage, percent, version=1)


@pytest.mark.parametrize(
    "deployment, pinned, running, asked",
    [
        (None, None, {"a": "old"}, ("a",)),
        (None, None, BOTH, ("a", "b")),
        (None, None, {}, ()),
        (at(None), None, {"a": "old"}, ("a",)),
        (at(None), "gone", {"a": "old"}, ("a",)),
        # A candidate that reads along never answers, not even when it is all there is.
        (at(Stage.SHADOW), None, BOTH, ("a",)),
        (at(Stage.SHADOW), "new", BOTH, ("a",)),
        (at(Stage.SHADOW), None, {"b": "new"}, ()),
        (at(Stage.RESTORING), None, {"b": "new"}, ()),
        # A conversation keeps its model; when that is gone the other one answers.
        (at(Stage.SHARE, 1), "new", BOTH, ("b", "a")),
        (at(Stage.SHARE, 99), "old", BOTH, ("a", "b")),
        (at(Stage.SHARE, 1), "new", {"a": "old"}, ("a",)),
        (at(Stage.SHARE, 99), "old", {"b": "new"}, ("b",)),
        (at(Stage.PROMOTED), None, BOTH, ("b", "a")),
        (at(Stage.PROMOTED), "old", BOTH, ("a", "b")),
        (at(Stage.PROMOTED), None, {"a": "old"}, ("a",)),
        (at(Stage.ROLLED_BACK), None, BOTH, ("a", "b")),
        (at(Stage.ROLLED_BACK), "new", BOTH, ("b", "a")),
        # Somebody started something else: better than silence.
        (at(None), None, {"a": "stranger"}, ("a",)),
        (at(Stage.SHADOW), None, {"a": "stranger", "b": "new"}, ("a",)),
    ],
)
def test_which_slot_answers(deployment, pinned, running, asked):
    """The right one first, then whoever may step in."""
    assert slots_to_ask(deployment, "c_1", pinned, running) == asked


def test_a_share_is_drawn_by_lot_and_grows():
    """About so many of a hundred; a larger share holds the smaller one; another candidate gets others."""
    ids = [f"c_{number}" for number in range(4000)]
    shares = {percent: {each for each in ids if in_share(each, "new", percent)} for percent in (1, 10, 50, 99)}
    for percent, drawn in shares.items():
        assert abs(len(drawn) / len(ids) - percent / 100) < 0.03
    assert shares[1] < shares[10] < shares[50] < shares[99]
    other = {each for each in ids if in_share(each, "newer", 10)}
    assert len(other & shares[10]) < len(other) / 2
    assert slots_to_ask(at(Stage.SHARE, 10), min(shares[10]), None, BOTH)[0] == "b"


STEPS = {
    "begin": lambda d: rules.begin(d, "third", "Ida", NOW),
    "share": lambda d: rules.share(d, 10, "Ida", NOW),
    "promote": lambda d: rules.promote(d, True, None, "Ida", NOW),
    "end": lambda d: rules.end(d, "Ida", NOW),
    "restore": lambda d: rules.restore(d, "earlier", "Ida", NOW),
}
ALLOWED = {
    (None, "begin"): Stage.SHADOW, (None, "restore"): Stage.RESTORING,
    (Stage.SHADOW, "share"): Stage.SHARE, (Stage.SHADOW, "promote"): Stage.PROMOTED, (Stage.SHADOW, "end"): None,
    (Stage.SHARE, "share"): Stage.SHARE, (Stage.SHARE, "promote"): Stage.PROMOTED,
    (Stage.SHARE, "end"): Stage.ROLLED_BACK,
    (Stage.PROMOTED, "restore"): Stage.RESTORING, (Stage.ROLLED_BACK, "restore"): Stage.RESTORING,
    (Stage.RESTORING, "end"): None, (Stage.RESTORING, "restore"): Stage.RESTORING,
}  # fmt: skip


@pytest.mark.parametrize("stage, step", list(itertools.product([None, *Stage], STEPS)))
def test_each_step_at_each_stage(stage, step):
    """Either it leads to its stage, or it is refused with a code and nothing changes."""
    if (stage, step) in ALLOWED:
        after = STEPS[step](at(stage))
        assert after.stage == ALLOWED[stage, step]
        assert (after.other is None) == (after.stage is None)
        assert after.other is None or after.other.slot != after.live.slot
    else:
        with pytest.raises(DeskError) as refused:
            STEPS[step](at(stage))
        assert refused.value.status == 409


def test_promotion_changes_places_and_starts_and_stops_nothing():
    """What the slots are to run is the same before and after; so it is when going back at once."""
    before = at(Stage.SHARE, 10)
    promoted = rules.promote(before, True, None, "Ida", NOW)
    assert (promoted.live, promoted.other) == (before.other, before.live)
    assert promoted.wanted == before.wanted == {"a": "old", "b": "new"}
    back = rules.restore(promoted, "old", "Ida", NOW)
    assert (back.live.model_id, back.stage, back.wanted) == ("old", Stage.ROLLED_BACK, before.wanted)
    assert rules.cleared(back, "Warmhand", NOW).wanted == {"a": "old", "b": None}


@pytest.mark.parametrize(
    "passed, reason, through",
    [(True, None, True), (None, None, False), (False, None, False), (None, "x" * 19, False), (None, "x" * 20, True),
     (False, "x" * 20, True), (None, " " * 30, False)],
)  # fmt: skip
def test_the_gate(passed, reason, through):
    """A pass, or a signed reason of twenty characters."""
    if through:
        assert rules.promote(at(Stage.SHADOW), passed, reason, "Ida", NOW).stage is Stage.PROMOTED
        return
    with pytest.raises(DeskError) as refused:
        rules.promote(at(Stage.SHADOW), passed, reason, "Ida", NOW)
    assert refused.value.code == "gate_not_passed"


@pytest.mark.parametrize("percent", [-1, 0, 100, 1000])
def test_a_share_leaves_both_something(percent):
    """Nobody is compared with nobody."""
    with pytest.raises(DeskError):
        rules.share(at(Stage.SHADOW), percent, "Ida", NOW)


def test_a_larger_share_goes_on_with_the_comparison():
    """Its time and looks stay."""
    before = replace(at(Stage.SHARE, 10), looks=3)
    after = rules.share(before, 50, "Ida", NOW + timedelta(hours=1))
    assert (after.since, after.looks, after.percent) == (before.since, 3, 50)


@pytest.mark.parametrize(
    "stage, active, hours, free",
    [(Stage.PROMOTED, 0, 0, True), (Stage.PROMOTED, 1, 1, False), (Stage.PROMOTED, 1, 4, True),
     (Stage.ROLLED_BACK, 0, 0, True), (Stage.SHARE, 0, 9, False), (None, 0, 9, False)],
)  # fmt: skip
def test_when_a_slot_is_free(stage, active, hours, free):
    """Nobody talks to its model any more, or it was given time enough."""
    assert rules.drained(at(stage), active, NOW + timedelta(hours=hours), timedelta(hours=4)) is free


@pytest.mark.parametrize(
    "stage, state, away, words",
    [
        (Stage.SHADOW, SlotState("new", "refused", "pickle", "It holds a pickle."), timedelta(0), "It holds a pickle."),
        (Stage.SHARE, SlotState("new", "refused", "pickle", "It holds a pickle."), timedelta(0), "refused"),
        (Stage.SHADOW, SlotState("other", "refused", "pickle", "no"), timedelta(0), None),
        (Stage.SHADOW, SlotState("new", "starting"), COMES_UP_WITHIN, None),
        (Stage.SHADOW, None, COMES_UP_WITHIN + timedelta(seconds=1), "not answered for 6 minutes"),
        (Stage.SHARE, None, DOWN_AT_MOST + timedelta(seconds=1), "not answered for 2 minutes"),
        (Stage.SHARE, SlotState("new", "up"), timedelta(0), None),
        (Stage.PROMOTED, SlotState("new", "refused", "pickle", "no"), timedelta(days=1), None),
    ],
)
def test_when_a_candidate_cannot_stay(stage, state, away, words):
    """Refused, or away for too long for its stage."""
    told = trouble(stage, state, "new", away)
    assert (told is None) if words is None else (told is not None and words in told)


def test_how_long_a_model_has_been_away():
    """Since it was last seen; another model begins anew."""
    watch = Watch()
    assert watch.away_for("new", False, NOW) == timedelta(0)
    assert watch.away_for("new", False, NOW + timedelta(minutes=3)) == timedelta(minutes=3)
    assert watch.away_for("new", True, NOW + timedelta(minutes=4)) == timedelta(0)
    assert watch.away_for("new", False, NOW + timedelta(minutes=5)) == timedelta(minutes=1)
    assert watch.away_for("newer", False, NOW + timedelta(minutes=9)) == timedelta(0)


RULES = Rollback()


@pytest.mark.parametrize(
    "live, candidate, words",
    [
        (Arm(40, 4, 4), Arm(40, 4, 4), None),
        (Arm(40, 4, 4), Arm(40, 24, 4), "24 of 40 conversations were handed over to a person"),
        (Arm(40, 4, 4), Arm(40, 4, 24), "left without an answer"),
        (Arm(40, 24, 24), Arm(40, 0, 0), None),
        (Arm(19, 0, 0), Arm(40, 40, 40), None),
        (Arm(40, 0, 0), Arm(19, 19, 19), None),
        (Arm(40, 4, 4), Arm(40, 6, 6), None),
        # Beyond chance with so many, and too little to matter.
        (Arm(100_000, 10_000, 0), Arm(100_000, 11_000, 0), None),
        (Arm(40, 0, 0, (100.0,) * 40), Arm(40, 0, 0, (900.0,) * 40), "900 ms"),
        (Arm(40, 0, 0, (900.0,) * 40), Arm(40, 0, 0, (100.0,) * 40), None),
        (Arm(40, 0, 0, (10.0,) * 40), Arm(40, 0, 0, (40.0,) * 40), None),
        (Arm(40, 0, 0, (900.0,) * 40), Arm(40, 0, 0, (1150.0,) * 40), None),
    ],
)
def test_when_a_candidate_is_worse(live, candidate, words):
    """By much and beyond chance, with numbers enough; never for being better."""
    told = worse(live, candidate, 1, RULES)
    assert (told is None) if words is None else (told is not None and words in told)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 12), st.integers(1, 12))
def test_fishers_test_is_the_exact_one(bad, other_bad, of, other_of):
    """The same as counting every way there is."""
    bad, other_bad = min(bad, of), min(other_bad, other_of)
    together = bad + other_bad
    ways = math.comb(of + other_of, together)
    upper = range(bad, min(of, together) + 1)
    exact = sum(math.comb(of, x) * math.comb(other_of, together - x) for x in upper) / ways
    assert as_many_by_chance(bad, of, other_bad, other_of) == pytest.approx(exact, abs=1e-9)


@given(st.lists(st.integers(0, 50), min_size=8, max_size=40), st.lists(st.integers(0, 50), min_size=8, max_size=40))
def test_the_rank_test_is_one_sided(slow, fast):
    """A probability; slower makes it no larger; the two sides together are at least one."""
    p = as_slow_by_chance(slow, fast)
    assert 0 <= p <= 1
    assert as_slow_by_chance([value + 60 for value in slow], fast) <= p + 1e-12
    assert p + as_slow_by_chance(fast, slow) >= 1 - 1e-9


def test_looks_come_further_and_further_apart():
    """At 20, 30, 45, 68 ... conversations."""
    counts = [count for count in range(1, 200) if looks_due(count, RULES) > looks_due(count - 1, RULES)]
    assert counts == [20, 30, 45, 68, 102, 152]


def rolled_back_after(live_rate: float, rate: float, rng: random.Random, most: int) -> int | None:
    """Conversations of each model until the candidate is taken back."""
    live = candidate = Arm()
    looks = 0
    for count in range(1, most + 1):
        live = Arm(count, live.handed_over + (rng.random() < live_rate), live.missed + (rng.random() < live_rate))
        handed_over, missed = rng.random() < rate, rng.random() < rate
        candidate = Arm(count, candidate.handed_over + handed_over, candidate.missed + missed)
        look = looks_due(count, RULES)
        if look > looks:
            looks = look
            if worse(live, candidate, look, RULES):
                return count
    return None


def test_looking_often_does_not_find_what_is_not_there():
    """No worse: taken back in at most one of twenty; three times as bad: nearly always, and soon."""
    rng = random.Random(11)
    same = [rolled_back_after(0.15, 0.15, rng, 300) for _ in range(300)]
    assert sum(each is not None for each in same) <= 15
    harmed = [rolled_back_after(0.15, 0.45, rng, 300) for _ in range(100)]
    assert sum(each is not None for each in harmed) >= 98
    assert sorted(each or 300 for each in harmed)[50] <= 102
