"""What a run leaves, asked of the desk by its API and of the shop by its book; nothing here is reckoned yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from benchmarks.quarter.house import House
from benchmarks.quarter.plan import Quarter
from benchmarks.quarter.supervisor import Supervisor
from benchmarks.quarter.wire import Browser

DAYS = 90
"""The longest period the desk's insights have."""


async def taken_down(house: House, console: Browser, supervisor: Supervisor, quarter: Quarter) -> dict[str, Any]:
    """Everything the figures need, as plain documents."""
    journal = supervisor.journal
    return {
        "weeks": (quarter.ends - quarter.begins) / timedelta(weeks=1),
        "alarms": sorted(supervisor.alarms.values(), key=lambda each: str(each["raised_at"])),
        "named": sorted(supervisor.named),
        "incidents": (await console.get("/api/agent/troubles"))["incidents"],
        "incident_of": journal.incidents,
        "contacts": [vars(each) | {"at": each.at.isoformat()} for each in journal.contacts],
        "promises": await _promises(console, sorted({each.conversation for each in journal.promises})),
        "made": [vars(each) | {"due_at": each.due_at.isoformat()} for each in journal.promises],
        "wishes": [vars(each) for each in journal.wishes],
        "grants": await _grants(console, sorted({each.conversation for each in journal.wishes})),
        "remedies": await house.shop.remedies(),
        "matrix": (await console.get("/api/agent/authority"))["matrix"],
        "insights": await _insights(console),
        "held": await _behind(console, "held"),
        "not_held": await _behind(console, "not_held"),
        "problems": journal.problems,
        "bot_turns": house.bot.turns,
    }


async def _promises(console: Browser, conversations: list[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in conversations:
        for promise in (await console.get(f"/api/agent/conversations/{each}/promises"))["promises"]:
            found[promise["id"]] = promise
    return sorted(found.values(), key=lambda each: (each["due_at"], each["id"]))


async def _grants(console: Browser, conversations: list[str]) -> list[dict[str, Any]]:
    found = []
    for each in conversations:
        found += (await console.get(f"/api/agent/conversations/{each}/gifts"))["grants"]
    return sorted(found, key=lambda each: (each["at"], each["id"]))


async def _insights(console: Browser) -> dict[str, Any]:
    told = await console.get(f"/api/insights?days={DAYS}")
    return {each["id"]: each["now"] for each in told["figures"]}


async def _behind(console: Browser, part: str) -> list[dict[str, Any]]:
    found, page, pages = list[dict[str, Any]](), 0, 1
    while page < pages:
        told = await console.get(f"/api/insights/conversations?part={part}&days={DAYS}&page={page}")
        found, page, pages = found + told["conversations"], page + 1, told["pages"]
    return found
