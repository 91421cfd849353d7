"""The mystery shopper: scripts that talk to the live bot, and what the standard says of its answers. Pure.

waiting --> running --> passed
               |------> failed      the answers were not as the script or the standard wants them
               |------> broken      the desk's own door did not open
               '------> cut_short   the desk stopped meanwhile: that says nothing of the bot
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk import errors
from desk.conversations.entry import MESSAGE_LIMIT
from desk.quality.standard import LONGEST_PHRASE, TITLES
from desk.quality.verdict import Outcome, Verdict
from desk.quality.wording import phrase_in

MOST_LINES, MOST_EXPECTED, LONGEST_NAME = 12, 20, 80
LONGEST_LINE = 500
EVERY = (0, 1, 6, 24, 168)
"""Hours between runs that can be chosen; 0: only by hand."""
LONGEST_RUN = timedelta(minutes=10)
"""A run that is older and still under way died with its desk."""


class Handover(StrEnum):
    """What the script wants of a person being asked for."""

    EITHER = "either"
    MUST = "must"
    MUST_NOT = "must_not"


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    CUT_SHORT = "cut_short"


TELLING = frozenset({RunState.PASSED, RunState.FAILED, RunState.BROKEN})
"""States that say something of the bot."""


@dataclass(frozen=True)
class Line:
    """What the shopper says, and phrases of which the answer must hold at least one; none: any answer will do."""

    says: str
    expects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """A scripted customer as it stands at `version`. `next_at`: when it runs next; None: by hand only."""

    id: str
    name: str
    lines: tuple[Line, ...]
    handover: Handover
    every_hours: int
    active: bool
    owner_id: str
    updated_at: datetime
    version: int = 1
    next_at: datetime | None = None

    def after_a_run(self, now: datetime) -> datetime | None:
        return now + timedelta(hours=self.every_hours) if self.active and self.every_hours else None


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at in a run, and the entry it rests on."""

    about: str
    ok: bool
    says: str
    seq: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {"about": self.about, "ok": self.ok, "says": self.says, "seq": self.seq}


@dataclass(frozen=True)
class Run:
    """One run. `by` is who started it by hand; `alarm`: it failed where the run before had passed."""

    id: str
    script_id: str
    script_version: int
    started_at: datetime
    state: RunState = RunState.WAITING
    ended_at: datetime | None = None
    conversation_id: str | None = None
    handed_over: str | None = None
    findings: tuple[Finding, ...] = field(default=())
    standard: int | None = None
    by: str | None = None
    alarm: bool = False
    seen_at: datetime | None = None
    seen_by: str | None = None


@dataclass(frozen=True)
class Exchange:
    """One line of a script as it went: its number in the transcript, and what was answered, by number and words."""

    line: Line
    seq: int
    answers: tuple[tuple[int, str], ...]


def checked(name: str, lines: Sequence[Line], every_hours: int) -> tuple[str, tuple[Line, ...]]:
    """Name and lines tidied; raises `invalid_field`."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise errors.invalid_field("name", f"A script needs a name of up to {LONGEST_NAME} characters.")
    if every_hours not in EVERY:
        raise errors.invalid_field("every_hours", "A script runs every 1, 6, 24 or 168 hours, or by hand.")
    kept = tuple(_checked_line(line) for line in lines if line.says.strip())
    if not 1 <= len(kept) <= MOST_LINES:
        raise errors.invalid_field("lines", f"A script has 1 to {MOST_LINES} lines.")
    return name, kept


def _checked_line(line: Line) -> Line:
    says = " ".join(line.says.split())
    if len(says) > min(LONGEST_LINE, MESSAGE_LIMIT):
        raise errors.invalid_field("lines", f"A line has up to {LONGEST_LINE} characters.")
    expects = tuple(dict.fromkeys(" ".join(each.casefold().split()) for each in line.expects if each.strip(" *")))
    if len(expects) > MOST_EXPECTED or any(len(each) > LONGEST_PHRASE for each in expects):
        words = f"A line expects one of up to {MOST_EXPECTED} phrases of up to {LONGEST_PHRASE} characters."
        raise errors.invalid_field("lines", words)
    return Line(says, expects)


def judged(
    script: Script, exchanges: Sequence[Exchange], handed_over: str | None, verdicts: Sequence[Verdict]
) -> tuple[RunState, tuple[Finding, ...]]:
    """What came of a run: each line, the handover, and each rule of the standard that had something to ask."""
    findings = [_line_finding(number, each) for number, each in enumerate(exchanges, 1)]
    if len(exchanges) < len(script.lines) and handed_over is None:
        findings.append(Finding("Conversation", False, "It ended before all lines were said."))
    findings += _handover_finding(script.handover, handed_over)
    findings += [
        Finding(TITLES[each.rule], each.outcome is Outcome.MET, each.found, each.seq)
        for each in verdicts
        if each.outcome is not Outcome.NOT_ASKED
    ]
    state = RunState.PASSED if all(each.ok for each in findings) else RunState.FAILED
    return state, tuple(findings)


def _line_finding(number: int, exchange: Exchange) -> Finding:
    about, answers = f"Line {number}", exchange.answers
    if not answers:
        return Finding(about, False, "No answer", exchange.seq)
    if not exchange.line.expects:
        return Finding(about, True, "Answered", answers[0][0])
    for seq, words in answers:
        found = phrase_in(words, exchange.line.expects)
        if found is not None:
            return Finding(about, True, found, seq)
    return Finding(about, False, f"None of: {', '.join(exchange.line.expects)}", answers[0][0])


def _handover_finding(wanted: Handover, handed_over: str | None) -> list[Finding]:
    if wanted is Handover.EITHER:
        return []
    happened = handed_over is not None
    says = "A person would have been asked for" if happened else "Nobody was asked for"
    return [Finding("Handover", happened is (wanted is Handover.MUST), says)]


def alarms(before: RunState | None, now: RunState) -> bool:
    """A script that passed the last time, and does not any more, is news for its owner."""
    return before is RunState.PASSED and now in (RunState.FAILED, RunState.BROKEN)


def line_from_json(told: Mapping[str, Any]) -> Line:
    return Line(told["says"], tuple(told["expects"]))


def line_to_json(line: Line) -> dict[str, Any]:
    return {"says": line.says, "expects": list(line.expects)}
