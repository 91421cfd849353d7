"""People of `bin/bench web` who need no browser: they write over the desk's HTTP interface."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import quote

import httpx
import jwt
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks.web_house import WebHouse

PATIENCE_SECONDS = 60.0


class Visitor:
    """A customer with an open conversation; with `shop_id` one the shop vouches for."""

    def __init__(self, http: httpx.AsyncClient, token: str, conversation_id: str) -> None:
        self._http, self.conversation_id = http, conversation_id
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def arrives(
        cls, http: httpx.AsyncClient, house: WebHouse, shop_id: str | None = None, name: str = "Visitor"
    ) -> Self:
        proof = _proof(house, shop_id, name) if shop_id else None
        session = _sound(await http.post("/api/widget/sessions", json={"identity": proof}))
        found = cls(http, session["token"], "")
        found.conversation_id = (await found._post("", {}))["conversation"]["id"]
        return found

    async def says(self, text: str, attachments: Sequence[str] = ()) -> str:
        """Send a message; gives its id."""
        message_id = str(uuid.uuid4())
        files = {"attachments": list(attachments)} if attachments else {}
        await self._post("/messages", {"id": message_id, "text": text, **files})
        return message_id

    async def attaches(self, file_name: str) -> str:
        """Upload a small text under that name; gives the attachment's id."""
        path = f"/api/widget/conversations/{self.conversation_id}/attachments?id={uuid.uuid4()}"
        headers = {**self._headers, "X-File-Name": quote(file_name), "Content-Type": "text/plain"}
        answer = await self._http.post(path, content=b"Nothing of interest.", headers=headers)
        return str(_sound(answer)["attachment"]["id"])

    async def rewords(self, message_id: str, text: str) -> None:
        path = f"/api/widget/conversations/{self.conversation_id}/messages/{message_id}"
        _sound(await self._http.patch(path, json={"text": text}, headers=self._headers))

    async def asks_for_a_person(self) -> None:
        await self._post("/handoff", {})

    async def waits_by_mail(self, address: str) -> None:
        """Stay in line and be answered by letter."""
        path = f"/api/widget/conversations/{self.conversation_id}/wait"
        _sound(await self._http.put(path, json={"contract": "mail_me", "email": address}, headers=self._headers))

    async def wants_a_copy(self) -> None:
        """Have the conversation sent to the address the shop vouches for."""
        await self._post("/transcript", {"id": str(uuid.uuid4())})

    async def rates(self, score: int, text: str) -> int:
        """Rate the handling that was resolved last; gives its number."""
        _, entries = await self.hears(0)
        seq = max(entry["seq"] for entry in entries if entry["kind"] == "resolved")
        await self._post("/ratings", {"seq": seq, "score": score, "reasons": [], "text": text})
        return int(seq)

    async def returns_to_the_bot(self) -> None:
        path = f"/api/widget/conversations/{self.conversation_id}/handoff"
        _sound(await self._http.delete(path, headers=self._headers))

    async def hears(self, after: int) -> tuple[str, list[dict[str, Any]]]:
        """The state of the conversation and its entries from there on."""
        path = f"/api/widget/conversations/{self.conversation_id}/entries?after={after}"
        answer = _sound(await self._http.get(path, headers=self._headers))
        return str(answer["conversation"]["state"]), list(answer["entries"])

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        within = f"/{self.conversation_id}" if self.conversation_id else ""
        return _sound(
            await self._http.post(f"/api/widget/conversations{within}{path}", json=body, headers=self._headers)
        )


class Colleague:
    """Somebody of the team, signed in."""

    def __init__(self, http: httpx.AsyncClient, csrf_token: str, wire: ClientConnection) -> None:
        self._http, self._wire = http, wire
        self._headers = {"X-CSRF-Token": csrf_token}
        # Whoever has no socket is gone, and loses what they hold after a minute.
        self._present = asyncio.create_task(self._listen())

    @classmethod
    async def signs_in(cls, house: WebHouse, email: str) -> Self:
        """With a client of one's own, because the session is a cookie."""
        http = httpx.AsyncClient(base_url=house.desk, timeout=PATIENCE_SECONDS, headers={"Origin": house.desk})
        body = {"email": email, "password": house.agent_password}
        csrf_token = _sound(await http.post("/api/agent/sign-in", json=body))["csrf_token"]
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in http.cookies.items())}
        address = f"{house.desk.replace('http', 'ws', 1)}/api/agent/socket"
        wire = await connect(address, origin=Origin(house.desk), additional_headers=cookie, proxy=None)
        return cls(http, csrf_token, wire)

    async def _listen(self) -> None:
        async for _frame in self._wire:
            pass

    async def does(self, conversation_id: str, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """A command such as `claim`, `messages` or `transfer` on a conversation."""
        path = f"/api/agent/conversations/{conversation_id}/{what}"
        return _sound(await self._http.post(path, json=body or {}, headers=self._headers))

    async def keeps(self, what: str, body: dict[str, Any], put: bool = False) -> dict[str, Any]:
        """Something of the team's own, such as `canned-replies` or `views`."""
        return await self.asks("PUT" if put else "POST", f"agent/{what}", body)

    async def asks(self, method: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """Anything below `/api/`, such as `knowledge/articles`."""
        return _sound(await self._http.request(method, f"/api/{what}", json=body, headers=self._headers))

    async def reads(self, what: str) -> dict[str, Any]:
        return _sound(await self._http.get(f"/api/agent/{what}"))

    async def says(self, conversation_id: str, text: str) -> None:
        await self.does(conversation_id, "messages", {"id": str(uuid.uuid4()), "text": text})

    async def leaves(self) -> None:
        await self._wire.close()
        await self._present
        await self._http.aclose()


def client(house: WebHouse, at_once: int) -> httpx.AsyncClient:
    """For many visitors: one pool of connections."""
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    return httpx.AsyncClient(
        base_url=house.desk, timeout=PATIENCE_SECONDS, limits=limits, headers={"Origin": house.desk}
    )


async def until(look: Any, seconds: float = 60.0) -> None:
    """Wait until the awaited `look()` is true. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not await look():
        if time.monotonic() > deadline:
            raise TimeoutError("What was waited for did not come in time.")
        await asyncio.sleep(0.1)


def _proof(house: WebHouse, shop_id: str, name: str) -> str:
    now = int(time.time())
    claims = {"iss": house.shop, "aud": "warmhand", "sub": shop_id, "name": name, "email": f"{shop_id}@example.com"}
    claims |= {"tier": "gold", "jti": uuid.uuid4().hex, "iat": now, "exp": now + 600}
    return jwt.encode(claims, house.jwt_secret, algorithm="HS256")


def _sound(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer. Raises RuntimeError with what the desk said when it is none of 2xx."""
    if not answer.is_success:
        raise RuntimeError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        )
    return dict(answer.json()) if answer.content else {}
