"""What the flows of quality need from outside: their tables, and the desk's own public door for the mystery shopper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from desk.quality.drift import Counted
from desk.quality.handling import Handling
from desk.quality.sample import Candidate, Drawn
from desk.quality.script import Run, RunState, Script
from desk.quality.standard import RuleId, Standard
from desk.quality.verdict import Outcome, Verdict


@dataclass(frozen=True)
class Checked:
    """A handling with its verdicts, as it is kept. Without a conversation its customer was erased."""

    id: int
    conversation_id: str | None
    seq: int
    last_seq: int
    agent_id: str | None
    week: str
    ended_at: datetime
    standard: int
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Found:
    """A handling just checked. `took_part`: everybody of the team who is in its conversation."""

    handling: Handling
    week: str
    standard: int
    verdicts: Sequence[Verdict]
    took_part: Sequence[str]


@dataclass(frozen=True)
class Review:
    """One colleague's review of one handling; `verdicts` once it is done."""

    id: str
    week: str
    check_id: int
    conversation_id: str | None
    reviewer_id: str
    done_at: datetime | None = None
    note: str = ""
    verdicts: tuple[tuple[RuleId, Outcome], ...] = ()


@dataclass(frozen=True)
class Sample:
    """One week's draw: with its seed it can be drawn again."""

    week: str
    seed: str
    drawn_at: datetime
    candidates: int
    drawn: int


class QualityStore(Protocol):
    """The standard and what handlings made of it, inside one transaction."""

    async def standard(self, version: int | None = None) -> Standard | None:
        """That version; None: the newest. No answer where none was ever written."""

    async def standards(self) -> list[Standard]:
        """All versions, newest first."""

    async def put_standard(self, standard: Standard) -> None:
        """A new version; raises `changed_meanwhile` where somebody was quicker."""

    async def unread(self, until: datetime, now: datetime, most: int) -> list[tuple[str, int]]:
        """Conversations that changed and have been quiet since `until`, or whose time has come; with their version."""

    async def checked_under(self, conversation_id: str) -> dict[int, int]:
        """The version of the standard by handling that was checked before."""

    async def keep(
        self, conversation_id: str, found: Sequence[Found], version: int, look_again_at: datetime | None
    ) -> None:
        """Put these in place of what was found in the conversation before; handlings keep their number."""

    async def get(self, check_id: int) -> Checked | None: ...

    async def of_agent(self, agent_id: str, limit: int) -> list[Checked]:
        """One person's handlings, newest first."""

    async def counts(self, weeks: Sequence[str], agent_id: str | None = None) -> list[Counted]:
        """Met and missed of these weeks, by week, side and rule; of one person, or of all."""

    async def behind(
        self, rule: RuleId, outcome: Outcome, bot: bool, weeks: Sequence[str], until: datetime, limit: int
    ) -> list[Checked]:
        """Handlings behind a figure that ended by then, newest first."""


class ReviewStore(Protocol):
    """The weekly sample and its reviews, inside one transaction."""

    async def sample(self, week: str) -> Sample | None: ...

    async def samples(self, limit: int) -> list[Sample]:
        """Newest first."""

    async def candidates(self, week: str) -> list[Candidate]:
        """Handlings of that week that can still be looked at."""

    async def put(self, sample: Sample, drawn: Sequence[tuple[str, str, Drawn]]) -> None:
        """A week's sample with its reviews: id of each, by whom. Raises `changed_meanwhile` where it is drawn."""

    async def get(self, review_id: str) -> Review | None: ...

    async def of_reviewer(self, reviewer_id: str, limit: int) -> list[Review]:
        """Theirs: open ones first, newest week first. What cannot be looked at any more is left out."""

    async def open_count(self, reviewer_id: str) -> int: ...

    async def hand_in(self, review: Review) -> bool:
        """Store what was found; False where it was handed in before."""

    async def done(self, since: str) -> list[tuple[Review, tuple[Verdict, ...]]]:
        """Reviews handed in of weeks since that Monday, each with the rules' verdicts on the same handling."""


class ShopperStore(Protocol):
    """Scripts of the mystery shopper and their runs, inside one transaction."""

    async def scripts(self) -> list[Script]:
        """All, by name."""

    async def script(self, script_id: str) -> Script | None: ...

    async def put_script(self, script: Script) -> None:
        """A new one."""

    async def save_script(self, before: Script, after: Script) -> bool:
        """By compare-and-set on version and next run; False where somebody was quicker."""

    async def due(self, now: datetime) -> list[Script]:
        """Whose time has come."""

    async def add_run(self, run: Run) -> None:
        """Raises `changed_meanwhile` while another run of this script is open."""

    async def save_run(self, before: RunState, after: Run) -> bool:
        """A step of it; False where it is not in that state any more."""

    async def run(self, run_id: str) -> Run | None: ...

    async def runs_of(self, script_id: str, limit: int) -> list[Run]:
        """Newest first."""

    async def in_state(self, state: RunState) -> list[Run]:
        """The oldest first."""

    async def see(self, run_id: str, by: str, at: datetime) -> bool:
        """An alarm was seen; False where there is none to see."""

    async def alarms(self, owner_id: str | None = None) -> list[Run]:
        """Alarms nobody has seen and no later run has ended; of one owner's scripts, or all."""


class LineFailed(Exception):
    """The desk's own door did not do what it does for every customer; `str` says what."""


class PublicLine(Protocol):
    """What a customer's browser does, over HTTP. All calls raise `LineFailed`."""

    async def begin(self) -> str:
        """A new visitor's token."""

    async def open(self, token: str) -> str:
        """Their conversation's id."""

    async def say(self, token: str, conversation_id: str, message_id: str, text: str) -> int:
        """The number of the message."""

    async def answers(self, token: str, conversation_id: str, after: int) -> list[dict[str, Any]]:
        """Lines after that number, once there is an answer or the conversation is over; none when it takes too long."""

    async def end(self, token: str, conversation_id: str) -> None:
        """Say goodbye."""

    async def close(self) -> None: ...
