"""How the people of a storm reach the desk: calls repeated until they are answered, and a socket that comes back."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from benchmarks.storm_check import Stored

CALL_SECONDS = 6.0
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 15.0


@dataclass
class Tally:
    """What the people of a storm count, all together."""

    acknowledged: int = 0
    by_socket: int = 0
    repeats: int = 0
    dropped_calls: int = 0
    dropped_sockets: int = 0
    internal_errors: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)

    def refused(self, code: str) -> None:
        """One more refusal under this code."""
        self.refusals[code] = self.refusals.get(code, 0) + 1


@dataclass(frozen=True)
class Place:
    """Where the desks are, what they call themselves, and from which address of this machine a person comes.

    Limits count by address. Whoever cannot reach one desk tries the next, as a balancer in front of them would.
    """

    desks: tuple[str, ...]
    origin: str
    address: str

    def desk(self, turn: int) -> str:
        """The desk whose turn it is."""
        return self.desks[turn % len(self.desks)]


def reconnect_wait(attempt: int, rng: random.Random) -> float:
    """The widget's own rule: at least half a second, at most fifteen, never in step with others."""
    ceiling = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** (attempt + 1))
    return SHORTEST_WAIT + rng.random() * (ceiling - SHORTEST_WAIT)


class Caller:
    """HTTP that gives up only at refusals."""

    def __init__(self, place: Place, rng: random.Random, tally: Tally, **headers: str) -> None:
        transport = httpx.AsyncHTTPTransport(local_address=place.address)
        self._http = httpx.AsyncClient(headers=headers, timeout=CALL_SECONDS, transport=transport, trust_env=False)
        self._place, self._turn = place, rng.randrange(len(place.desks))
        self._rng, self._tally = rng, tally

    @property
    def headers(self) -> httpx.Headers:
        """Sent with every call from now on."""
        return self._http.headers

    async def call(self, method: str, path: str, body: Any = None, *, may_drop: bool = False) -> httpx.Response:
        """The first answer below 429, repeated alike until it comes; `may_drop`: now and then leave before it does."""
        attempt = 0
        while True:
            try:
                if may_drop and self._rng.random() < 0.05:
                    answer = await asyncio.wait_for(self._once(method, path, body), self._rng.random() * 0.03)
                else:
                    answer = await self._once(method, path, body)
                if answer.status_code < 429:
                    return answer
                self._tally.internal_errors += answer.status_code == 500
            except TimeoutError:
                self._tally.dropped_calls += 1
                continue
            except httpx.HTTPError:
                self._turn += 1
            await asyncio.sleep(min(2.0, reconnect_wait(attempt, self._rng)))
            attempt += 1

    async def close(self) -> None:
        """Drop the connections."""
        await self._http.aclose()

    async def _once(self, method: str, path: str, body: Any) -> httpx.Response:
        return await self._http.request(method, self._place.desk(self._turn) + path, json=body)


class Follower:
    """A socket that resumes from the last number it holds, and everything it was shown in the order of arrival."""

    def __init__(
        self,
        place: Place,
        path: str,
        greet: Callable[[Follower], list[dict[str, Any]]],
        rng: random.Random,
        tally: Tally,
        **headers: str,
    ) -> None:
        self._place, self._path, self._turn = place, path, rng.randrange(len(place.desks))
        self._options: dict[str, Any] = {"additional_headers": headers, "local_addr": (place.address, 0)}
        self.close_codes: Counter[int] = Counter()
        self._greet, self._rng, self._tally = greet, rng, tally
        self._wire: ClientConnection | None = None
        self._awaited: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.shown: dict[str, list[Stored]] = {}
        self.calm = False

    async def follow(self) -> None:
        """Stay connected until cancelled."""
        attempt, gone_at = 0, None
        while True:
            try:
                address = self._place.desk(self._turn).replace("http", "ws", 1) + self._path
                async with connect(address, origin=self._place.origin, proxy=None, **self._options) as wire:  # type: ignore[arg-type]
                    # Before the greeting: what comes up while it is being said is in no greeting.
                    self._wire = wire
                    for frame in self._greet(self):
                        await wire.send(json.dumps(frame))
                    ready = await self._until_ready(wire)
                    if gone_at is not None and ready:
                        self._tally.recoveries.append(time.monotonic() - gone_at)
                    attempt, gone_at = 0, None
                    await self._listen(wire)
                    gone_at = None  # it was us who left
            except (OSError, WebSocketException, TimeoutError) as gone:
                if isinstance(gone, ConnectionClosed) and gone.rcvd is not None:
                    self.close_codes[gone.rcvd.code] += 1
                self._turn += 1
                gone_at = gone_at or time.monotonic()
            finally:
                self._wire = None
                for answer in self._awaited.values():
                    answer.cancel()
            await asyncio.sleep(reconnect_wait(attempt, self._rng))
            attempt += 1

    def last(self, conversation_id: str) -> int:
        """The last number held of a conversation."""
        shown = self.shown.get(conversation_id)
        return shown[-1].seq if shown else 0

    async def say(self, frame: dict[str, Any]) -> None:
        """Send a frame when connected; what matters is said again in the greeting."""
        if self._wire is not None:
            try:
                await self._wire.send(json.dumps(frame))
            except WebSocketException:
                return

    async def send_message(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """The desk's answer to a `send` frame; None when there was no line, or none any more."""
        if self._wire is None:
            return None
        answer = self._awaited[body["id"]] = asyncio.get_running_loop().create_future()
        await self.say({"type": "send", **body})
        try:
            async with asyncio.timeout(CALL_SECONDS):
                return dict(await answer)
        except (TimeoutError, asyncio.CancelledError):
            return None
        finally:
            self._awaited.pop(body["id"], None)

    async def _until_ready(self, wire: ClientConnection) -> bool:
        async with asyncio.timeout(CALL_SECONDS):
            while True:
                frame = json.loads(await wire.recv())
                self._heard(frame)
                if frame["type"] == "ready":
                    return True

    async def _listen(self, wire: ClientConnection) -> None:
        """Until the desk goes, or until it is time to drop the line, as telephones in a lift do."""
        loop = asyncio.get_running_loop()
        leave_at = loop.time() + self._rng.uniform(3.0, 20.0)
        while True:
            try:
                async with asyncio.timeout_at(leave_at):
                    self._heard(json.loads(await wire.recv()))
            except TimeoutError:
                if self.calm:
                    leave_at = loop.time() + 20.0
                    await wire.send('{"type": "ping"}')
                    continue
                self._tally.dropped_sockets += 1
                wire.transport.abort()
                return

    def _heard(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "entry" or (kind == "sent" and frame["seq"] == self.last(frame["conversation_id"]) + 1):
            # A message that is next in line is shown by its acknowledgement; any other comes as an entry in its turn.
            self.shown.setdefault(frame["conversation_id"], []).append(stored(frame["entry"]))
        elif kind == "reload":
            self.shown[frame["conversation_id"]] = []
        if kind in ("sent", "refused"):
            answer = self._awaited.get(frame["id"])
            if answer is not None and not answer.done():
                answer.set_result(frame)


def stored(entry: dict[str, Any]) -> Stored:
    """An entry of the wire as the check compares it."""
    message = entry["message"] or {}
    return Stored(entry["seq"], entry["kind"], entry["author"]["kind"], message.get("id"), message.get("text"))
