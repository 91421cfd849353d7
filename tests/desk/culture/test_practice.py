"""The practice room: scrubbed past conversations, answered again, compared, and nothing of it anywhere else."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.flows import Outcome
from desk.practice import practising
from desk.privacy.flows import erase_customer, export_customer
from desk.privacy.scrubbing import scrubbed
from desk.storage.schema import metadata
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
OWN = frozenset({"practice_sessions", "practice_answers"})


async def past(quiet: Quiet, maya: Agent) -> tuple[Customer, Conversation]:
    """Two questions, two answers, with everything in them that could name Petra."""
    person, conversation = await quiet.customer("Petra Lind")
    await quiet.says(person, conversation, "My name is Rosa Petersen, order 20417 arrived broken, ana@example.com")
    waiting = await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
    held = await handoffs.claim(waiting.id, maya, quiet.ports)
    await quiet.replies(maya, held, "Hello Petra, I am sorry. I have ordered a new lamp for you.")
    await quiet.replies(maya, held, "It arrives on Friday, best, Maya")
    await quiet.says(person, conversation, "To 12 Baker Street please, and call 0170 1234567")
    await quiet.replies(maya, held, "Yes, I will do that.")
    await handoffs.resolve(held.id, maya, Outcome(True, contact_reason="damaged_item"), quiet.ports)
    quiet.clock.forward(minutes=30)
    return person, conversation


async def counts(quiet: Quiet) -> dict[str, int]:
    async with quiet.desk.record.look() as unit:
        return {
            table.name: (await unit._sql.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
        }


async def begun(quiet: Quiet, agent: Agent) -> dict[str, Any]:
    (exercise,) = (await practising.room(agent, quiet.ports))["exercises"]
    return await practising.begin(exercise["id"], agent, quiet.ports)


async def test_a_past_conversation_is_answered_again_and_compared(quiet: Quiet) -> None:
    """Step by step; the colleague's answer and both verdicts come after one's own."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    await past(quiet, maya)
    session = await begun(quiet, tom)
    assert (session["step"], session["steps"], session["done"], session["compared"]) == (0, 2, False, [])
    assert "Friday" not in json.dumps(session), "the colleague's answer is not told before one's own"
    session = await practising.answer(session["id"], 0, "You should have packed it better.", tom, quiet.ports)
    (compared,) = session["compared"]
    assert compared["theirs"]["text"].endswith("It arrives on Friday, best, [name]")
    yours = {each["rule"]: each["met"] for each in compared["yours"]["verdict"]}
    theirs = {each["rule"]: each["met"] for each in compared["theirs"]["verdict"]}
    assert yours == {
        "greeting": False, "acknowledgement": False, "answer": True, "next_step": False, "no_blame": False,
    }  # fmt: skip
    assert theirs == dict.fromkeys(yours, True) | {"next_step": False}
    session = await practising.answer(session["id"], 1, "Yes, I will.", tom, quiet.ports)
    assert (session["done"], session["step"]) == (True, 2)
    assert "Your colleague joined the conversation" in [each["line"] for each in session["entries"]]
    assert [each["seq"] for each in session["entries"]] == list(range(1, len(session["entries"]) + 1))
    room = await practising.room(tom, quiet.ports)
    assert room["exercises"][0]["session"] == {"id": session["id"], "step": 2, "done": True}


async def test_nobody_can_be_named_by_it(quiet: Quiet) -> None:
    """Neither the customer nor the colleague, nor the conversation itself."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    person, conversation = await past(quiet, maya)
    session = await begun(quiet, tom)
    for step in range(2):
        session = await practising.answer(session["id"], step, "Hello, I am on it", tom, quiet.ports)
    told = json.dumps([session, await practising.room(tom, quiet.ports)])
    secrets = ("Petra", "Lind", "Rosa", "Petersen", "20417", "ana@", "Baker", "0170", "Maya", "a_maya")
    assert [each for each in (*secrets, person.id, conversation.id) if each in told] == []


async def test_nothing_is_delivered_and_nothing_counted(quiet: Quiet) -> None:
    """Practice changes no row of any table but its own two, and the transcript stays as it was."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    _, conversation = await past(quiet, maya)
    before, lines = await counts(quiet), await quiet.lines(conversation)
    session = await begun(quiet, tom)
    await practising.answer(session["id"], 0, "Hello, I am sorry", tom, quiet.ports)
    after = await counts(quiet)
    assert {name for name, count in after.items() if count != before[name]} == OWN
    assert await quiet.lines(conversation) == lines


async def test_once_is_once(quiet: Quiet) -> None:
    """The same answer again changes nothing, another one is told; of two tabs one is quicker; beginning goes on."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    await past(quiet, maya)
    session = await begun(quiet, tom)
    assert (await begun(quiet, tom))["id"] == session["id"]

    async def give(text: str) -> str:
        try:
            await practising.answer(session["id"], 0, text, tom, quiet.ports)
        except DeskError as refused:
            return refused.code
        return "kept"

    assert sorted(await asyncio.gather(give("one"), give("two"))) in (
        ["kept", "practice_moved"],
        ["changed_meanwhile", "kept"],
    )
    kept = (await practising.look(session["id"], tom, quiet.ports))["compared"][0]["yours"]["text"]
    assert await give(kept) == "kept"
    assert (await practising.look(session["id"], tom, quiet.ports))["step"] == 1
    assert await give("three") == "practice_moved"


async def test_what_is_not_for_practice(quiet: Quiet) -> None:
    """One's own conversations, open ones, those of others' practice, and what is not there."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    _, open_one = await quiet.held(maya)
    await quiet.replies(maya, open_one)
    assert (await practising.room(tom, quiet.ports))["exercises"] == [], "still open"
    await past(quiet, maya)
    assert (await practising.room(maya, quiet.ports))["exercises"] == []
    session = await begun(quiet, tom)
    for code in (
        practising.begin("x_none", tom, quiet.ports),
        practising.begin(session["exercise"], maya, quiet.ports),
        practising.look(session["id"], maya, quiet.ports),
        practising.look("t_none", tom, quiet.ports),
    ):
        with pytest.raises(DeskError, match="not here to practise"):
            await code
    with pytest.raises(DeskError, match="empty"):
        await practising.answer(session["id"], 0, "  ", tom, quiet.ports)


async def test_it_vanishes_with_its_customer(quiet: Quiet) -> None:
    """Erased while somebody practises: neither words nor answers are left; before that the customer can be told."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    _, conversation = await past(quiet, maya)
    session = await begun(quiet, tom)
    await practising.answer(session["id"], 0, "Hello", tom, quiet.ports)
    kept = (await export_customer(conversation.id, "shell", (), quiet.ports))["record"]
    assert [row["text"] for row in kept["practice_answers"]] == ["Hello"]
    await erase_customer(conversation.id, "shell", (), quiet.ports)
    assert (await practising.room(tom, quiet.ports))["exercises"] == []
    with pytest.raises(DeskError, match="not here to practise"):
        await practising.look(session["id"], tom, quiet.ports)
    left = await counts(quiet)
    assert {left[name] for name in OWN} == {0}


async def test_a_customer_who_comes_back_is_no_exercise(quiet: Quiet) -> None:
    """What is live again is handled, not practised."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    person, conversation = await past(quiet, maya)
    session = await begun(quiet, tom)
    await quiet.says(person, conversation, "it broke again")
    with pytest.raises(DeskError, match="not here to practise"):
        await practising.look(session["id"], tom, quiet.ports)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("I'm Rosa Petersen, hi", "I'm [name], hi"),
        ("this is great", "this is great"),
        ("send it to 12 Baker Street", "send it to [address]"),
        ("Lindenstraße 4 in 10115 Berlin", "[address] in [address] Berlin"),
        ("2 hours on the way", "2 hours on the way"),
        ("ana lind here", "[name] here"),
        ("call +49 170 1234567", "call [phone]"),
        ("Tom Ode said so", "[name] said so"),
        ("", ""),
    ],
)  # fmt: skip
def test_scrubbing(text: str, shown: str) -> None:
    """Names, numbers and addresses go; the rest stays."""
    ana = Customer("p_1", datetime(2026, 11, 23, tzinfo=UTC), name="Ana Lind")
    assert scrubbed(text, ana, ["Tom Ode"]) == shown
