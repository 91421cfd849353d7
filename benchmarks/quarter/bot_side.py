"""A stand-in for the bot: speaks its side of the wire (docs/wire.md §2), knows why somebody wrote, and errs as often as
the shipped bot was measured to. It answers no question; what it is for is that the desk reads reasons with mistakes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from sanic import Request, Sanic, json

from benchmarks.quarter.people import People

MODEL = "stand-in"


@dataclass
class BotSide:
    """What was said, by whom it is known why, and how it was read."""

    people: People
    intents: tuple[str, ...]
    truth: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Words that are to be written: the visit and its reason."""
    read: dict[str, str | None] = field(default_factory=dict)
    """By visit: how its words were read; None: not at all."""
    said_trouble: set[str] = field(default_factory=set)
    """Visits that were answered with the words of an open incident."""
    turns: int = 0

    def app(self, secret: str) -> Any:
        """The server."""
        app: Any = Sanic(f"quarter-bot-{secrets.token_hex(4)}", configure_logging=False)
        app.config.update(MOTD=False, TOUCHUP=False, ACCESS_LOG=False)
        app.ctx.secret = secret
        app.add_route(self._turn, "/webhooks/desk/turn", methods=["POST"])
        app.add_route(self._handback, "/webhooks/desk/handback", methods=["POST"])
        app.add_route(self._health, "/webhooks/desk/health", methods=["GET"])
        return app

    async def _turn(self, request: Request) -> Any:
        if request.headers.get("authorization") != f"Bearer {request.app.ctx.secret}":
            return json({"code": "unauthorized", "message": "no"}, 401)
        heard: dict[str, Any] = request.json
        self.turns += 1
        visit, reason = self.truth.get(heard["text"], ("", "thanks"))
        read = reason
        if visit:
            found = self.people.read_as(visit, reason, self.intents)
            self.read[visit] = found
            read = found or "out_of_scope"
        return json(self._answer(heard, visit, read))

    def _answer(self, heard: dict[str, Any], visit: str, read: str) -> dict[str, Any]:
        notice = (heard["customer"].get("notices") or {}).get(read)
        missed = read == "out_of_scope"
        words = [] if notice is None else [notice]
        if notice is not None:
            self.said_trouble.add(visit)
        words.append("I did not understand that." if missed else f"Here is what I know about {read.replace('_', ' ')}.")
        understanding = {
            "intent": {"name": read, "confidence": 0.9}, "ranking": [{"name": read, "confidence": 0.9}],
            "entities": [], "slots": {}, "actions": [], "missed": missed,
            "frustration": {"score": 0.1, "reasons": []}, "language": "en",
        }  # fmt: skip
        return {
            "conversation_id": heard["conversation_id"], "turn_id": heard["turn_id"], "seq": heard["seq"],
            "model_id": MODEL, "replies": [{"text": each, "quick_replies": [], "card": None} for each in words],
            "understanding": understanding, "reading_ms": 0.0, "facts": [], "handoff": None,
        }  # fmt: skip

    async def _handback(self, _request: Request) -> Any:
        return json({"ok": True})

    async def _health(self, _request: Request) -> Any:
        return json({"ready": True, "model_id": MODEL})
