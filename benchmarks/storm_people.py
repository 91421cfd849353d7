"""The people of a storm: customers who write, drop and come back; agents who claim, reply, hand back or resolve."""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from benchmarks.storm_check import Reading, Sent
from benchmarks.storm_wire import Caller, Follower, Place, Tally

QUESTIONS = (
    "what payment methods do you take",
    "how much is shipping",
    "where is my order",
    "how long does delivery take",
    "can I return something",
    "do you ship abroad",
    "what are your opening hours",
    "thanks",
    "hello there",
    "I would like to change my address",
)


@dataclass
class Post:
    """What one sender sent in one conversation: one message at a time, as the widget's outbox sends them."""

    caller: Caller
    sender: str
    conversation_id: str
    path: str
    rng: random.Random
    tally: Tally
    line: Follower
    sent: list[Sent] = field(default_factory=list)

    async def say(self, words: str) -> str:
        """Send until it is acknowledged or refused; "" or the code of the refusal."""
        ordinal = len(self.sent) + 1
        # The sender and the number make every text of a storm the only one of its kind.
        text = f"{words} ({self.sender}.{ordinal})"
        body = {"id": _uuid(self.rng), "text": text}
        place = len(self.sent)
        self.sent.append(Sent(self.sender, self.conversation_id, body["id"], text, ordinal, None))
        seq, code = await self._by_socket(body) if self.rng.random() < 0.5 else (None, "")
        if seq is None and not code:
            seq, code = await self._by_call(body)
        if seq is not None:
            self.sent[place] = Sent(self.sender, self.conversation_id, body["id"], text, ordinal, seq)
            self.tally.acknowledged += 1
        else:
            self.tally.refused(code)
        return code

    async def _by_socket(self, body: dict[str, str]) -> tuple[int | None, str]:
        """The number it was stored under, or why it was refused; neither when the line is down or the desk is."""
        answer = await self.line.send_message({"conversation_id": self.conversation_id, **body})
        if answer is None:
            return None, ""
        if answer["type"] == "sent":
            self.tally.by_socket += 1
            return int(answer["seq"]), ""
        return None, "" if answer["status"] >= 429 else str(answer["code"])

    async def _by_call(self, body: dict[str, str]) -> tuple[int | None, str]:
        answer = await self.caller.call("POST", f"{self.path}/messages", body, may_drop=True)
        if answer.status_code in (200, 201):
            self.tally.repeats += answer.status_code == 200
            return int(answer.json()["entry"]["seq"]), ""
        return None, str(answer.json()["code"])


class Customer:
    """One visitor with a widget, in a conversation of their own; every third has it open in two tabs."""

    def __init__(self, number: int, place: Place, rng: random.Random, tally: Tally) -> None:
        self.name = f"k{number}"
        self._rng, self._tally, self._place = rng, tally, place
        self._caller = Caller(place, rng, tally)
        self._tabs: list[Follower] = []
        self._tab_count = 2 if number % 3 == 0 else 1
        self._token = ""
        self._stay = asyncio.Event()
        self.post: Post | None = None

    async def live(self, over: asyncio.Event) -> None:
        """Write until the storm is over; the last message is still sent until it is acknowledged."""
        await asyncio.sleep(self._rng.random() * 5)
        await self._arrive()
        tabs = [asyncio.create_task(tab.follow()) for tab in self._tabs]
        try:
            while not over.is_set():
                await self._do_something()
                await asyncio.sleep(self._rng.uniform(0.3, 1.6))
            for tab in self._tabs:
                tab.calm = True
            await self._stay.wait()
        finally:
            for task in tabs:
                task.cancel()
            await asyncio.gather(*tabs, return_exceptions=True)
            await self._caller.close()

    @property
    def sockets(self) -> list[Follower]:
        """Every connection of this customer."""
        return self._tabs

    def held(self) -> list[int]:
        """The last number each tab holds."""
        return [tab.last(self.post.conversation_id) for tab in self._tabs] if self.post else []

    def readings(self) -> list[Reading]:
        """What each tab was shown."""
        if self.post is None:
            return []
        here = self.post.conversation_id
        return [
            Reading(f"{self.name} tab {number}", here, tuple(tab.shown.get(here, ())))
            for number, tab in enumerate(self._tabs, 1)
        ]

    async def whole(self) -> list[dict[str, Any]]:
        """The transcript as a page that is opened afresh gets it."""
        assert self.post is not None
        entries: list[dict[str, Any]] = []
        while True:
            after = entries[-1]["seq"] if entries else 0
            answer = await self._caller.call("GET", f"{self.post.path}/entries?after={after}")
            page = answer.json()["entries"]
            if not page:
                return entries
            entries += page

    def leave(self) -> None:
        """Close the tabs."""
        self._stay.set()

    async def _arrive(self) -> None:
        begun = (await self._caller.call("POST", "/api/widget/sessions", {"identity": None})).json()
        self._token = begun["token"]
        self._caller.headers["authorization"] = f"Bearer {self._token}"
        opened = (await self._caller.call("POST", "/api/widget/conversations", {})).json()
        here = opened["conversation"]["id"]
        path = f"/api/widget/conversations/{here}"
        for _ in range(self._tab_count):
            self._tabs.append(Follower(self._place, "/api/widget/socket", self._hello, self._rng, self._tally))
        self.post = Post(self._caller, self.name, here, path, self._rng, self._tally, self._tabs[0])

    def _hello(self, tab: Follower) -> list[dict[str, Any]]:
        assert self.post is not None
        here = self.post.conversation_id
        return [{"type": "hello", "token": self._token, "conversation_id": here, "after": tab.last(here)}]

    async def _do_something(self) -> None:
        assert self.post is not None
        dice = self._rng.random()
        if dice < 0.02:
            await self._caller.call("POST", f"{self.post.path}/handoff", {}, may_drop=True)
        elif dice < 0.03:
            await self._caller.call("DELETE", f"{self.post.path}/handoff", may_drop=True)
        else:
            await self.post.say(self._rng.choice(QUESTIONS))


class Agent:
    """A colleague with the console open: takes who waits, answers, gives back or resolves."""

    def __init__(self, email: str, password: str, place: Place, rng: random.Random, tally: Tally) -> None:
        self.name = email.partition("@")[0]
        self._email, self._password = email, password
        self._rng, self._tally, self._place = rng, tally, place
        self._caller = Caller(place, rng, tally, origin=place.origin)
        self._console: Follower | None = None
        self._posts: dict[str, Post] = {}
        self._holding: dict[str, int] = {}
        self.watched: set[str] = set()
        self._stay = asyncio.Event()

    async def live(self, over: asyncio.Event) -> None:
        """Work until the storm is over, and watch what is held until it is time to go home."""
        await self._sign_in()
        assert self._console is not None
        console = asyncio.create_task(self._console.follow())
        try:
            while not over.is_set():
                await self._take_waiting()
                for conversation_id in list(self._holding):
                    await self._answer(conversation_id)
                await asyncio.sleep(self._rng.uniform(0.1, 0.4))
            self._console.calm = True
            await self._stay.wait()
        finally:
            console.cancel()
            await asyncio.gather(console, return_exceptions=True)
            await self._caller.close()

    @property
    def sent(self) -> list[Sent]:
        """Everything this agent wrote."""
        return [message for post in self._posts.values() for message in post.sent]

    def held(self) -> dict[str, int]:
        """The last number held of each conversation that is watched."""
        return {here: self._console.last(here) for here in self.watched} if self._console else {}

    def readings(self) -> list[Reading]:
        """What the console was shown; of conversations no longer watched, their beginning."""
        if self._console is None:
            return []
        shown = self._console.shown
        return [
            Reading(self.name, here, tuple(shown.get(here, ())), whole=here in self.watched)
            for here in shown.keys() | self.watched
        ]

    async def whole(self, conversation_id: str) -> list[dict[str, Any]]:
        """The transcript as the console shows it when it is opened afresh."""
        answer = await self._caller.call("GET", f"/api/agent/conversations/{conversation_id}")
        return list(answer.json()["entries"])

    def leave(self) -> None:
        """Close the console."""
        self._stay.set()

    async def _sign_in(self) -> None:
        body = {"email": self._email, "password": self._password}
        answer = await self._caller.call("POST", "/api/agent/sign-in", body)
        self._caller.headers["x-csrf-token"] = answer.json()["csrf_token"]
        cookie = "; ".join(part.partition(";")[0] for part in answer.headers.get_list("set-cookie"))
        self._console = Follower(
            self._place, "/api/agent/socket", self._watch_all, self._rng, self._tally, cookie=cookie
        )

    def _watch_all(self, _console: Follower) -> list[dict[str, Any]]:
        return [self._watch(here) for here in self.watched]

    def _watch(self, conversation_id: str) -> dict[str, Any]:
        assert self._console is not None
        return {"type": "watch", "conversation_id": conversation_id, "after": self._console.last(conversation_id)}

    async def _take_waiting(self) -> None:
        if len(self._holding) >= 6:
            return
        answer = await self._caller.call("GET", "/api/agent/conversations?view=waiting")
        for found in answer.json()["conversations"][: 6 - len(self._holding)]:
            here = found["id"]
            claimed = await self._caller.call("POST", f"/api/agent/conversations/{here}/claim", {}, may_drop=True)
            if claimed.status_code != 200:
                self._tally.refused(str(claimed.json()["code"]))
                continue
            self._holding[here] = self._rng.randint(1, 4)
            await self._open(here)

    async def _open(self, conversation_id: str) -> None:
        """Watch it. A console shows so many at once, so one that is not held any more is let go for it."""
        assert self._console is not None
        if conversation_id in self.watched:
            return
        if conversation_id in self._console.shown:
            return  # seen and let go before; its beginning is what is compared
        for old in [here for here in self.watched if here not in self._holding][: max(0, len(self.watched) - 15)]:
            self.watched.discard(old)
            await self._console.say({"type": "unwatch", "conversation_id": old})
        self.watched.add(conversation_id)
        await self._console.say(self._watch(conversation_id))

    async def _answer(self, conversation_id: str) -> None:
        assert self._console is not None
        path = f"/api/agent/conversations/{conversation_id}"
        fresh = Post(self._caller, self.name, conversation_id, path, self._rng, self._tally, self._console)
        post = self._posts.setdefault(conversation_id, fresh)
        if self._holding[conversation_id] > 0:
            self._holding[conversation_id] -= 1
            if await post.say("I am looking into it"):
                self._holding.pop(conversation_id)  # a colleague has it now, or it was closed
            return
        self._holding.pop(conversation_id)
        if self._rng.random() < 0.7:
            await self._caller.call("POST", f"{path}/hand-back", {}, may_drop=True)
        else:
            await self._caller.call("POST", f"{path}/resolve", {"solved": True, "note": ""}, may_drop=True)


def _uuid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
