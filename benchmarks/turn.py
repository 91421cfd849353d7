"""`bin/bench turn --json OUT`: a turn of our bot against a turn of stock Rasa, in one run, one after the other.

Both run as they would in service, on one Redis, and are sent the same lines. Ours goes through the desk's channel, its
own stores, and the real action server and shop; stock Rasa through the REST channel and its own Redis stores, with
texts for answers and no action server at all. See docs/benchmarks.md for every key.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.stock_project import write_stock_project
from benchmarks.turn_customers import Conversation, Lines, OurConversation, StockConversation, in_parallel
from benchmarks.turn_servers import BenchmarkError, Servers, train_stock

ROOT = Path(__file__).resolve().parent.parent
Meet = Callable[[], Conversation]
Figures = dict[str, float | int | str]

_WARM_UP_TURNS, _LONG_CONVERSATION, _EDGE_TURNS = 12, 80, 5
_SESSIONS, _SESSION_TURNS = 10, 20
_AT_ONCE = (1, 4, 16)


def main(arguments: list[str]) -> int:
    """Measure, write and print one flat JSON object; 1 with a sentence when that is impossible."""
    asked = _parser().parse_args(arguments)
    try:
        figures = _measure(asked)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(figures, indent=2)
    if asked.json:
        asked.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench turn", description="Our bot's turn against stock Rasa's.")
    parser.add_argument("--json", type=Path, metavar="OUT", help="where to write the figures")
    parser.add_argument("--model", type=Path, help="our model (default: the newest in models/)")
    parser.add_argument("--turns", type=int, default=60, help="turns of each bot for turn_ms (default 60)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each throughput measurement (default 4)")
    parser.add_argument("--stock-epochs", type=int, default=5, help="of stock's reader, DIET (default 5)")
    parser.add_argument(
        "--stock-one-thread", action="store_true", help="give stock one thread, too; without it, what Rasa takes"
    )
    return parser


def _measure(asked: argparse.Namespace) -> Figures:
    model = asked.model or max((ROOT / "models").glob("*.tar.gz"), default=None, key=lambda path: path.name)
    if model is None or not model.exists():
        raise BenchmarkError("There is no trained model: run bin/train, or name one with --model.")
    folder = ROOT / "var" / "bench"
    stock = write_stock_project(ROOT, folder, epochs=asked.stock_epochs)
    train_stock(ROOT, stock)
    lines = Lines(ROOT / "data" / "nlu")
    servers = Servers(ROOT, folder / "turn", model.resolve(), stock, stock_on_one_thread=asked.stock_one_thread)
    with servers:
        meet: dict[str, Meet] = {
            "ours": lambda: OurConversation(servers.ports.ours, servers.secret),
            "stock": lambda: StockConversation(servers.ports.stock),
        }
        for talk in meet.values():
            _talk(talk, lines.take(_WARM_UP_TURNS))
        return {
            "measured_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            "model_id": model.name.removesuffix(".tar.gz"),
            "stock_epochs": asked.stock_epochs,
            "stock_threads": 1 if asked.stock_one_thread else "as Rasa chooses",
            **_single_turns(servers, meet, lines, asked.turns),
            **_throughput(meet, lines, asked.seconds),
            **_growth(meet, lines),
            **_returning(meet, lines),
            **_quick_messages(meet, lines),
            **_memory(servers),
            "load_average": round(os.getloadavg()[0], 1),
        }


def _single_turns(servers: Servers, meet: dict[str, Meet], lines: Lines, turns: int) -> Figures:
    """The same line to both, one after the other, in conversations of ten turns."""
    taken: dict[str, list[float]] = {"ours": [], "stock": []}
    used = {name: -servers.cpu_seconds(name) for name in meet}
    talking: dict[str, Conversation] = {}
    answered = dict.fromkeys(meet, 0)
    for number, text in enumerate(lines.take(turns)):
        if number % 10 == 0:
            _hang_up(talking)
            talking = {name: talk() for name, talk in meet.items()}
        for name in ("ours", "stock") if number % 2 else ("stock", "ours"):
            taken[name].append(talking[name].say(text))
            answered[name] += talking[name].answered
            talking[name].answered = 0
    _hang_up(talking)
    used = {name: (before + servers.cpu_seconds(name)) * 1000 / turns for name, before in used.items()}
    ours, stock = statistics.median(taken["ours"]), statistics.median(taken["stock"])
    return {
        "turns": turns,
        "answered": round(answered["ours"] / turns, 2),
        "stock_answered": round(answered["stock"] / turns, 2),
        "turn_ms_p50": round(ours, 1),
        "turn_ms_p95": round(_p95(taken["ours"]), 1),
        "stock_turn_ms_p50": round(stock, 1),
        "stock_turn_ms_p95": round(_p95(taken["stock"]), 1),
        "ratio_p50": round(ours / stock, 3),
        "turn_cpu_ms": round(used["ours"], 1),
        "stock_turn_cpu_ms": round(used["stock"], 1),
        "ratio_cpu": round(used["ours"] / used["stock"], 3),
    }


def _throughput(meet: dict[str, Meet], lines: Lines, seconds: float) -> Figures:
    """Conversations side by side, each writing as soon as it is answered; the bots take turns of a quarter each."""
    figures: Figures = {}
    for at_once in _AT_ONCE:
        answered = {"ours": 0, "stock": 0}
        passed = {"ours": 0.0, "stock": 0.0}
        for _ in range(4):
            for name, talk in meet.items():
                turns, ms = _crowd(talk, lines, at_once, seconds / 4)
                answered[name] += turns
                passed[name] += ms / 1000
        ours, stock = (answered[name] / passed[name] for name in ("ours", "stock"))
        figures[f"throughput_{at_once}"] = round(ours, 1)
        figures[f"stock_throughput_{at_once}"] = round(stock, 1)
        figures[f"ratio_throughput_{at_once}"] = round(ours / stock, 2)
    return figures


def _crowd(talk: Meet, lines: Lines, at_once: int, seconds: float) -> tuple[int, float]:
    """How many turns were answered in how many milliseconds."""
    answered: list[int] = []
    until = time.monotonic() + seconds

    def customer() -> None:
        conversation, turns = talk(), 0
        while time.monotonic() < until:
            conversation.say(lines.take(1)[0])
            turns += 1
        conversation.close()
        answered.append(turns)

    ms = in_parallel([customer] * at_once)
    return sum(answered), ms


def _growth(meet: dict[str, Meet], lines: Lines) -> Figures:
    """The last turns of a long conversation over its first ones, the same wishes at both ends."""
    figures: Figures = {}
    for name, talk in meet.items():
        first: list[float] = []
        last: list[float] = []
        for _ in range(3):
            texts = lines.take(_LONG_CONVERSATION)
            for order in (texts, [f"{text} ." for text in reversed(texts)]):
                taken = _talk(talk, order)
                first += taken[:_EDGE_TURNS]
                last += taken[-_EDGE_TURNS:]
        figures[f"{_of(name)}growth_{_LONG_CONVERSATION}_over_1"] = round(
            statistics.median(last) / statistics.median(first), 2
        )
    return figures


def _returning(meet: dict[str, Meet], lines: Lines) -> Figures:
    """The tenth session of a returning customer over the first, the same wishes in both."""
    figures: Figures = {}
    for name, talk in meet.items():
        conversation = talk()
        texts = lines.take(_SESSION_TURNS)
        sessions: list[list[float]] = []
        for session in range(_SESSIONS):
            if session:
                conversation.come_back()
            sessions.append([conversation.say(f"{text} {'.' * session}") for text in texts])
        conversation.close()
        figures[f"{_of(name)}growth_returning"] = round(
            statistics.median(sessions[-1]) / statistics.median(sessions[0]), 2
        )
        figures[f"{_of(name)}returning_ms_p95"] = round(_p95(sessions[-1]), 1)
    return figures


def _quick_messages(meet: dict[str, Meet], lines: Lines) -> Figures:
    """Three messages at once in one conversation, until the last is answered, beside single turns of the same kind."""
    figures: Figures = {}
    for name, talk in meet.items():
        alone: list[float] = []
        three: list[float] = []
        for _ in range(7):
            conversations = [talk()]
            conversations += [conversations[0].another(), conversations[0].another()]
            texts = lines.take(4)
            conversations[0].say(texts[3])
            alone += [conversations[0].say(f"{text} .") for text in texts[:3]]
            three.append(
                in_parallel(
                    [lambda c=c, text=text: c.say(text) for c, text in zip(conversations, texts[:3], strict=True)]
                )
            )
            for conversation in conversations:
                conversation.close()
        figures[f"{_of(name)}three_quick_messages_ms"] = round(statistics.median(three), 1)
        figures[f"{_of(name)}three_quick_over_single"] = round(statistics.median(three) / statistics.mean(alone), 2)
    return figures


def _memory(servers: Servers) -> Figures:
    ours, stock = servers.rss_mb("ours"), servers.rss_mb("stock")
    return {"rss_mb": round(ours), "stock_rss_mb": round(stock), "ratio_rss": round(ours / stock, 3)}


def _talk(talk: Meet, texts: list[str]) -> list[float]:
    conversation = talk()
    taken = [conversation.say(text) for text in texts]
    conversation.close()
    return taken


def _hang_up(talking: dict[str, Conversation]) -> None:
    for conversation in talking.values():
        conversation.close()


def _of(name: str) -> str:
    return "" if name == "ours" else "stock_"


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * len(values)))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
