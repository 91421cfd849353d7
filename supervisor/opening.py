"""What must be so before the first process starts: free ports, a Redis that answers, tables, demo data."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from supervisor import child
from supervisor.output import Console
from supervisor.probes import port_is_free, redis_probe
from supervisor.problem import Problem
from supervisor.programs import Program
from supervisor.settings import Settings


def check_ports(programs: Sequence[Program]) -> None:
    """Raise Problem for the first port that is taken."""
    for program in programs:
        if program.port is not None and not port_is_free(program.port):
            raise Problem(
                f"Port {program.port} is taken, so {program.name} cannot open: stop what listens there, "
                f"or set WARMHAND_{program.name.upper()}_PORT to a free port."
            )


async def check_redis(settings: Settings) -> None:
    """Raise Problem when REDIS_URL was given and nothing answers there."""
    if not settings.starts_redis and not await redis_probe(settings.redis_url)():
        raise Problem("The Redis of REDIS_URL does not answer: start it, or remove REDIS_URL to use the bundled one.")


async def prepare_data(settings: Settings, console: Console) -> None:
    """Bring the tables up to date and put in the demo data that is missing. Harmless to repeat."""
    python = str(settings.root / ".venv/bin/python")
    # A shop of somebody else's keeps its own books.
    seeding = [("shop", (python, "-m", "shop", "seed"))] if settings.shop_kind == "demo" else []
    await asyncio.gather(
        _in_turn(settings, console, [("desk", (python, "-m", "desk", verb)) for verb in ("migrate", "seed")]),
        _in_turn(settings, console, seeding),
    )


async def _in_turn(settings: Settings, console: Console, steps: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    for name, command in steps:

        def hear(line: str, name: str = name) -> None:
            console.say(name, line)

        step = await child.start(command, root=settings.root, environment=settings.environment, hear=hear)
        try:
            code = await step.ended()
        finally:
            await step.stop(patience=5.0)
        if code != 0:
            said = step.last_words[-1] if step.last_words else f"it ended with code {code} and said nothing"
            raise Problem(f"The data of the {name} could not be prepared ({command[-1]}): {said}")
