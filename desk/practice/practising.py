"""The practice room: what there is to practise with, begin, answer, compare. Nothing of it reaches a customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desk.agents.agent import Agent
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message, checked_text, stamp
from desk.conversations.flows import settled, whole_transcript
from desk.ports import DeskPorts, Unit
from desk.practice import refusals
from desk.practice.replay import Replay, Step, exercise_of, replay, suits
from desk.practice.session import PracticeAnswer, Session, answered
from desk.practice.verdict import Asked, Verdict, rules_in_words, verdict
from desk.quality.reading import current_standard
from desk.quality.standard import Standard

LOOKED_AT, SHOWN = 80, 20
LONGEST = 300
"""Entries of a conversation one would practise with; scrubbing more would hold the desk up."""
KEPT = timedelta(days=180)
"""For how long a colleague's own practice is kept."""


async def room(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Past conversations to practise with, and the colleague's own sessions."""
    async with desk.record.look() as unit:
        sessions = await unit.practice.of(agent.id)
        found = []
        for conversation_id in await unit.practice.candidates(LOOKED_AT):
            made = await _replay(conversation_id, agent, unit)
            if made is not None:
                theirs = next((each for each in sessions if each.conversation_id == conversation_id), None)
                found.append(_exercise(conversation_id, made, theirs))
            if len(found) == SHOWN:
                break
        rules = rules_in_words(await current_standard(unit))
    return {"exercises": found, "rules": rules}


async def begin(exercise: str, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Begin with one, or go on where one left it; raises `practice_not_found`."""

    async def once() -> str:
        async with desk.record.change() as unit:
            candidates = await unit.practice.candidates(LOOKED_AT)
            conversation_id = next((each for each in candidates if exercise_of(each) == exercise), None)
            if conversation_id is None or await _replay(conversation_id, agent, unit) is None:
                raise refusals.practice_not_found()
            for each in await unit.practice.of(agent.id):
                if each.conversation_id == conversation_id and each.done_at is None:
                    return each.id
            await unit.practice.forget_before(desk.clock() - KEPT)
            session = Session(desk.new_id("t"), agent.id, conversation_id, desk.clock())
            await unit.practice.begin(session)
            return session.id

    return await look(await settled(once), agent, desk)


async def look(session_id: str, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """A session as it stands; raises `practice_not_found`, for one of somebody else too."""
    async with desk.record.look() as unit:
        session, made = await _session(session_id, agent, unit)
        answers = await unit.practice.answers(session.id)
        standard = await current_standard(unit)
    compared = [_compared(number, made.steps[number], each.text, standard) for number, each in enumerate(answers)]
    return _told(session, made, answers, agent) | {"compared": compared}


async def answer(session_id: str, step: int, text: str, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Answer a step; the same answer again changes nothing. Raises `practice_not_found`, `practice_moved`."""
    words = checked_text(text)

    async def once() -> None:
        async with desk.record.change() as unit:
            session, made = await _session(session_id, agent, unit)
            earlier = {each.step: each for each in await unit.practice.answers(session.id)}
            if step in earlier and earlier[step].text == words:
                return
            after = answered(session, step, len(made.steps), desk.clock())
            kept = PracticeAnswer(session.id, session.conversation_id, step, words, desk.clock())
            await unit.practice.answer(session, after, kept)

    await settled(once)
    return await look(session_id, agent, desk)


async def _session(session_id: str, agent: Agent, unit: Unit) -> tuple[Session, Replay]:
    session = await unit.practice.get(session_id)
    if session is None or session.agent_id != agent.id:
        raise refusals.practice_not_found()
    made = await _replay(session.conversation_id, agent, unit)
    if made is None:
        # Its customer came back: it is a live conversation again, and not for practice.
        raise refusals.practice_not_found()
    return session, made


async def _replay(conversation_id: str, agent: Agent, unit: Unit) -> Replay | None:
    conversation = await unit.conversations.get(conversation_id)
    customer = await unit.customers.get(conversation.customer_id) if conversation else None
    if conversation is None or customer is None or conversation.last_seq > LONGEST:
        return None
    entries = await whole_transcript(unit, conversation_id)
    if not suits(conversation, agent.id, entries):
        return None
    names = [each.name for each in await unit.agents.all()]
    made = replay(conversation, entries, customer, names)
    return made if made.steps else None


def _exercise(conversation_id: str, made: Replay, theirs: Session | None) -> dict[str, Any]:
    return {
        "id": exercise_of(conversation_id),
        "about": made.about,
        "begins": made.steps[0].asked[:160],
        "steps": len(made.steps),
        "session": None
        if theirs is None
        else {"id": theirs.id, "step": theirs.step, "done": theirs.done_at is not None},
    }


def _told(session: Session, made: Replay, answers: Sequence[PracticeAnswer], agent: Agent) -> dict[str, Any]:
    done = len(answers)
    entries: list[Entry] = []
    for number, step in enumerate(made.steps[: done + 1]):
        entries += step.lead
        if number < done:
            entries += [_own(answers[number], step, agent), *step.theirs]
    if done >= len(made.steps):
        entries += made.tail
    return {
        "id": session.id,
        "exercise": exercise_of(session.conversation_id),
        "about": made.about,
        "begun_at": stamp(session.begun_at),
        "step": done,
        "steps": len(made.steps),
        "done": done >= len(made.steps),
        # Numbered anew: the numbers of the real one would tell what was left out.
        "entries": [_json(entry, seq) for seq, entry in enumerate(entries, start=1)],
    }


def _own(given: PracticeAnswer, step: Step, agent: Agent) -> Entry:
    author = Author(AuthorKind.AGENT, agent.name, agent.id)
    message = Message(f"practice-own-{given.step}", given.text)
    # Where it would have stood.
    return Entry("", 0, EntryKind.MESSAGE, step.theirs[0].at, author, message)


def _json(entry: Entry, seq: int) -> dict[str, Any]:
    return entry.to_json() | {"seq": seq}


def _compared(number: int, step: Step, text: str, standard: Standard) -> dict[str, Any]:
    asked = Asked(step.asked, first=number == 0)
    sides = {"yours": text, "theirs": step.answer}
    told = {
        side: {"text": words, "verdict": _verdicts(verdict(words, asked, standard))} for side, words in sides.items()
    }
    return {"step": number, "asked": step.asked} | told


def _verdicts(found: Sequence[Verdict]) -> list[dict[str, Any]]:
    return [{"rule": str(each.rule), "met": each.met, "evidence": each.evidence} for each in found]
