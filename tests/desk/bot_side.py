"""The bot's side of the wire: a small HTTP server that can be told to be slow, wrong or gone."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import Any

from sanic import Request, Sanic, json

from desk.live.frames import LiveProtocol

SECRET = "b7Qk2VxM9rTzL4nHc8WpJ3sYd6FgA1eU5iOqRtKz"


@dataclass
class Bot:
    """The other side of the wire to Rasa, and what it heard."""

    port: int
    model_id: str = "m1"
    turns: list[dict[str, Any]] = field(default_factory=list)
    handbacks: list[dict[str, Any]] = field(default_factory=list)
    parsed: list[str] = field(default_factory=list)
    ready: bool = True
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    delay: float = 0.0
    busy: int = 0
    status: int = 200
    code: str = "turn_failed"
    server: Any = None

    def answer_to(self, text: str, **changes: Any) -> None:
        """What to answer when a customer says exactly this."""
        self.answers[text] = changes

    async def stop(self) -> None:
        """Be gone: connections are refused."""
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()
            self.server = None

    async def start(self) -> None:
        app: Sanic[Any, Any] = Sanic(f"bot-{secrets.token_hex(4)}", configure_logging=False)
        # Connections do not outlive an answer, so that a bot that has stopped cannot be reached any more.
        app.config.update(MOTD=False, TOUCHUP=False, KEEP_ALIVE=False)
        app.add_route(self._turn, "/webhooks/desk/turn", methods=["POST"])
        app.add_route(self._handback, "/webhooks/desk/handback", methods=["POST"])
        app.add_route(self._parse, "/webhooks/desk/parse", methods=["POST"])
        app.add_route(self._explain, "/webhooks/desk/explain", methods=["POST"])
        app.add_route(self._health, "/webhooks/desk/health", methods=["GET"])
        self.server = await serve(app, self.port)

    async def _turn(self, request: Request) -> Any:
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        self.turns.append(request.json)
        self.busy += 1
        try:
            await asyncio.sleep(self.delay)
        finally:
            self.busy -= 1
        if self.status != 200:
            return json({"code": self.code, "message": "no"}, self.status)
        heard = request.json
        given = {"turn_id": heard["turn_id"], "model_id": self.model_id}
        return json(understood(heard["text"]) | given | self.answers.get(heard["text"], {}))

    async def _handback(self, request: Request) -> Any:
        self.handbacks.append(request.json)
        if self.status != 200:
            return json({"code": self.code, "message": "no"}, self.status)
        return json({"ok": True})

    async def _parse(self, request: Request) -> Any:
        self.parsed.append(request.json["text"])
        await asyncio.sleep(self.delay)
        if self.status != 200:
            return json({"code": self.code, "message": "no"}, self.status)
        read = (understood("") | self.answers.get(request.json["text"], {}))["understanding"]
        return json({"model_id": self.model_id, "intent": read["intent"], "ranking": [], "reading_ms": 2.5})

    async def _explain(self, request: Request) -> Any:
        assert request.json["conversation_id"]
        reasons = [{"name": "frustration", "score": 0.1, "threshold": 0.45, "met": False}]
        return json({"reasons": reasons}, self.status)

    async def _health(self, _request: Request) -> Any:
        return json({"ready": self.ready, "model_id": self.model_id if self.ready else None})


def understood(text: str) -> dict[str, Any]:
    """A plain answer of the bot to some text."""
    return {
        "model_id": "m1",
        "replies": [{"text": f"You said: {text}", "quick_replies": [], "card": None}],
        "understanding": {
            "intent": {"name": "track_order", "confidence": 0.9},
            "ranking": [{"name": "track_order", "confidence": 0.9}],
            "entities": [],
            "slots": {},
            "actions": ["action_track_order"],
            "missed": False,
            "frustration": {"score": 0.1, "reasons": []},
        },
        "facts": [],
        "handoff": None,
        "reading_ms": 1.5,
    }


async def serve(app: Sanic[Any, Any], port: int) -> Any:
    """Serve an app in this event loop."""
    server = await app.create_server(
        "127.0.0.1", port, protocol=LiveProtocol, return_asyncio_server=True, access_log=False
    )
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    await server.start_serving()
    return server
