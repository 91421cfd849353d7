"""What is shown of quality: to each colleague their own first, to supervisors the drift, never a single person's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.ports import DeskPorts, Unit
from desk.quality.agreement import among, cohen
from desk.quality.drift import drift, weeks_until
from desk.quality.ports import Checked, Review
from desk.quality.reading import current_standard
from desk.quality.sample import week_of
from desk.quality.standard import TITLES, AppliesTo, RuleId, Standard
from desk.quality.verdict import Outcome, Verdict

WEEKS = 12
OWN_WEEKS = 4
OWN_SHOWN, BEHIND_SHOWN = 20, 50
OWN_FIRST = timedelta(days=2)
"""So long a handling of a person is seen by nobody but them; then it may stand behind a figure, without a name."""
ENOUGH = 5
"""Verdicts on a rule before anybody is told that it is worth a thought."""


async def mine(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """What went well first; then at most one thing to try, and one's last handlings with what each verdict rests on."""
    weeks = weeks_until(week_of(desk.clock(), desk.service.hours.zone), OWN_WEEKS)
    async with desk.record.look() as unit:
        standard = await current_standard(unit)
        counts = await unit.quality.counts(weeks, agent.id)
        handled = await unit.quality.of_agent(agent.id, OWN_SHOWN)
    met = {rule: sum(each.met for each in counts if each.rule is rule) for rule in RuleId}
    asked = {rule: met[rule] + sum(each.missed for each in counts if each.rule is rule) for rule in RuleId}
    lines = [
        {"rule": str(rule), "title": TITLES[rule], "says": standard.rule(rule).says, "met": met[rule], "n": asked[rule]}
        for rule in sorted(RuleId, key=lambda rule: (asked[rule] == 0, -(met[rule] / (asked[rule] or 1))))
        if asked[rule]
    ]
    told = [rule for rule in RuleId if asked[rule] >= ENOUGH and met[rule] < asked[rule]]
    worth = min(told, key=lambda rule: met[rule] / asked[rule], default=None)
    return {
        "weeks": OWN_WEEKS,
        "rules": lines,
        "try": None if worth is None else {"title": TITLES[worth], "says": standard.rule(worth).says},
        "handlings": [_handling(each) for each in handled],
    }


async def standards(desk: DeskPorts) -> dict[str, Any]:
    """The standard in force and what was changed, when, by whom and why."""
    async with desk.record.look() as unit:
        now, versions = await current_standard(unit), await unit.quality.standards()
    return {"standard": _standard(now), "versions": [_version(each) for each in versions]}


def standard_told(standard: Standard) -> dict[str, Any]:
    return {"standard": _standard(standard)}


async def figures(desk: DeskPorts) -> dict[str, Any]:
    """Drift of every rule, of the bot and of people, and how far reviewers agree with the rules and each other."""
    week = week_of(desk.clock(), desk.service.hours.zone)
    weeks = weeks_until(week, WEEKS)
    async with desk.record.look() as unit:
        standard = await current_standard(unit)
        counts = await unit.quality.counts(weeks)
        done = await unit.reviews.done(weeks[0])
        samples = await unit.reviews.samples(WEEKS)
        changed = [_version(each) for each in await unit.quality.standards() if each.version > 1]
    on = {str(rule.id) for rule in standard.rules if rule.applies_to is not AppliesTo.NOBODY}
    return {
        "weeks": weeks,
        "drift": [line | {"on": line["rule"] in on} for line in drift(counts, week, WEEKS)],
        "agreement": _agreement(done),
        "samples": [
            {"week": each.week, "candidates": each.candidates, "drawn": each.drawn, "seed": each.seed}
            for each in samples
        ],
        "reviews_done": len(done),
        "changes": changed,
    }


async def behind(rule: RuleId, outcome: Outcome, bot: bool, desk: DeskPorts) -> dict[str, Any]:
    """Handlings behind a figure, each with the line the verdict rests on; a person's not before they could see them."""
    weeks = weeks_until(week_of(desk.clock(), desk.service.hours.zone), WEEKS)
    until = desk.clock() - (timedelta(0) if bot else OWN_FIRST)
    async with desk.record.look() as unit:
        found = await unit.quality.behind(rule, outcome, bot, weeks, until, BEHIND_SHOWN)
    return {"handlings": [_behind(each, rule) for each in found]}


async def calls(agent: Agent, unit: Unit) -> dict[str, int]:
    """What calls this colleague: reviews to do, and alarms of the mystery shopper for those who lead."""
    alarms = await unit.shopper.alarms() if leads(agent) else []
    return {"reviews": await unit.reviews.open_count(agent.id), "alarms": len(alarms)}


def leads(agent: Agent) -> bool:
    return str(agent.role) in ("supervisor", "admin")


def _agreement(done: Sequence[tuple[Review, Sequence[Verdict]]]) -> list[dict[str, Any]]:
    """For each rule and all together: reviewers against the rules, and reviewers against each other."""
    with_rules: dict[RuleId, list[tuple[Outcome, Outcome]]] = {rule: [] for rule in RuleId}
    by_handling: dict[tuple[int, RuleId], list[Outcome]] = {}
    for review, verdicts in done:
        said = {each.rule: each.outcome for each in verdicts}
        for rule, outcome in review.verdicts:
            if rule in said:
                with_rules[rule].append((said[rule], outcome))
            by_handling.setdefault((review.check_id, rule), []).append(outcome)
    lines: list[dict[str, Any]] = []
    for rule in (None, *RuleId):
        pairs = [pair for each in RuleId if rule in (None, each) for pair in with_rules[each]]
        judges = [found for (_, of), found in by_handling.items() if rule in (None, of)]
        named = {"rule": str(rule) if rule else None, "title": TITLES[rule] if rule else "All rules"}
        lines.append(named | {"rules": cohen(pairs).to_json(), "colleagues": among(judges).to_json()})
    return lines


def _standard(standard: Standard) -> dict[str, Any]:
    rules = [rule.to_json() for rule in standard.rules]
    return _version(standard) | {"rules": rules, "sampled": standard.sampled, "reviewers": standard.reviewers}


def _version(standard: Standard) -> dict[str, Any]:
    return {"version": standard.version, "at": stamp(standard.at), "by": standard.by, "why": standard.why}


def _handling(checked: Checked) -> dict[str, Any]:
    return {
        "conversation_id": checked.conversation_id,
        "seq": checked.seq,
        "at": stamp(checked.ended_at),
        "verdicts": [
            each.to_json() | {"title": TITLES[each.rule]}
            for each in checked.verdicts
            if each.outcome is not Outcome.NOT_ASKED
        ],
    }


def _behind(checked: Checked, rule: RuleId) -> dict[str, Any]:
    verdict = next(each for each in checked.verdicts if each.rule is rule)
    told = {"conversation_id": checked.conversation_id, "at": stamp(checked.ended_at)}
    return told | {"seq": verdict.seq, "found": verdict.found}
