"""After a journey the house is as the next one expects it: nobody holds a conversation, and nobody waits."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
from playwright.sync_api import Browser

from tests.journeys.house import House

HOLDERS = ("maya@warmhand.example", "tom@warmhand.example", "olu@warmhand.example")


@dataclass
class Tidying:
    """Signed in as each agent once, over the desk's own API, without being there for customers."""

    house: House
    agents: dict[str, httpx.Client] = field(default_factory=dict)

    def after(self, browser: Browser) -> None:
        """Close every window, and resolve what is left open."""
        for context in browser.contexts:
            context.close()
        for email in HOLDERS:
            self._resolve(self._as(email), "mine")
        self._resolve(self._as(HOLDERS[0]), "waiting", claim=True)

    def _resolve(self, http: httpx.Client, view: str, *, claim: bool = False) -> None:
        found = http.get("/api/agent/conversations", params={"view": view})
        if found.status_code != 200:
            # Some journeys stop the desk or its record; there is nothing to tidy then.
            return
        for conversation in found.json()["conversations"]:
            path = f"/api/agent/conversations/{conversation['id']}"
            if claim:
                http.post(f"{path}/claim", json={})
            http.post(f"{path}/resolve", json={"solved": True})

    def _as(self, email: str) -> httpx.Client:
        if email not in self.agents:
            url = self.house.url("desk")
            http = httpx.Client(base_url=url, headers={"origin": url}, trust_env=False, timeout=30)
            answer = http.post("/api/agent/sign-in", json={"email": email, "password": self.house.agent_password})
            answer.raise_for_status()
            http.headers["x-csrf-token"] = answer.json()["csrf_token"]
            self.agents[email] = http
        return self.agents[email]
