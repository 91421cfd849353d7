"""The widget's socket: one customer, one conversation (docs/wire.md §4)."""

from __future__ import annotations

import asyncio
from typing import Any

from desk.access.frames import WIDGET
from desk.conversations.entry import AuthorKind, Entry
from desk.conversations.flows import Written, conversation_of, customer_writes
from desk.conversations.receipts import customer_saw
from desk.customers import flows as customers
from desk.customers.customer import Customer, WidgetSession
from desk.errors import DeskError
from desk.handoff import views
from desk.live.closing import BAD_FRAME, SIGN_IN_AGAIN, Closed, seq_of, text_of
from desk.live.news import News
from desk.live.socket import Socket

HELLO_SECONDS = 5.0


class WidgetSocket(Socket):
    """Follows one conversation; says hello with token, conversation and the last number it holds."""

    address = WIDGET
    kind = "customer"
    _customer: Customer
    _session: WidgetSession
    _token: str
    _conversation_id: str = ""
    _cursor: int = 0
    _shown: dict[str, Any] | None = None

    async def opened(self) -> None:
        try:
            hello = await asyncio.wait_for(self.receive(), HELLO_SECONDS)
        except TimeoutError:
            raise Closed(SIGN_IN_AGAIN, "no hello") from None
        if hello["type"] != "hello":
            raise Closed(BAD_FRAME, "hello comes first")
        self._token = text_of(hello, "token")
        self._cursor = seq_of(hello)
        try:
            await self._trust.check()
            async with self._desk.record.look() as unit:
                found = await conversation_of(unit, text_of(hello, "conversation_id"), self._customer)
                seen = await unit.receipts.seen(found.id)
        except DeskError as refused:
            raise Closed(SIGN_IN_AGAIN, refused.code) from None
        self._conversation_id = found.id
        if self._cursor > found.last_seq:
            await self.send({"type": "reload", "conversation_id": found.id})
            self._cursor = found.last_seq
        await self.send({"type": "ready"})
        self.tell_seen(found.id, seen)
        self._hub.follow(found.id, self)

    async def authorise(self) -> None:
        self._customer, self._session = await customers.session_of(self._token, self._desk)

    async def left(self) -> None:
        """If the customer was typing, they are not any more."""
        if self._conversation_id:
            self._hub.unfollow(self._conversation_id, self)
            await self._announce_typing(on=False)

    async def look(self) -> None:
        async with self._desk.record.look() as unit:
            found = await conversation_of(unit, self._conversation_id, self._customer)
            present = await self._desk.presence.present() if found.in_line else frozenset()
            shown = await views.for_customer(found, unit, present, self._desk)
            page = await unit.conversations.entries(found.id, self._cursor)
        for entry in page:
            # News may have been pushed while this page was read.
            if entry.seq > self._cursor:
                self._cursor = entry.seq
                await self.send_entry(entry, entry.to_customer_json())
        if self._shown is None or _but_number(shown) != _but_number(self._shown):
            self._typing.stop_all(found.id)
            await self.send({"type": "conversation", "conversation": shown})
        self._shown = shown
        if self._cursor < found.last_seq:
            self._woken.set()

    async def heard(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "send":
            await self.store(frame, self._write)
        elif frame["type"] == "seen":
            await customer_saw(self._conversation_id, self._customer, seq_of(frame, "seq"), self._desk)
        elif frame["type"] == "typing":
            await self._announce_typing(on=frame.get("on") is True)
        else:
            raise Closed(BAD_FRAME, "unknown frame")

    def step_over(self, entry: Entry) -> bool:
        if entry.conversation_id == self._conversation_id and entry.seq > self._cursor:
            if entry.seq != self._cursor + 1:
                self._woken.set()
                return False
            self._cursor = entry.seq
        return True

    async def _write(self, conversation_id: str, message_id: str, text: str, files: list[str]) -> Written:
        self._limit("message", self._session.id)
        return await customer_writes(conversation_id, self._customer, message_id, text, self._desk, files)

    async def _announce_typing(self, on: bool) -> None:
        author = {"kind": str(AuthorKind.CUSTOMER), "name": self._customer.shown_name}
        await self._desk.announce.typing(self._conversation_id, author, on)

    def conversation_changed(self, conversation_id: str, news: News | None) -> None:
        shown = self._shown or {}
        if news is None or (shown.get("id"), shown.get("state")) != (conversation_id, str(news.conversation.state)):
            self._woken.set()
            return
        self._cursor = self.push(news, self._cursor)
        if news.moved or (news.entries and self._cursor < news.entries[-1].seq):
            self._woken.set()

    def line_changed(self) -> None:
        if self._shown is not None and self._shown["waiting"] is not None:
            self._woken.set()

    def viewing(self, conversation_id: str, agent: dict[str, str], on: bool) -> None:
        """Who of the team looks on is the team's own matter."""

    def typing(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        if author["kind"] != str(AuthorKind.CUSTOMER):
            self._typing.heard(conversation_id, author, on)


def _but_number(shown: dict[str, Any]) -> dict[str, Any]:
    """What entries do not tell by themselves."""
    return {name: value for name, value in shown.items() if name != "last_seq"}
