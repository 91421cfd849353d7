"""Customers: whether they write, what they hear, and what they make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from benchmarks.quarter.house import House
from benchmarks.quarter.journal import Contact, Journal
from benchmarks.quarter.people import People, awake
from benchmarks.quarter.plan import Quarter, Visit
from benchmarks.quarter.timeline import Actor, Timeline
from benchmarks.quarter.wire import Browser, socket_to, uuid_of

MOST_RETURNS = 2
TROUBLE_WORDS = "We know of it"
"""How the supervisor's words to customers begin: by this a customer knows the letter."""


@dataclass(frozen=True)
class Wanted:
    """Somebody who waits for a person."""

    visit: Visit
    contact: Contact
    browser: Browser
    conversation: str
    since: datetime


@dataclass
class Customers:
    """Everybody who may write."""

    house: House
    people: People
    quarter: Quarter
    journal: Journal
    timeline: Timeline
    http: httpx.AsyncClient
    wants: Callable[[Wanted], None]
    """Hands somebody who wants a person over to the staff."""

    async def visit(self, visit: Visit) -> Actor:
        """One visit, from the wish to write to the mark that is given."""
        now = self.house.clock()
        contact = Contact(visit.id, now, visit.shopper, visit.reason, visit.trouble)
        self.journal.contacts.append(contact)
        if visit.trouble is not None and self._read_of_it(visit, now):
            contact.stayed_away = "letter"
            return
        browser = await self._chat(visit)
        shown = await browser.get("/api/widget/conversation")
        notice = shown.get("notice") or (shown.get("conversation") or {}).get("notice")
        if visit.trouble is not None and notice and self.people.content_with_banner(visit.id):
            contact.stayed_away = "banner"
            return
        opened = (await browser.post("/api/widget/conversations"))["conversation"]
        contact.conversation = opened["id"]
        await self._write(visit, browser, opened)
        contact.read_as = self.house.bot.read.get(visit.id)
        if opened["state"] not in ("with_bot", "closed"):
            # Somebody of the team has it already and reads on.
            return
        yield now + timedelta(minutes=1)
        understood, said = contact.read_as == visit.reason, visit.id in self.house.bot.said_trouble
        if self.people.wants_person(visit.id, visit.reason, understood, said):
            await browser.post(f"/api/widget/conversations/{opened['id']}/handoff")
            contact.person = True
            self.wants(Wanted(visit, contact, browser, opened["id"], self.house.clock()))
            return
        ended = await browser.post(f"/api/widget/conversations/{opened['id']}/end")
        await self.rate(contact, browser, ended["conversation"], "bot" if understood else "bot_misread")
        self.comes_back(visit, person=False)

    def _read_of_it(self, visit: Visit, now: datetime) -> bool:
        address = f"{(visit.shopper or '').lower()}@example.com"
        letter = self.house.shop.letters.first_with(address, words_of(visit.trouble or ""))
        return self.people.content(visit.id, letter, now)

    async def _chat(self, visit: Visit) -> Browser:
        shopper = next((each for each in self.quarter.shoppers if each.id == visit.shopper), None)
        proof = self.house.shop.identity(shopper) if shopper else None
        begun = await Browser(self.http, {}).post("/api/widget/sessions", {"identity": proof})
        return Browser(self.http, {"authorization": f"Bearer {begun['token']}"})

    async def _write(self, visit: Visit, browser: Browser, opened: dict[str, Any]) -> None:
        """Over the socket, as the widget does, and wait for what comes back."""
        text = f"It is about {visit.reason.replace('_', ' ')}. ({visit.id})"
        self.house.bot.truth[text] = (visit.id, visit.reason)
        token = browser.headers["authorization"].removeprefix("Bearer ")
        hello = {"type": "hello", "token": token, "conversation_id": opened["id"]}
        async with socket_to(self.house.desk_url, "/api/widget/socket") as socket:
            await socket.say(hello | {"after": opened["last_seq"]})
            await socket.until("ready")
            message = uuid_of(self.people.draw("message", visit.id))
            await socket.say({"type": "send", "conversation_id": opened["id"], "id": message, "text": text})
            if opened["state"] in ("with_bot", "closed"):
                await socket.until("entry", author="bot")
            else:
                await socket.until("sent")

    async def back_to_rate(self, wanted: Wanted, conversation: dict[str, Any], kind: str) -> None:
        """The end is seen in the same browser, or later by signing in anew; a visitor who waited too long is gone."""
        browser = wanted.browser
        if self.house.clock() - wanted.since > timedelta(hours=6):
            if wanted.visit.shopper is None:
                return
            browser = await self._chat(wanted.visit)
        await self.rate(wanted.contact, browser, conversation, kind)

    async def rate(self, contact: Contact, browser: Browser, conversation: dict[str, Any], kind: str) -> None:
        """Give a mark, if the desk asks for one and this customer answers."""
        last = conversation["last_seq"]
        path = f"/api/widget/conversations/{conversation['id']}"
        entries = (await browser.get(f"{path}/entries?after={max(0, last - 12)}"))["entries"]
        end = next((each for each in reversed(entries) if each["kind"] in ("resolved", "ended", "handed_back")), None)
        score = self.people.score(contact.visit, kind)
        if end is None or not end.get("ask") or score is None:
            return
        reasons = ["understood" if kind == "bot_misread" else "solved"]
        await browser.post(f"{path}/ratings", {"seq": end["seq"], "score": score, "reasons": reasons, "text": ""})
        contact.score = score

    def comes_back(self, visit: Visit, person: bool) -> None:
        """What was solved may not hold."""
        after = self.people.comes_back_after(visit.id, person)
        if after is None or visit.again >= MOST_RETURNS:
            return
        at = awake(self.house.clock() + after, self.people.draw("back at", visit.id))
        again = replace(visit, id=f"{visit.id}+", at=at, trouble=None, again=visit.again + 1)
        self.timeline.begin(at, self.visit(again))


def words_of(trouble_id: str) -> str:
    """What the supervisor has customers told of a trouble."""
    return f"{TROUBLE_WORDS} ({trouble_id}), and are sorry: you need not do anything, and hear from us once it is over."
