"""Olu, who supervises: looks at alarms, asks whom they are about, confirms or dismisses, and decides on gifts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from benchmarks.quarter.customers import words_of
from benchmarks.quarter.figures import about
from benchmarks.quarter.house import House
from benchmarks.quarter.journal import Journal
from benchmarks.quarter.people import People
from benchmarks.quarter.plan import Quarter, Trouble
from benchmarks.quarter.staff import OLU, Staff
from benchmarks.quarter.timeline import Actor
from benchmarks.quarter.wire import Browser, Refused, uuid_of

OVER_WORDS = "That is over, and all goes on as usual. Thank you for your patience."


@dataclass
class Supervisor:
    """`early`: whether alarms are looked at. Gifts are decided on in any case."""

    house: House
    people: People
    quarter: Quarter
    journal: Journal
    staff: Staff
    early: bool
    alarms: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Every alarm that ever was, as it stood last."""
    ended: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    """Troubles whose alarm said by itself what the orders behind it share."""

    async def look_around(self, until: datetime) -> Actor:
        """Every so many minutes of opening time."""
        while (now := self.house.clock()) < until:
            console = await self.staff.console(OLU)
            await self._approve(console)
            await self._troubles(console)
            yield self.people.at_work(now + timedelta(minutes=self.people.house["staff"]["looks_minutes"]))

    async def _approve(self, console: Browser) -> None:
        """Grants what is asked for, as far as a supervisor may."""
        for asked in (await console.get("/api/agent/approvals"))["approvals"]:
            grant = asked["grant"]
            yes = asked["verdict"]["answer"] == "within"
            try:
                await console.post(f"/api/agent/approvals/{grant['id']}", {"approve": yes, "why": "As asked."})
            except Refused as refused:
                self.journal.problems.append(f"{refused.code} at deciding on {grant['id']}")

    async def _troubles(self, console: Browser) -> None:
        await self.note_alarms(console)
        if not self.early:
            return
        for alarm in [each for each in self.alarms.values() if each["state"] == "open"]:
            await self._look_into(console, alarm)
        for trouble in self.quarter.troubles:
            incident, now = self.journal.incidents.get(trouble.id), self.house.clock()
            if incident is not None and now > trouble.ends + trouble.delays and trouble.id not in self.ended:
                self.ended.add(trouble.id)
                await console.post(f"/api/agent/incidents/{incident}/end", {"words": OVER_WORDS})

    async def note_alarms(self, console: Browser) -> None:
        """What the console shows now."""
        for alarm in (await console.get("/api/agent/troubles"))["alarms"]:
            self.alarms[alarm["id"]] = alarm

    async def _look_into(self, console: Browser, alarm: dict[str, Any]) -> None:
        """What is shared is read off the screen; whether it is so, the carrier or the warehouse is asked."""
        one = f"/api/agent/troubles/{alarm['id']}"
        raised = datetime.fromisoformat(alarm["raised_at"])
        trouble = about(alarm["reason"], raised, self.quarter.troubles)
        if trouble is None or trouble.id in self.journal.incidents:
            await console.post(f"{one}/dismissal", {"why": "Asked around: nothing is wrong."})
            self.journal.dismissed.append(alarm["id"])
            return
        shared = (await console.get(one))["shared"] or []
        if any((each["kind"], each["value"]) == (trouble.kind, trouble.value) for each in shared):
            self.named.add(trouble.id)
        await self._confirm(console, alarm, trouble)

    async def _confirm(self, console: Browser, alarm: dict[str, Any], trouble: Trouble) -> None:
        label = trouble.value
        scope = {"kind": trouble.kind, "value": trouble.value, "label": label, "open_only": trouble.kind == "carrier"}
        body = {
            "id": uuid_of(self.people.draw("incident", trouble.id)), "alarm_id": alarm["id"],
            "name": f"Trouble {trouble.id}",
            "reasons": [alarm["reason"]], "scope": scope, "answer": words_of(trouble.id),
            "banner": words_of(trouble.id)[:200], "tell": True,
        }  # fmt: skip
        confirmed = (await console.post("/api/agent/incidents", body))["incident"]
        self.journal.incidents[trouble.id] = confirmed["id"]
