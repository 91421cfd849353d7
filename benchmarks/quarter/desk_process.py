"""The desk of the simulation, a process of its own: `python -m benchmarks.quarter.desk_process CLOCK SOCKET`.

Everything is the desk that people run (`desk.app.assemble`, settings from the environment) but for two things that are
passed in: the clock, and that time passes when the simulation says so, through a socket file beside its database.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from benchmarks.quarter.clock import SharedClock
from benchmarks.quarter.passing import Passing
from desk.app import assemble
from desk.assembly import listen_address
from desk.live.frames import LiveProtocol
from desk.operations import logs
from desk.settings import read


def main() -> None:
    clock_file, door = map(Path, sys.argv[1:3])
    settings, passing = read(), Passing()
    logs.configure(settings.log_format, settings.log_level)
    app = assemble(settings, SharedClock(clock_file), walks=passing.walks)
    app.after_server_start(lambda _app: _open(door, passing))
    host, port = listen_address(settings)
    app.run(host=host, port=port, protocol=LiveProtocol, single_process=True, access_log=False, motd=False)


async def _open(door: Path, passing: Passing) -> None:
    async def heard(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            await passing.pass_time()
            writer.write(b"done\n")
            await writer.drain()
        # The simulation is gone, in whatever way: nobody would end this desk any more.
        os.kill(os.getpid(), signal.SIGTERM)

    server = await asyncio.start_unix_server(heard, door)
    passing.door = server


if __name__ == "__main__":
    main()
