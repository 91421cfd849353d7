"""Agents say whether a brief was right: one click, kept with the handoff, and a figure of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from desk import errors
from desk.agents.agent import Agent
from desk.handoff.steps import existing
from desk.handoff.wrap_up import BriefPart, BriefVerdict
from desk.ports import DeskPorts

COUNTED_DAYS = 30


@dataclass(frozen=True)
class BriefsJudged:
    """Of the briefs judged in the last COUNTED_DAYS days."""

    judged: int
    right: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None while none was judged."""
        return self.right / self.judged if self.judged else None


async def judge(
    conversation_id: str, agent: Agent, right: bool, wrong_part: BriefPart | None, desk: DeskPorts
) -> BriefVerdict:
    """Keep the verdict on the conversation's latest brief, in place of an earlier one."""
    async with desk.record.change() as unit:
        found = await existing(unit, conversation_id)
        latest = await unit.handoffs.latest_of(found.id)
        if latest is None or latest.brief is None:
            raise errors.wrong_state("There is no brief to judge.")
        part = None if right else wrong_part
        verdict = BriefVerdict(latest.id, found.id, agent.id, right, part, desk.clock())
        await unit.wrap_ups.judge(verdict)
    return verdict


async def judged(desk: DeskPorts) -> BriefsJudged:
    """The figure."""
    async with desk.record.look() as unit:
        counts = await unit.wrap_ups.judged(desk.clock() - timedelta(days=COUNTED_DAYS))
    return BriefsJudged(sum(counts.values()), counts.get(True, 0))
