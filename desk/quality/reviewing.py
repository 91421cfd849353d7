"""Peer review: drawing the week's sample, looking at a handling of it, and handing in what one found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.conversations.flows import whole_transcript
from desk.ports import DeskPorts, Unit
from desk.quality import refusals
from desk.quality.ports import Review, Sample
from desk.quality.reading import current_standard, standard_of
from desk.quality.sample import draw, week_before, week_of
from desk.quality.standard import TITLES, RuleId
from desk.quality.verdict import Outcome

NOTE_LIMIT = 500
DRAWN_AFTER = timedelta(hours=6)
"""After a week's end, so that what fell silent in its last hours is in it."""


async def draw_sample(desk: DeskPorts) -> Sample | None:
    """Once a week is over its sample is drawn, by one desk; None where that was done, or nothing could be drawn."""
    now = desk.clock()
    week = week_before(week_of(now - DRAWN_AFTER, desk.service.hours.zone))
    async with desk.record.look() as unit:
        if await unit.reviews.sample(week) is not None:
            return None
    try:
        async with desk.record.change() as unit:
            candidates = await unit.reviews.candidates(week)
            if not candidates:
                return None
            standard = await current_standard(unit)
            able = [each.id for each in await unit.agents.all() if each.may_answer]
            seed = desk.new_id("w")
            drawn = draw(candidates, able, seed, standard.sampled, standard.reviewers)
            sample = Sample(week, seed, now, len(candidates), len(drawn))
            dealt = [(desk.new_id("v"), who, each) for each in drawn for who in each.reviewers]
            await unit.reviews.put(sample, dealt)
    except errors.DeskError as refused:
        if refused.code == "changed_meanwhile":
            return None
        raise
    await desk.announce.line_changed()
    return sample


async def mine(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """One's own reviews, those to do first; of those done how the rules and other colleagues saw it."""
    async with desk.record.look() as unit:
        return {"reviews": [await _told(each, unit) for each in await unit.reviews.of_reviewer(agent.id, 40)]}


async def look_at(review_id: str, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """The handling to review: its lines, and the rules as they read then. Looking is audited."""
    async with desk.record.change() as unit:
        review = await _own(review_id, agent, unit)
        check = await unit.quality.get(review.check_id)
        if check is None or check.conversation_id is None:
            raise refusals.review_not_found()
        told = {"conversation": await unit.audit.conversation(check.conversation_id)}
        await unit.audit.append(agent.id, Action.CONVERSATION_VIEWED, "", told, desk.clock())
        entries = await whole_transcript(unit, check.conversation_id)
        standard = await standard_of(check.standard, unit)
        shown = [entry.to_json() for entry in entries if check.seq <= entry.seq <= check.last_seq]
        before = [entry.to_json() for entry in entries if entry.seq < check.seq][-6:]
        return {
            "review": await _told(review, unit),
            "bot": check.agent_id is None,
            "before": before,
            "entries": shown,
            "rules": [
                {"rule": str(rule.id), "title": TITLES[rule.id], "says": rule.says}
                for rule in standard.rules
                if rule.holds_for(check.agent_id is None)
            ],
        }


async def hand_in(
    review_id: str, found: Mapping[RuleId, Outcome], note: str, agent: Agent, desk: DeskPorts
) -> dict[str, Any]:
    """Store what the colleague found, once. Raises `review_not_found`, `review_done`, `invalid_field`."""
    note = note.strip()
    if len(note) > NOTE_LIMIT:
        raise errors.invalid_field("note", f"A note has up to {NOTE_LIMIT} characters.")
    async with desk.record.change() as unit:
        review = await _own(review_id, agent, unit)
        if review.done_at is not None:
            raise refusals.review_done()
        check = await unit.quality.get(review.check_id)
        if check is None:
            raise refusals.review_not_found()
        standard = await standard_of(check.standard, unit)
        asked = [rule.id for rule in standard.rules if rule.holds_for(check.agent_id is None)]
        if set(found) != set(asked):
            raise errors.invalid_field("verdicts", "Say something to each rule.")
        verdicts = tuple((rule, found[rule]) for rule in asked)
        done = replace(review, done_at=desk.clock(), note=note, verdicts=verdicts)
        if not await unit.reviews.hand_in(done):
            raise refusals.review_done()
        return {"review": await _told(done, unit)}


async def _own(review_id: str, agent: Agent, unit: Unit) -> Review:
    review = await unit.reviews.get(review_id)
    if review is None or review.reviewer_id != agent.id or review.conversation_id is None:
        raise refusals.review_not_found()
    return review


async def _told(review: Review, unit: Unit) -> dict[str, Any]:
    told: dict[str, Any] = {"id": review.id, "week": review.week, "done": review.done_at is not None}
    check = await unit.quality.get(review.check_id)
    told |= {"bot": check is not None and check.agent_id is None, "note": review.note}
    if review.done_at is None or check is None:
        # Who has not judged yet sees nobody's judgement.
        return told | {"verdicts": []}
    rules = {each.rule: each for each in check.verdicts}
    return told | {
        "verdicts": [
            {
                "rule": str(rule),
                "title": TITLES[rule],
                "mine": str(outcome),
                "rules": str(rules[rule].outcome) if rule in rules else None,
                "seq": rules[rule].seq if rule in rules else None,
            }
            for rule, outcome in review.verdicts
        ]
    }
