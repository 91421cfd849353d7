"""Feedback at a quiet desk: what a low mark sets going, what is told to whom, and whether what was solved held."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import numpy as np
import pytest

from desk.errors import DeskError
from desk.feedback import improving, looking, recovering
from desk.handoff.ending import customer_ends
from desk.handoff.queueing import customer_asks_for_agent
from desk.handoff.stepping_in import step_in
from desk.knowledge.parts import KnowledgeBase
from desk.privacy.flows import erase_customer, export_customer
from desk.suggestions.known import Known
from desk.suggestions.ports import Vectors
from tests.desk.feedback.people import end_entry, rated, resolve, solved, the_task
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True


async def test_the_end_says_whether_to_ask(quiet: Quiet) -> None:
    """Asked after a real handling, not on the same day again; an end that was taken back at once was none."""
    person, over = await solved(quiet)
    assert (await end_entry(quiet, over))["ask"] is True
    maya = await quiet.agent()
    await step_in(over.id, maya, quiet.ports)
    again = await resolve(quiet, over)
    assert (await end_entry(quiet, again))["ask"] is True, "the first end was taken back"
    assert len(await quiet.row("surveys", "of_customer", person.id, quiet.clock())) == 1
    quiet.clock.forward(hours=2)
    await quiet.stay("a_maya")
    await quiet.says(person, again, "and my other parcel?")
    await quiet.replies(maya, again, "That one is with your neighbour.")
    assert (await end_entry(quiet, await resolve(quiet, again, None)))["ask"] is False


async def test_mere_thanks_are_not_asked_about(quiet: Quiet) -> None:
    """A greeting that nobody had to answer."""
    person, held = await quiet.held(await quiet.agent(), "C1003")
    await quiet.says(person, held, "hello, thanks")
    assert (await end_entry(quiet, await customer_ends(held.id, person, quiet.ports)))["ask"] is False


async def test_a_low_mark_opens_one_task(quiet: Quiet) -> None:
    """For a supervisor, due in open time, with the words; telling it twice or from two browsers changes nothing."""
    person, over = await solved(quiet)
    await asyncio.gather(*(rated(quiet, person, over, 1, "It never came") for _ in range(3)))
    task = await the_task(quiet, over)
    assert (task.owner_id, task.rated_agent_id, task.state) == ("a_olu", "a_maya", "open")
    assert task.due_at == quiet.ports.service.hours.add(quiet.clock(), recovering.WITHIN)
    told = (await looking.tasks(quiet.ports))["open"]
    assert [(one["text"], one["reasons"], one["of"], one["late"]) for one in told] == [
        ("It never came", ["solved"], "Maya", False)
    ]
    assert await quiet.row("recoveries", "open") == [task]
    quiet.clock.forward(days=3)
    assert (await looking.tasks(quiet.ports))["open"][0]["late"] is True


async def test_a_good_mark_opens_none(quiet: Quiet) -> None:
    """Four of five asks nobody to make anything good."""
    person, over = await solved(quiet)
    await rated(quiet, person, over, 4)
    assert await quiet.row("recoveries", "of", over.id) == []


async def test_recovery_from_writing_to_the_second_mark(quiet: Quiet) -> None:
    """The supervisor's words reopen the conversation with them; the next mark is what came of it, not a task more."""
    person, over = await solved(quiet)
    await rated(quiet, person, over, 2)
    task, olu = await the_task(quiet, over), await quiet.agent("a_olu")
    words_id = str(uuid.uuid4())
    for _ in range(2):
        await recovering.write(task.id, olu, words_id, "I am sorry. A new one leaves today.", quiet.ports)
    held = await quiet.now_of(over)
    assert (held.state, held.agent_id) == ("with_agent", "a_olu")
    assert [line for line in await quiet.lines(over) if "sorry" in line] == [
        "agent: I am sorry. A new one leaves today."
    ]
    await quiet.says(person, over, "that is kind, it works now")
    again = await resolve(quiet, over, by="a_olu")
    assert (await end_entry(quiet, again))["ask"] is True, "what came of it is asked on the same day"
    await rated(quiet, person, again, 5)
    measured = await recovering.end(task.id, olu, True, "Sent a new one", quiet.ports)
    assert (measured.again_score, measured.state) == (5, "recovered")
    told = await looking.tasks(quiet.ports)
    assert told["open"] == []
    assert told["outcome"]["better"] == {"k": 1, "n": 1, "low": 0.2065, "high": 1.0}


async def test_who_may_not(quiet: Quiet) -> None:
    """Not the one who was rated, not while a colleague talks, not after the end, not of nothing."""
    person, over = await solved(quiet)
    await rated(quiet, person, over, 1)
    task, olu, maya = await the_task(quiet, over), await quiet.agent("a_olu"), await quiet.agent()
    await step_in(over.id, maya, quiet.ports)
    for flow, code in (
        (recovering.take(task.id, maya, quiet.ports), "own_rating"),
        (recovering.write(task.id, olu, str(uuid.uuid4()), "hello", quiet.ports), "conversation_busy"),
        (recovering.take("y_none", olu, quiet.ports), "recovery_not_found"),
    ):
        with pytest.raises(DeskError) as refused:
            await flow
        assert refused.value.code == code
    await recovering.end(task.id, olu, False, "Could not be reached", quiet.ports)
    with pytest.raises(DeskError, match="ended already"):
        await recovering.take(task.id, olu, quiet.ports)


async def test_a_supervisor_takes_a_waiting_customer_up(quiet: Quiet) -> None:
    """Whoever waits in the line when they are written to does not wait any longer."""
    person, over = await solved(quiet)
    await rated(quiet, person, over, 1)
    quiet.clock.forward(days=30)
    await customer_asks_for_agent(over.id, person, quiet.ports)
    task, olu = await the_task(quiet, over), await quiet.agent("a_olu")
    await recovering.write(task.id, olu, str(uuid.uuid4()), "I am here", quiet.ports)
    assert (await quiet.now_of(over)).agent_id == "a_olu"
    assert await quiet.row("line", "count") == 0


async def test_you_said_we_did_is_told_once_to_those_who_are_known(quiet: Quiet) -> None:
    """Each person once, in their conversation; strangers who agreed to nothing are left alone."""
    person, over = await solved(quiet)
    stranger, theirs = await solved(quiet, None)
    await rated(quiet, person, over, 1, "Refunds take too long")
    await rated(quiet, stranger, theirs, 2, "My refund is slow")
    voices = [(over.id, (await end_entry(quiet, over))["seq"]), (theirs.id, (await end_entry(quiet, theirs))["seq"])]
    olu, change_id = await quiet.agent("a_olu"), str(uuid.uuid4())
    wish = (change_id, "Refunds take too long", "We pay within two days.", None, voices, olu, quiet.ports)
    assert await improving.publish(*wish) == await improving.publish(*wish)
    assert await improving.tell(quiet.ports) == 1
    assert await improving.tell(quiet.ports) == 0
    told = "system: You told us: Refunds take too long. So we changed it: We pay within two days. Thank you."
    assert (await quiet.lines(over))[-1] == told
    assert told not in await quiet.lines(theirs)
    (line,) = (await looking.improvements(quiet.ports))["improvements"]
    assert (line["people"], line["told"], line["by"]) == (2, 1, "Olu")
    assert [(one["said"], one["article"]) for one in await looking.published(quiet.ports)] == [
        ("Refunds take too long", None)
    ]
    for wrong, code in (
        ((change_id, "Other", *wish[2:]), "improvement_reused"),
        ((str(uuid.uuid4()), *wish[1:4], [(over.id, 999)], *wish[5:]), "voices_unknown"),
    ):
        with pytest.raises(DeskError) as refused:
            await improving.publish(*wrong)
        assert refused.value.code == code


async def test_nobody_is_told_in_the_middle_of_something(quiet: Quiet) -> None:
    """Who talks to a person just now is told afterwards."""
    person, over = await solved(quiet)
    await rated(quiet, person, over, 1, "Refunds take too long")
    seq = (await end_entry(quiet, over))["seq"]
    await step_in(over.id, await quiet.agent(), quiet.ports)
    olu = await quiet.agent("a_olu")
    await improving.publish(str(uuid.uuid4()), "Slow refunds", "Faster", None, [(over.id, seq)], olu, quiet.ports)
    assert await improving.tell(quiet.ports) == 0
    await resolve(quiet, over)
    assert await improving.tell(quiet.ports) == 1


class Spoken:
    """Meanings by the first word: texts that begin alike mean the like."""

    async def vectors(self, texts: Any) -> Vectors:
        rows = np.zeros((len(texts), 26), dtype=np.float32)
        for row, text in enumerate(texts):
            rows[row, ord(text[0].lower()) - 97] = 1.0
        return Vectors("first letter", rows)

    async def close(self) -> None:
        """Nothing to close."""


async def test_comments_are_gathered_by_meaning_and_found_without_it(quiet: Quiet) -> None:
    """People are counted, not comments; each leads to its conversation; without the trainer each stands alone."""
    for name, score, text in (("C1002", 1, "Refund slow"), ("C1003", 2, "Refunds!"), ("C1004", 5, "Kind people")):
        person, over = await solved(quiet, name)
        await rated(quiet, person, over, score, text)
    alone = await looking.comments(90, quiet.ports)
    assert (alone["available"], len(alone["groups"])) == (False, 3)
    meaning = Spoken()
    quiet.changes["known"] = Known(meaning, KnowledgeBase(meaning))
    groups = (await looking.comments(90, quiet.ports))["groups"]
    assert [(group["people"], group["mean"], len(group["voices"])) for group in groups] == [(2, 1.5, 2), (1, 5.0, 1)]
    assert {one["text"] for one in groups[0]["examples"]} == {"Refund slow", "Refunds!"}
    figures = await looking.ratings(90, quiet.ports)
    assert (figures["person"]["n"], figures["person"]["asked"], figures["bot"]["n"]) == (3, 3, 0)
    assert figures["person"]["content"]["k"] == 1


async def test_all_of_it_goes_with_the_customer(quiet: Quiet) -> None:
    """Exported with the customer and erased with them; the list of changes stays, since it names nobody."""
    person, over = await solved(quiet)
    await rated(quiet, person, over, 1, "Refunds take too long")
    seq = (await end_entry(quiet, over))["seq"]
    olu = await quiet.agent("a_olu")
    await improving.publish(str(uuid.uuid4()), "Slow refunds", "Faster", None, [(over.id, seq)], olu, quiet.ports)
    record = (await export_customer(person.id, "a_olu", [], quiet.ports))["record"]
    for table in ("survey_asks", "recoveries", "resolutions", "improvement_voices"):
        assert len(record[table]) == 1, table
    await erase_customer(person.id, "a_olu", [], quiet.ports)
    assert await quiet.row("recoveries", "open") == []
    assert await quiet.row("improvements", "untold") == []
    assert len(await quiet.row("improvements", "all")) == 1
