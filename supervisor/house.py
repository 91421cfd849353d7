"""Starts every program in order, starts again what ends, stops all of it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from supervisor import child, liveness, run_file
from supervisor.checked_model import REFUSED
from supervisor.child import Child
from supervisor.liveness import Heard, after_asking, hangs
from supervisor.output import Console
from supervisor.problem import Problem
from supervisor.programs import Program
from supervisor.restart import RestartRecord, after_exit, say_exit
from supervisor.run_file import Running

US = "warmhand"
ASK_EVERY = 0.1
STOP_PATIENCE = 10.0


@dataclass
class Room:
    """A program and what became of it. Without a program nothing is to run there."""

    name: str
    program: Program | None
    child: Child | None = None
    state: str = "down"
    record: RestartRecord = field(default_factory=RestartRecord)
    keeper: asyncio.Task[None] | None = None
    refusal: str = ""

    @property
    def wanted(self) -> Program:
        """The program of a room that has one."""
        assert self.program is not None, f"nothing is to run in the room {self.name}"
        return self.program


@dataclass(frozen=True)
class Standing:
    """How a program is. `refusal` is the last line of one that refused what it was to load, until it is there."""

    state: str
    pid: int | None
    restarts: int
    refusal: str


class House:
    """All programs together. `start`, then `keep` until cancelled, then always `stop`.

    `empty` are rooms without a program yet, by the program they come behind: see `put`.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        console: Console,
        *,
        root: Path,
        var: Path,
        environment: Mapping[str, str],
        urls: Mapping[str, str],
        ask_alive_every: float = liveness.ASK_EVERY,
        empty: Mapping[str, str] | None = None,
    ) -> None:
        self._rooms: dict[str, Room] = {}
        for program in programs:
            self._rooms[program.name] = Room(program.name, program)
            for name in (name for name, behind in (empty or {}).items() if behind == program.name):
                self._rooms[name] = Room(name, None, state="stopped")
        self._console = console
        self._root = root
        self._var = var
        self._environment = environment
        self._urls = urls
        self._ask_alive_every = ask_alive_every
        self._ready = False
        self._broken: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Start all in order and return when the last one that is `waited_for` is there.

        Raises Problem when one ends or takes longer than its patience.
        """
        for room in self._furnished():
            await self._open(room)
            if room.wanted.waited_for:
                await self._until_there(room)

    async def all_there(self) -> None:
        """Return when every program is there, or is known not to come: the desk needs none of those not waited for."""
        for room in self._furnished():
            if room.state == "up":
                continue
            try:
                await self._until_there(room)
            except Problem as problem:
                if room.wanted.waited_for:
                    raise
                told = str(problem).rstrip(".")
                self._console.say(US, f"{told}. The desk is open without it, and it is tried again.")
        self._ready = True
        self._note()

    async def keep(self) -> None:
        """Start again whatever ends, for ever."""
        self._broken = asyncio.get_running_loop().create_future()
        for room in self._furnished():
            self._appoint_keeper(room)
        await self._broken

    async def put(self, program: Program) -> None:
        """Run this program in its room, in place of what ran there. Only while the house is kept."""
        await self.take_away(program.name)
        room = self._rooms[program.name]
        room.program, room.record, room.state = program, RestartRecord(), "down"
        try:
            await self._open(room)
        except OSError as failed:
            self._console.say(US, f"{room.name} could not be started: {failed}")
        self._appoint_keeper(room)

    async def take_away(self, name: str) -> None:
        """Stop what runs in a room and leave it empty."""
        room = self._rooms[name]
        if room.keeper is not None:
            room.keeper.cancel()
            await asyncio.gather(room.keeper, return_exceptions=True)
        await self._close(room)
        room.program, room.keeper, room.state, room.refusal = None, None, "stopped", ""
        self._note()

    def standing(self, name: str) -> Standing:
        """How the program of a room is."""
        room = self._rooms[name]
        return Standing(room.state, room.child.pid if room.child else None, room.record.total, room.refusal)

    def _furnished(self) -> list[Room]:
        return [room for room in self._rooms.values() if room.program is not None]

    def _appoint_keeper(self, room: Room) -> None:
        room.keeper = asyncio.create_task(self._keep(room))
        room.keeper.add_done_callback(self._keeper_left)

    def _keeper_left(self, keeper: asyncio.Task[None]) -> None:
        failure = None if keeper.cancelled() else keeper.exception()
        if failure is not None and self._broken is not None and not self._broken.done():
            self._broken.set_exception(failure)

    async def stop(self) -> None:
        """Stop all, those that were started last first: the desk stops taking messages before its stores go."""
        keepers = [room.keeper for room in self._rooms.values() if room.keeper]
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        rooms = list(reversed(self._rooms.values()))
        for batch in (rooms[:1], rooms[1:-1], rooms[-1:]) if len(rooms) > 1 else (rooms,):
            await asyncio.gather(*(self._close(room) for room in batch))
        run_file.remove(self._var)

    def kill(self) -> None:
        """Stop all at once, without asking: for a second Ctrl-C."""
        for room in self._rooms.values():
            if room.child is not None:
                child.signal_group(room.child.pid, signal.SIGKILL)

    async def _open(self, room: Room) -> None:
        program = room.wanted

        def hear(line: str) -> None:
            self._console.say(program.name, line)

        environment = {**self._environment, **program.environment}
        room.child = await child.start(program.command, root=self._root, environment=environment, hear=hear)
        # What was refused is looked at again, and refused it is until it comes up.
        room.state = "refused" if room.refusal else "starting"
        self._note()

    async def _until_there(self, room: Room) -> None:
        """Ask until the program answers; it may not end meanwhile."""
        program, running = room.wanted, room.child
        assert running is not None
        end = asyncio.create_task(running.ended())
        try:
            async with asyncio.timeout(program.patience):
                while not await program.ready():
                    await asyncio.wait([end], timeout=ASK_EVERY)
                    if end.done():
                        room.refusal = _refusal(end.result(), running)
                        raise Problem(_ended_early(program, end.result(), list(running.last_words)))
        except TimeoutError:
            raise Problem(
                f"{program.name} was not there after {program.patience:.0f} seconds: "
                f"see what it printed in {self._var / 'logs' / program.name}.log."
            ) from None
        finally:
            end.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await end
        if not running.running:
            raise Problem(f"Something else answers in the place of {program.name}: stop it, or give other ports.")
        self._came_up(room)

    def _came_up(self, room: Room) -> None:
        room.state, room.refusal = "up", ""
        assert room.child is not None
        took = time.monotonic() - room.child.started_at
        self._console.say(US, f"{room.name} is there after {took:.1f} s")
        self._note()

    async def _keep(self, room: Room) -> None:
        name = room.name
        while True:
            if room.child is not None:
                watch = asyncio.create_task(self._watch(room))
                try:
                    code = await room.child.ended()
                finally:
                    watch.cancel()
                ran_for = time.monotonic() - room.child.started_at
                how, room.refusal = say_exit(code), _refusal(code, room.child)
                room.child = None
            else:
                ran_for, how = 0.0, "could not be started"
            room.record, pause = after_exit(room.record, ran_for, came_up=room.state == "up")
            room.state = "refused" if room.refusal else "down"
            self._note()
            self._console.say(US, f"{name} {how}; starting it again in {pause:g} s (restart {room.record.total})")
            await asyncio.sleep(pause)
            try:
                await self._open(room)
            except OSError as failed:
                self._console.say(US, f"{name} could not be started: {failed}")

    async def _watch(self, room: Room) -> None:
        """Note when it is there; then ask now and then whether it still answers. One that hangs is ended."""
        program, running = room.wanted, room.child
        assert running is not None
        heard = Heard(time.monotonic())
        while True:
            up = room.state == "up"
            answered = await (program.alive or program.ready if up else program.ready)()
            now = time.monotonic()
            heard = after_asking(heard, now, answered=answered)
            if answered and not up:
                self._came_up(room)
            elif hangs(heard, now, program.silence if up else program.patience):
                self._console.say(
                    US,
                    f"{program.name} runs but has not answered for {now - heard.at:.0f} s; ending it to start it anew",
                )
                child.signal_group(running.pid, signal.SIGKILL)
                return
            await asyncio.sleep(self._ask_alive_every if up else ASK_EVERY)

    async def _close(self, room: Room) -> None:
        if room.child is not None:
            await room.child.stop(STOP_PATIENCE)
            room.child = None
            self._console.say(US, f"{room.name} has stopped")

    def _note(self) -> None:
        processes = {
            name: Running(room.child.pid if room.child else None, room.state, room.record.total)
            for name, room in self._rooms.items()
        }
        run_file.write(self._var, processes, self._urls, ready=self._ready)


def _refusal(code: int, ended: Child) -> str:
    """Why a program would not load what it was given; empty when it ended for another reason."""
    return ended.last_words[-1] if code == REFUSED and ended.last_words else ""


def _ended_early(program: Program, code: int, last_words: list[str]) -> str:
    said = f": {last_words[-1]}" if last_words else " and said nothing"
    remedy = f". {program.remedy}" if program.remedy else ""
    return f"{program.name} {say_exit(code)} before it was there{said}{remedy}"
