"""The sockets of a storm's people, against a real server that takes its time."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, serve

from benchmarks.storm_wire import Follower, Place, Tally


async def test_what_comes_up_while_greeting_is_said() -> None:
    """A conversation that is opened between the greeting and the desk's `ready` is watched, too."""
    heard: list[str] = []
    greeted, both = asyncio.Event(), asyncio.Event()

    async def desk(wire: ServerConnection) -> None:
        async for text in wire:
            heard.append(json.loads(text)["conversation_id"])
            greeted.set()
            if len(heard) == 2:
                await wire.send('{"type": "ready"}')
                both.set()

    async with serve(desk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        place = Place((f"http://127.0.0.1:{port}",), f"http://127.0.0.1:{port}", "127.0.0.1")
        first = {"type": "watch", "conversation_id": "c_1", "after": 0}
        follower = Follower(place, "/", lambda _: [first], random.Random(1), Tally())
        following = asyncio.create_task(follower.follow())
        async with asyncio.timeout(10):
            await greeted.wait()
            await follower.say({"type": "watch", "conversation_id": "c_2", "after": 0})
            await both.wait()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    assert heard == ["c_1", "c_2"]
