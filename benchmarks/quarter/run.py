"""One run of a quarter: the house is opened, everybody acts, and what the desk says of it is taken down."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from benchmarks.quarter.customers import Customers
from benchmarks.quarter.giving import Giving
from benchmarks.quarter.house import House, open_house, reasons
from benchmarks.quarter.journal import Journal
from benchmarks.quarter.people import People
from benchmarks.quarter.plan import Quarter, planned
from benchmarks.quarter.shop_side import FIRST_NUMBER, GOODS
from benchmarks.quarter.staff import OLU, Staff
from benchmarks.quarter.supervisor import Supervisor
from benchmarks.quarter.taken_down import taken_down
from benchmarks.quarter.timeline import Actor, Timeline

STEP_BY_DAY, STEP_BY_NIGHT = timedelta(minutes=15), timedelta(hours=1)


@dataclass(frozen=True)
class Mode:
    """What the people of the house use: early warning with its notices, and calls before a promise breaks."""

    name: str
    early: bool
    keeper: bool


WITH, WITHOUT = Mode("with", early=True, keeper=True), Mode("without", early=False, keeper=False)


def plan_of(people: People, days: int) -> Quarter:
    """What would happen, with the bot's reasons and the shop's goods."""
    return planned(people, days, reasons(), sorted(GOODS), FIRST_NUMBER)


async def run(people: People, days: int, mode: Mode, folder: Path) -> dict[str, Any]:
    """Play it once. Returns what was taken down, ready for figures (`benchmarks/quarter/figures.py`)."""
    began = time.monotonic()
    quarter = plan_of(people, days)
    async with (
        open_house(folder, people) as house,
        httpx.AsyncClient(base_url=house.desk_url, trust_env=False, timeout=30) as http,
    ):
        await house.shop.admit(quarter.shoppers)
        stage = _cast(house, people, quarter, mode, http)
        await stage.timeline.run(quarter.ends)
        await house.pass_time()
        console = await stage.supervisor.staff.console(OLU)
        await stage.supervisor.note_alarms(console)
        found = await taken_down(house, console, stage.supervisor, quarter)
    return found | {"mode": mode.name, "seconds": time.monotonic() - began, "kills": house.kills}


@dataclass(frozen=True)
class _Stage:
    timeline: Timeline
    supervisor: Supervisor


def _cast(house: House, people: People, quarter: Quarter, mode: Mode, http: httpx.AsyncClient) -> _Stage:
    """Everybody, each with their first moment."""
    journal, timeline = Journal(), Timeline(house.clock.set)
    giving = Giving(house, people, quarter, journal)
    staff = Staff(house, people, journal, timeline, http, mode.keeper, giving)
    customers = Customers(house, people, quarter, journal, timeline, http, staff.wants)
    staff.customers = customers
    supervisor = Supervisor(house, people, quarter, journal, staff, mode.early)
    timeline.begin(quarter.begins, time_passes(house, quarter))
    opens = people.at_work(quarter.begins)
    timeline.begin(opens, staff.look_around(quarter.ends))
    timeline.begin(opens, supervisor.look_around(quarter.ends))
    for visit in quarter.visits:
        timeline.begin(visit.at, customers.visit(visit))
    return _Stage(timeline, supervisor)


async def time_passes(house: House, quarter: Quarter) -> Actor:
    """Parcels move, and the desk does by itself what is due: every quarter of an hour by day, every hour by night."""
    since = quarter.begins - timedelta(days=30)
    while True:
        now = house.clock()
        await house.shop.move_parcels(quarter.parcels, since, now)
        since = now
        await house.pass_time()
        yield _next(now)


def _next(now: datetime) -> datetime:
    return now + (STEP_BY_DAY if 6 <= now.hour < 22 else STEP_BY_NIGHT)
