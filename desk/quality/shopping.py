"""The mystery shopper at work: scripts whose time has come talk to the live bot by the desk's own public door.

The visitor is marked in the record before there is a conversation, so that nothing of it is ever counted, and nobody
is woken. The bot is told nothing: it answers as it answers everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk import errors
from desk.customers.customer import hashed
from desk.ports import DeskPorts
from desk.quality import refusals
from desk.quality.checks import Known, check
from desk.quality.handling import Handling
from desk.quality.ports import LineFailed
from desk.quality.reading import current_standard, handlings_of, told_of
from desk.quality.script import LONGEST_RUN, TELLING, Exchange, Finding, Line, Run, RunState, Script, alarms, judged
from desk.quality.standard import Standard
from desk.quality.verdict import Verdict
from desk.shelter import Shelter

BY_THE_BOT = "bot"


async def begin_due(desk: DeskPorts) -> int:
    """Begin a run of every script whose time has come, by one desk each; how many."""
    begun = 0
    async with desk.record.look() as unit:
        due = await unit.shopper.due(desk.clock())
    for script in due:
        begun += await _begin(script, desk)
    return begun


async def _begin(script: Script, desk: DeskPorts) -> bool:
    now = desk.clock()
    try:
        async with desk.record.change() as unit:
            if not await unit.shopper.save_script(script, replace(script, next_at=script.after_a_run(now))):
                return False
            await unit.shopper.add_run(Run(desk.new_id("r"), script.id, script.version, now))
            return True
    except errors.DeskError as refused:
        if refused.code == "changed_meanwhile":
            # One of this script is under way; when that is over its time comes again.
            return False
        raise


async def take_next(desk: DeskPorts) -> Run | None:
    """The run that waits longest, taken by this desk; what died with its desk is ended. None where none waits."""
    now = desk.clock()
    async with desk.record.look() as unit:
        waiting = await unit.shopper.in_state(RunState.WAITING)
        running = await unit.shopper.in_state(RunState.RUNNING)
    dead = [run for run in running if now - run.started_at > LONGEST_RUN]
    if not waiting and not dead:
        return None
    async with desk.record.change() as unit:
        for run in dead:
            cut = replace(run, state=RunState.CUT_SHORT, ended_at=now, findings=(_broken("The desk stopped."),))
            await unit.shopper.save_run(RunState.RUNNING, cut)
        for run in waiting:
            taken = replace(run, state=RunState.RUNNING, started_at=now)
            if await unit.shopper.save_run(RunState.WAITING, taken):
                return taken
    return None


async def conduct(run: Run, desk: DeskPorts, shelter: Shelter) -> Run:
    """Talk through the script and judge what came back. What is written meanwhile is not torn when the desk closes."""
    script = await shelter.run(_script(run, desk))
    line = desk.public_line
    try:
        token = await line.begin()
        await shelter.run(_mark(token, desk))
        conversation_id = await line.open(token)
        exchanges = await _talk(token, conversation_id, script.lines, desk)
        await line.end(token, conversation_id)
    except LineFailed as failure:
        over = replace(run, state=RunState.BROKEN, findings=(_broken(str(failure)),))
    else:
        spoken = replace(run, conversation_id=conversation_id)
        over = await shelter.run(_judged(spoken, script, exchanges, desk))
    return await shelter.run(_over(over, desk))


async def _script(run: Run, desk: DeskPorts) -> Script:
    async with desk.record.look() as unit:
        found = await unit.shopper.script(run.script_id)
    if found is None:
        raise refusals.script_not_found()
    return found


async def _mark(token: str, desk: DeskPorts) -> None:
    async with desk.record.change() as unit:
        session = await unit.customers.session_by_hash(hashed(token))
        customer = await unit.customers.get(session.customer_id) if session else None
        if customer is None:
            raise LineFailed("The desk did not know its own visitor.")
        await unit.customers.save(replace(customer, shopper=True))


async def _talk(token: str, conversation_id: str, lines: Sequence[Line], desk: DeskPorts) -> list[Exchange]:
    found = []
    for number, line in enumerate(lines):
        message_id = f"00000000-0000-4000-8000-{number:012d}"
        seq = await desk.public_line.say(token, conversation_id, message_id, line.says)
        heard = await desk.public_line.answers(token, conversation_id, seq)
        answers = [
            (int(each["seq"]), str(each["message"]["text"]))
            for each in heard
            if each["message"] is not None and each["author"]["kind"] == BY_THE_BOT
        ]
        found.append(Exchange(line, seq, tuple(answers)))
        if any(each["kind"] == "ended" for each in heard) or not answers:
            # It would be with a person now, or nobody answers: whoever goes on talking learns nothing more.
            break
    return found


async def _judged(run: Run, script: Script, exchanges: Sequence[Exchange], desk: DeskPorts) -> Run:
    async with desk.record.look() as unit:
        told = await told_of(run.conversation_id or "", unit)
        if told is None:
            return replace(run, state=RunState.BROKEN, findings=(_broken("Its conversation was erased."),))
        standard = await current_standard(unit)
    handed = next((each.data["handed_over"] for each in told.entries if "handed_over" in each.data), None)
    handled = handlings_of(told, desk.insights.quiet, desk.clock())
    verdicts = _verdicts(handled, standard, Known(told.jobs, (), desk.service.hours))
    state, findings = judged(script, exchanges, handed, verdicts)
    return replace(run, state=state, findings=findings, handed_over=handed, standard=standard.version)


def _verdicts(handled: Sequence[Handling], standard: Standard, known: Known) -> list[Verdict]:
    return [verdict for handling in handled for verdict in check(handling, standard, known)]


def _broken(words: str) -> Finding:
    return Finding("Conversation", False, words)


async def _over(run: Run, desk: DeskPorts) -> Run:
    """Store how it ended; its owner is called where it had passed the last time."""
    async with desk.record.change() as unit:
        earlier = [each for each in await unit.shopper.runs_of(run.script_id, 20) if each.id != run.id]
        before = next((each.state for each in earlier if each.state in TELLING), None)
        over = replace(run, ended_at=desk.clock(), alarm=alarms(before, run.state))
        await unit.shopper.save_run(RunState.RUNNING, over)
    await desk.announce.line_changed()
    return over
