"""`python -m supervisor`: open the house, keep it open, close it on Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from supervisor import opening
from supervisor.house import US, House
from supervisor.output import Console
from supervisor.problem import Problem
from supervisor.programs import SLOTS, all_programs, check_prepared, slot_program
from supervisor.settings import Settings, colours_wanted, read_settings
from supervisor.slots import Slots, SlotsFileWrong, Wanted, as_trained, read_wanted

ROOT = Path(__file__).resolve().parent.parent


def main(environ: Mapping[str, str], root: Path = ROOT) -> int:
    """Run until asked to stop. 0 after an orderly stop, 1 after one sentence that says what is wrong."""
    try:
        settings = read_settings(environ, root)
        check_prepared(settings)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    colour = colours_wanted(environ)
    console = Console(settings.var / "logs", lambda: datetime.now().astimezone(), colour=colour)
    try:
        return asyncio.run(run(settings, console))
    finally:
        console.close()


async def run(settings: Settings, console: Console) -> int:
    """Open, keep and close. The first SIGINT or SIGTERM closes; the second does so at once."""
    wanted = wanted_at_opening(settings, console)
    try:
        programs = all_programs(settings, wanted.by_slot())
        opening.check_ports(programs)
        await opening.check_redis(settings)
    except Problem as problem:
        console.say(US, str(problem))
        return 1
    (settings.var / "redis").mkdir(parents=True, exist_ok=True)
    house = House(
        programs,
        console,
        root=settings.root,
        var=settings.var,
        environment=settings.environment,
        urls=settings.urls,
        empty={SLOTS[slot]: "actions" for slot, model in wanted.by_slot().items() if model is None},
    )
    slots = Slots(house, console, settings.var, wanted, lambda slot, model: slot_program(settings, slot, model))
    work = asyncio.create_task(open_and_keep(house, slots, settings, console))
    stopping = asyncio.Event()
    close_on_signals(stopping, house)
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([work, asked], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
        console.say(US, "Stopping everything ...")
        code = 0
    except Problem as problem:
        console.say(US, str(problem))
        code = 1
    finally:
        for task in (work, asked):
            task.cancel()
        await asyncio.gather(work, asked, return_exceptions=True)
        await house.stop()
    console.say(US, "All has stopped.")
    return code


def wanted_at_opening(settings: Settings, console: Console) -> Wanted:
    """What the slots are to run; the newest model when nothing, or nothing readable, was said.

    The newest is named at once: the first roll-out names it as well, and must find it running.
    """
    try:
        said = read_wanted(settings.var)
    except SlotsFileWrong as wrong:
        console.say(US, f"{wrong} Opening with the newest model.")
        said = None
    return said or as_trained(settings.models)


async def open_and_keep(house: House, slots: Slots, settings: Settings, console: Console) -> None:
    """The whole way from nothing to ready, then for ever. Raises Problem when the house cannot open."""
    await opening.prepare_data(settings, console)
    slots.tell()
    await house.start()
    console.say(US, f"The desk is open at {settings.urls['desk']}; the bot is still loading.")
    await house.all_there()
    for line in welcome(settings):
        console.say(US, line)
    slots.tell()
    await asyncio.gather(house.keep(), slots.watch())


def close_on_signals(stopping: asyncio.Event, house: House) -> None:
    """SIGINT, SIGTERM and a closed terminal ask to stop; asked again, all is killed."""

    def asked() -> None:
        if stopping.is_set():
            house.kill()
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, asked)


def welcome(settings: Settings) -> list[str]:
    """Where everything is, and how to get in."""
    urls = settings.urls
    return [
        "Warmhand is ready.",
        f"  The shop, as a customer     {urls['shop']}",
        f"  The desk, as an agent       {urls['desk']}/agent",
        f"  The studio, as a designer   {urls['desk']}/studio",
        f"  Articles, and the help page {urls['desk']}/articles, {urls['desk']}/help",
        f"  Insights, as a supervisor   {urls['desk']}/insights",
        f"  Praise, care and practice   {urls['desk']}/culture",
        f"  The desk's API, described   {urls['desk']}/docs/api",
        "  Agents: maya@warmhand.example, tom@warmhand.example; supervisor: olu@warmhand.example",
        "  Designer: ida@warmhand.example; admin: noor@warmhand.example",
        f"  Their password: {settings.agent_password}",
        *_of_the_shop(settings),
        "  Ctrl-C stops everything.",
    ]


def _of_the_shop(settings: Settings) -> list[str]:
    if settings.shop_kind == "demo":
        return [f"  The shop's demo customers are chosen on its sign-in page: {settings.urls['shop']}/sign-in"]
    return [f"  Orders come from a shop of the kind {settings.shop_kind} (docs/shops.md)."]


if __name__ == "__main__":
    sys.exit(main(os.environ))
