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
from supervisor.programs import all_programs, check_prepared
from supervisor.settings import Settings, colours_wanted, read_settings

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
    try:
        programs = all_programs(settings)
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
    )
    work = asyncio.create_task(open_and_keep(house, settings, console))
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


async def open_and_keep(house: House, settings: Settings, console: Console) -> None:
    """The whole way from nothing to ready, then for ever. Raises Problem when the house cannot open."""
    await opening.prepare_data(settings, console)
    await house.start()
    console.say(US, f"The desk is open at {settings.urls['desk']}; the bot is still loading.")
    await house.all_there()
    for line in welcome(settings):
        console.say(US, line)
    await house.keep()


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
        f"  The desk's API, described   {urls['desk']}/docs/api",
        "  Agents: maya@warmhand.example, tom@warmhand.example; supervisor: olu@warmhand.example",
        "  Designer: ida@warmhand.example; admin: noor@warmhand.example",
        f"  Their password: {settings.agent_password}",
        f"  The shop's demo customers are chosen on its sign-in page: {urls['shop']}/sign-in",
        "  Ctrl-C stops everything.",
    ]


if __name__ == "__main__":
    sys.exit(main(os.environ))
