"""Handlings checked as they end, versions of the standard, the weekly sample, and what is shown, on the record."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.flows import Outcome as End
from desk.privacy.flows import erase_customer
from desk.promises.alarms import look_after
from desk.promises.due import Due
from desk.promises.keeping import promise
from desk.promises.promise import What, Wish
from desk.quality import editing, looking, reviewing
from desk.quality.reading import check_handlings
from desk.quality.standard import RuleId, Standard, first_standard
from desk.quality.verdict import Outcome
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
WEEK = "2026-11-23"


async def checked(quiet: Quiet) -> None:
    while await check_handlings(quiet.ports):
        pass


async def served(
    quiet: Quiet, agent: Agent, words: str = "Hello, you will have it tomorrow", name: str | None = None
) -> tuple[Customer, Conversation]:
    """Somebody whose vase is broken is answered after two minutes and done after three."""
    person, conversation = await quiet.customer(name)
    await quiet.says(person, conversation, "my vase is broken")
    async with asyncio.timeout(10):
        while not any(line.startswith("bot:") for line in await quiet.lines(conversation)):
            await asyncio.sleep(0.02)
    waiting = await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
    quiet.clock.forward(minutes=2)
    held = await handoffs.claim(waiting.id, agent, quiet.ports)
    await quiet.replies(agent, held, words)
    quiet.clock.forward(minutes=1)
    await handoffs.resolve(held.id, agent, End(True, contact_reason="damaged_item"), quiet.ports)
    return person, await quiet.now_of(held)


def outcomes(handling: dict[str, Any]) -> dict[str, str]:
    return {each["rule"]: each["outcome"] for each in handling["verdicts"]}


async def test_a_closed_handling_is_checked_bot_and_person_alike(quiet: Quiet) -> None:
    """Each verdict names its line; what is still going on has none yet."""
    maya = await quiet.agent("a_maya")
    _, conversation = await served(quiet, maya)
    await quiet.held(maya)
    await checked(quiet)
    shown = await looking.mine(maya, quiet.ports)
    [mine] = shown["handlings"]
    assert mine["conversation_id"] == conversation.id
    assert outcomes(mine) == {
        "greeting": "met", "acknowledgement": "missed", "answer": "met", "next_step": "met",
        "no_blame": "met", "wait": "met"
    }  # fmt: skip
    told = {each["rule"]: each for each in mine["verdicts"]}
    async with quiet.ports.record.look() as unit:
        entries = {each.seq: each for each in await unit.conversations.entries(conversation.id)}
    said = entries[told["greeting"]["seq"]].message
    assert said is not None
    assert said.text.startswith("Hello")
    assert told["wait"]["found"] == "2 min"
    bots = await looking.behind(RuleId.ACKNOWLEDGEMENT, Outcome.MISSED, True, quiet.ports)
    assert [each["conversation_id"] for each in bots["handlings"]] == [conversation.id], "the bot by the same yardstick"


async def test_checking_again_keeps_its_number_and_its_standard(quiet: Quiet) -> None:
    """A later line is read; a new standard is for what comes after."""
    maya, olu = await quiet.agent("a_maya"), await quiet.agent("a_olu")
    person, conversation = await served(quiet, maya, "Hello, that is done")
    await checked(quiet)
    before = await quiet.row("quality", "of_agent", maya.id, 9)
    await editing.write_standard(changed(RuleId.NEXT_STEP, phrases=("done",)), 1, olu, quiet.ports)
    await quiet.says(person, conversation, "thanks")
    await checked(quiet)
    after = await quiet.row("quality", "of_agent", maya.id, 9)
    assert [(each.id, each.standard, each.verdicts) for each in after] == [
        (each.id, 1, each.verdicts) for each in before
    ]
    await served(quiet, maya, "Hello, that is done")
    await checked(quiet)
    newest = (await quiet.row("quality", "of_agent", maya.id, 9))[0]
    assert newest.standard == 2
    assert {each.rule: each.outcome for each in newest.verdicts}[RuleId.NEXT_STEP] is Outcome.MET


def changed(rule_id: RuleId, **changes: Any) -> Standard:
    rules = tuple(replace(rule, **changes) if rule.id is rule_id else rule for rule in first_standard().rules)
    return replace(first_standard(), rules=rules, why="We say it otherwise")


async def test_of_two_who_write_a_version_one_is_told(quiet: Quiet) -> None:
    """At the same moment, and later; the audit log has the one."""
    olu, noor = await quiet.agent("a_olu"), await quiet.agent("a_noor")
    draft = changed(RuleId.GREETING, phrases=("ahoy",))
    writes = [editing.write_standard(draft, 1, each, quiet.ports) for each in (olu, noor)]
    found = await asyncio.gather(*writes, return_exceptions=True)
    [written] = [each for each in found if isinstance(each, Standard)]
    [refused] = [each for each in found if isinstance(each, DeskError)]
    assert (written.version, refused.code) == (2, "standard_moved")
    with pytest.raises(DeskError):
        await editing.write_standard(draft, 1, olu, quiet.ports)
    told = await looking.standards(quiet.ports)
    assert told["standard"]["rules"][0]["phrases"] == ["ahoy"]
    assert [each["why"] for each in told["versions"]] == ["We say it otherwise"]


async def test_a_promise_is_judged_once_it_is_due(quiet: Quiet) -> None:
    """Open it says nothing; when its time has passed the handling is looked at again by itself."""
    maya = await quiet.agent("a_maya")
    _, conversation = await quiet.held(maya)
    said = await quiet.replies(maya, conversation, "Hello, you will have your refund today")
    wish = Wish("11111111-1111-4111-8111-111111111111", What.REFUND, Due(quiet.clock() + timedelta(hours=2), False))
    await promise(conversation.id, maya, replace(wish, said_seq=said.seq), quiet.ports)
    await handoffs.resolve(conversation.id, maya, End(True), quiet.ports)
    await checked(quiet)

    async def promised() -> Outcome:
        [mine] = await quiet.row("quality", "of_agent", maya.id, 9)
        return {each.rule: each.outcome for each in mine.verdicts}[RuleId.PROMISE_KEPT]

    assert await promised() is Outcome.NOT_ASKED
    quiet.clock.forward(hours=3)
    while await look_after(quiet.ports):
        pass
    await checked(quiet)
    assert await promised() is Outcome.MISSED


async def test_the_sample_is_drawn_once_and_nobody_gets_their_own(quiet: Quiet) -> None:
    """By several desks at once; of last week only; both the bot's and people's."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    for agent in (maya, maya, tom):
        await served(quiet, agent)
    await checked(quiet)
    assert await reviewing.draw_sample(quiet.ports) is None, "the week is not over"
    quiet.clock.forward(days=7)
    draws = await asyncio.gather(*(reviewing.draw_sample(quiet.ports) for _ in range(4)))
    [sample] = [each for each in draws if each is not None]
    assert (sample.week, sample.candidates, sample.drawn) == (WEEK, 6, 6)
    for agent in (maya, tom):
        for told in (await reviewing.mine(agent, quiet.ports))["reviews"]:
            looked = await reviewing.look_at(told["id"], agent, quiet.ports)
            authors = {each["author"]["id"] for each in looked["entries"]}
            assert agent.id not in authors
    sides = [each.agent_id is None for each in await quiet.row("reviews", "candidates", WEEK)]
    assert sides.count(True) == 3


async def reviewed(quiet: Quiet) -> tuple[Agent, str]:
    """A week is over; somebody has a review of a person's handling to do."""
    maya = await quiet.agent("a_maya")
    await served(quiet, maya, name="C1003")
    await checked(quiet)
    quiet.clock.forward(days=7)
    await reviewing.draw_sample(quiet.ports)
    for agent_id in ("a_tom", "a_olu", "a_noor"):
        agent = await quiet.agent(agent_id)
        for told in (await reviewing.mine(agent, quiet.ports))["reviews"]:
            if not told["bot"]:
                return agent, told["id"]
    raise AssertionError("nobody has a review to do")


async def test_a_review_is_blind_and_handed_in_once(quiet: Quiet) -> None:
    """Before, the reviewer sees no verdict; afterwards the rules' beside their own, and it counts for agreement."""
    agent, review_id = await reviewed(quiet)
    looked = await reviewing.look_at(review_id, agent, quiet.ports)
    assert looked["review"]["verdicts"] == []
    assert len(looked["rules"]) == 7
    found = dict.fromkeys(RuleId, Outcome.MET)
    with pytest.raises(DeskError) as refused:
        await reviewing.hand_in(review_id, {RuleId.WAIT: Outcome.MET}, "", agent, quiet.ports)
    assert refused.value.field == "verdicts"
    with pytest.raises(DeskError) as refused:
        await reviewing.hand_in(review_id, found, "", await quiet.agent("a_maya"), quiet.ports)
    assert refused.value.code == "review_not_found"
    done = await reviewing.hand_in(review_id, found, "Kind and quick", agent, quiet.ports)
    assert {each["rule"]: each["rules"] for each in done["review"]["verdicts"]}["acknowledgement"] == "missed"
    with pytest.raises(DeskError) as refused:
        await reviewing.hand_in(review_id, found, "", agent, quiet.ports)
    assert refused.value.code == "review_done"
    told = await looking.figures(quiet.ports)
    everything = told["agreement"][0]["rules"]
    assert (everything["n"], everything["same"], everything["few"]) == (7, 5, True)
    assert told["reviews_done"] == 1


async def test_own_handlings_are_seen_first_by_who_had_them(quiet: Quiet) -> None:
    """Two days long a person's handling stands behind no figure; then without a name. What went well comes first."""
    maya = await quiet.agent("a_maya")
    for _ in range(5):
        await served(quiet, maya)
    await checked(quiet)
    assert (await looking.behind(RuleId.ACKNOWLEDGEMENT, Outcome.MISSED, False, quiet.ports))["handlings"] == []
    shown = await looking.mine(maya, quiet.ports)
    assert shown["rules"][-1]["rule"] == "acknowledgement"
    assert shown["try"]["title"] == "Acknowledgement"
    assert (await looking.mine(await quiet.agent("a_tom"), quiet.ports))["handlings"] == []
    quiet.clock.forward(days=2)
    found = (await looking.behind(RuleId.ACKNOWLEDGEMENT, Outcome.MISSED, False, quiet.ports))["handlings"]
    assert len(found) == 5
    assert "a_maya" not in str(found)
    assert "Maya" not in str(found)


async def test_what_is_left_of_an_erased_customer_is_a_number(quiet: Quiet) -> None:
    """Verdicts still count; no line, no conversation, no words lead back, and the review can be done by nobody."""
    agent, review_id = await reviewed(quiet)
    found = dict.fromkeys(RuleId, Outcome.MET)
    await reviewing.hand_in(review_id, found, "Ana was right to complain", agent, quiet.ports)
    before = await looking.figures(quiet.ports)
    await erase_customer("C1003", agent.id, (), quiet.ports)
    after = await looking.figures(quiet.ports)
    assert (after["drift"], after["agreement"]) == (before["drift"], before["agreement"])
    async with quiet.ports.record.look() as unit:
        [(review, verdicts)] = await unit.reviews.done("2026-01-01")
        check = await unit.quality.get(review.check_id)
    assert (review.conversation_id, review.note, check.conversation_id, check.seq) == (None, "", None, 0)
    assert all((each.seq, each.found) == (None, "") for each in verdicts)
    with pytest.raises(DeskError) as refused:
        await reviewing.look_at(review_id, agent, quiet.ports)
    assert refused.value.code == "review_not_found"
