"""What a run of the mystery shopper comes to, and when it calls somebody. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.quality.script import Exchange, Handover, Line, RunState, Script, alarms, judged
from desk.quality.standard import RuleId
from desk.quality.verdict import Outcome, Verdict

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINES = (Line("hello", ("hello", "hi")), Line("where", ()))
GOOD = (Exchange(LINES[0], 1, ((2, "Hi there"),)), Exchange(LINES[1], 3, ((4, "In Graz"), (5, "By Friday"))))


def script(handover: Handover = Handover.EITHER, every_hours: int = 24, active: bool = True) -> Script:
    return Script("x_1", "Where", LINES, handover, every_hours, active, "a_olu", NOW)


@pytest.mark.parametrize(
    "exchanges, handover, handed, verdicts, state, wrong",
    [
        (GOOD, Handover.EITHER, None, [], RunState.PASSED, []),
        (GOOD, Handover.MUST_NOT, None, [], RunState.PASSED, []),
        (GOOD, Handover.MUST, None, [], RunState.FAILED, ["Handover"]),
        (GOOD, Handover.MUST_NOT, "frustration", [], RunState.FAILED, ["Handover"]),
        (GOOD[:1], Handover.MUST, "frustration", [], RunState.PASSED, []),
        (GOOD[:1], Handover.EITHER, None, [], RunState.FAILED, ["Conversation"]),
        ((Exchange(LINES[0], 1, ((2, "Yes?"),)), GOOD[1]), Handover.EITHER, None, [], RunState.FAILED, ["Line 1"]),
        ((Exchange(LINES[0], 1, ()),), Handover.EITHER, None, [], RunState.FAILED, ["Line 1", "Conversation"]),
        (GOOD, Handover.EITHER, None, [Outcome.MISSED], RunState.FAILED, ["Wait within target"]),
        (GOOD, Handover.EITHER, None, [Outcome.NOT_ASKED, Outcome.MET], RunState.PASSED, []),
    ],
)
def test_a_run_is_judged_by_script_and_standard(
    exchanges: tuple[Exchange, ...],
    handover: Handover,
    handed: str | None,
    verdicts: list[Outcome],
    state: RunState,
    wrong: list[str],
) -> None:
    """All that asked something must be as wanted; each finding names what it is about."""
    said = [Verdict(RuleId.WAIT, outcome, 2) for outcome in verdicts]
    found, findings = judged(script(handover), exchanges, handed, said)
    assert (found, [each.about for each in findings if not each.ok]) == (state, wrong)


@pytest.mark.parametrize(
    "before, now, calls",
    [
        (RunState.PASSED, RunState.FAILED, True), (RunState.PASSED, RunState.BROKEN, True),
        (RunState.PASSED, RunState.PASSED, False), (RunState.PASSED, RunState.CUT_SHORT, False),
        (RunState.FAILED, RunState.FAILED, False), (RunState.BROKEN, RunState.FAILED, False),
        (None, RunState.FAILED, False), (RunState.FAILED, RunState.PASSED, False),
    ],
)  # fmt: skip
def test_only_what_became_worse_calls(before: RunState | None, now: RunState, calls: bool) -> None:
    """A script that never passed is still being written."""
    assert alarms(before, now) is calls


@pytest.mark.parametrize(
    "every_hours, active, hours", [(24, True, 24), (168, True, 168), (0, True, None), (24, False, None)]
)
def test_when_it_runs_next(every_hours: int, active: bool, hours: int | None) -> None:
    """By its schedule, or not by itself at all."""
    found = script(every_hours=every_hours, active=active).after_a_run(NOW)
    assert found == (None if hours is None else NOW + timedelta(hours=hours))
