"""How long a customer waits: for the acknowledgement of a message, and for the bot's answer to it.

Against a running house (`make run`): people who each hold one conversation, one after another. Prints a table and
writes one flat JSON document. Any messages can be given, one a line, with --lines.

    .venv/bin/python benchmarks/turn_latency.py --people 5 --turns 12 --out var/turn_latency.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

LINES = (
    "hello",
    "what does shipping cost",
    "which ways can I pay",
    "how long do I have to send something back",
    "do you deliver to Portugal",
    "where do I find my invoice",
    "how do I use a voucher",
    "do you have gift wrapping",
    "when are you open",
    "how do I change my e-mail address",
    "thank you",
)
# The desk takes 30 messages in 10 seconds from one person; a benchmark is no reason to be refused.
PACE_SECONDS = 0.4
ANSWER_SECONDS = 30.0


@dataclass
class Waits:
    """Milliseconds, one figure a message."""

    ack: list[float] = field(default_factory=list)
    turn: list[float] = field(default_factory=list)
    unanswered: int = 0


async def main() -> int:
    """Measure and report; 1 with one sentence when there is no house to measure."""
    parser = argparse.ArgumentParser(description="Measure acknowledgement and turn latency of a running house.")
    parser.add_argument("--desk", default=f"http://127.0.0.1:{os.environ.get('WARMHAND_DESK_PORT') or 8000}")
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--turns", type=int, default=12, help="messages of each person")
    parser.add_argument("--lines", type=Path, help="messages to send, one a line")
    parser.add_argument("--out", type=Path, default=Path("var/turn_latency.json"))
    asked = parser.parse_args()
    given = asked.lines.read_text().splitlines() if asked.lines else LINES
    lines = [line.strip() for line in given if line.strip()]
    waits = Waits()
    try:
        for _ in range(asked.people):
            await one_person(asked.desk, [lines[turn % len(lines)] for turn in range(asked.turns)], waits)
    except (httpx.HTTPError, OSError) as failed:
        print(f"The desk at {asked.desk} cannot be measured ({failed!r}): start it with make run.", file=sys.stderr)
        return 1
    report(waits, asked.people, asked.turns, asked.out)
    return 0


async def one_person(desk: str, lines: list[str], waits: Waits) -> None:
    """One visitor's conversation, line by line, each sent when the last was answered."""
    async with httpx.AsyncClient(base_url=desk, timeout=ANSWER_SECONDS) as http:
        token = (await checked(http.post("/api/widget/sessions", json={"identity": None})))["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        opened = await checked(http.post("/api/widget/conversations", json={}))
        conversation, last = opened["conversation"]["id"], opened["conversation"]["last_seq"]
        address = desk.replace("http", "ws", 1) + "/api/widget/socket"
        async with connect(address, origin=Origin(desk)) as socket:
            hello = {"type": "hello", "token": token, "conversation_id": conversation, "after": last}
            await socket.send(json.dumps(hello))
            for line in lines:
                await one_turn(http, socket, conversation, line, waits)
                await asyncio.sleep(PACE_SECONDS)


async def one_turn(
    http: httpx.AsyncClient, socket: ClientConnection, conversation: str, line: str, waits: Waits
) -> None:
    """Send a line; note when it was acknowledged and when the bot's first words arrived."""
    began = time.perf_counter()
    message = {"id": str(uuid.uuid4()), "text": line}
    entry = (await checked(http.post(f"/api/widget/conversations/{conversation}/messages", json=message)))["entry"]
    waits.ack.append((time.perf_counter() - began) * 1000)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            while not is_answer(json.loads(await socket.recv()), entry["seq"]):
                pass
    except TimeoutError:
        waits.unanswered += 1
        return
    waits.turn.append((time.perf_counter() - began) * 1000)


def is_answer(frame: dict[str, Any], after: int) -> bool:
    """A message of the bot that came after the one that was sent."""
    if frame["type"] != "entry":
        return False
    entry = frame["entry"]
    return bool(entry["kind"] == "message" and entry["author"]["kind"] == "bot" and entry["seq"] > after)


async def checked(call: Any) -> dict[str, Any]:
    """The answer's document; a refusal raises httpx.HTTPStatusError."""
    answer = await call
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    return document


def report(waits: Waits, people: int, turns: int, out: Path) -> None:
    """Print the medians and write everything flat."""
    document: dict[str, str | int | float] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "people": people,
        "turns_each": turns,
        "unanswered": waits.unanswered,
    }
    for name, figures in (("ack_ms", waits.ack), ("turn_ms", waits.turn)):
        document |= {f"{name}_{key}": round(figure, 1) for key, figure in spread(figures).items()}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2) + "\n")
    for key, value in document.items():
        print(f"{key:<16} {value}")


def spread(figures: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum; nothing where nothing was measured."""
    if len(figures) < 2:
        return {}
    return {"median": statistics.median(figures), "p95": statistics.quantiles(figures, n=20)[-1], "max": max(figures)}


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
