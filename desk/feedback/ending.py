"""What every end of a handling sets going, in its own transaction: whether to ask how it was, and what was solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk.conversations.bot_turn import BotJob
from desk.conversations.conversation import Change, Conversation
from desk.conversations.entry import Entry, EntryKind
from desk.conversations.flows import whole_transcript
from desk.feedback.resolution import resolved
from desk.ports import DeskPorts, Unit
from desk.ratings.survey import ENDS, MONTH, About, Asked, person_of, stretch, undone_by, why_not_rate


async def handling_ended(unit: Unit, before: Conversation, change: Change, desk: DeskPorts) -> Change:
    """The change, whose end says whether the customer is asked about it. To be called before it is saved."""
    if before.shopper:
        return change
    end = next(entry for entry in reversed(change.entries) if entry.kind in ENDS)
    entries = [*await whole_transcript(unit, before.id), *change.entries]
    jobs = await unit.jobs.of(before.id)
    handled = stretch(entries, end.seq)
    person = person_of(handled)
    earlier = next((entry for entry in reversed(entries) if entry.kind in ENDS and entry.seq < end.seq), None)
    if earlier is not None and undone_by(handled, earlier):
        await unit.surveys.remove(before.id, earlier.seq)
        await unit.resolutions.remove(before.id, earlier.seq)
        # Then both stretches are one handling.
        entries.remove(earlier)
    await _note_solution(unit, before, end, person, jobs)
    asking = await _ask(unit, before, end, entries, jobs, desk)
    if asking:
        asked = Asked(before.id, end.seq, About.RATING, before.customer_id, person is not None, end.at)
        await unit.surveys.add(asked)
    told = replace(end, data=end.data | {"ask": asking})
    return replace(change, entries=tuple(told if entry is end else entry for entry in change.entries))


async def _ask(
    unit: Unit, before: Conversation, end: Entry, entries: Sequence[Entry], jobs: Sequence[BotJob], desk: DeskPorts
) -> bool:
    asked = await unit.surveys.of_customer(before.customer_id, end.at - MONTH)
    tasks = await unit.recoveries.of(before.id)
    making_good = any(task.written_at is not None and task.again_score is None for task in tasks)
    read_as = {job.seq: job.answer.understanding.intent for job in jobs if job.answer is not None}
    return why_not_rate(entries, end, read_as, asked, desk.clock(), making_good) is None


async def _note_solution(
    unit: Unit, before: Conversation, end: Entry, person: str | None, jobs: Sequence[BotJob]
) -> None:
    if end.kind is EntryKind.RESOLVED:
        wrap_up = next((each for each in await unit.wrap_ups.of(before.id) if each.seq == end.seq), None)
        if wrap_up is None or not wrap_up.solved:
            return
        reason: str | None = wrap_up.contact_reason
    elif end.kind is EntryKind.ENDED and person is None:
        answers = [job.answer for job in jobs if job.answer is not None]
        if before.about is None or not answers or answers[-1].understanding.missed:
            return
        reason = before.about
    else:
        return
    await unit.resolutions.add(resolved(before.id, end.seq, before.customer_id, person, reason, end.at))
