"""Promote a model while customers talk, kill its process, and go back: does anybody notice?

    bin/bench rollout --json OUT [--seconds 20] [--customers 6]

A whole house with two real Rasas. The same trained model lies there under two names, so that every difference is the
roll-out's. docs/benchmarks.md names the keys.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.results import give_up, report
from benchmarks.rollout_house import (
    CANDIDATE,
    LIVE,
    BenchmarkError,
    Designer,
    Reply,
    house_of_two_models,
    kill_slot,
    replies,
)
from benchmarks.rollout_load import Load
from tests.journeys.house import House, eventually

REASON = "The bench lets it answer: it is the same model under another name."
SETTLE_SECONDS = 5.0


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description="Promote a model under load, kill it, go back.")
    parser.add_argument("--json", type=Path, dest="out")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each phase")
    parser.add_argument("--customers", type=int, default=6, help="who talk at a time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="warmhand-rollout-") as folder:
        try:
            with house_of_two_models(Path(folder)) as house:
                figures = measured(house, asked.customers, asked.seconds)
        except BenchmarkError as problem:
            give_up(str(problem))
    report(figures | {"load_average": os.getloadavg()[0]}, asked.out)
    return 0


def measured(house: House, customers: int, seconds: float) -> dict[str, object]:
    """Every phase in turn, under one load that never stops."""
    designer, marks = Designer.signs_in(house), dict[str, float]()
    load = Load(house.url("desk"), customers, think_seconds=0.8, seed=7)
    load.start()
    time.sleep(SETTLE_SECONDS)
    try:
        marks["loading"] = time.time()
        designer.does("rollout", model_id=CANDIDATE)
        designer.until_up()
        marks["before"] = time.time() + SETTLE_SECONDS
        time.sleep(SETTLE_SECONDS + seconds)
        marks["sharing"] = time.time()
        designer.does("rollout/share", percent=50)
        time.sleep(seconds)
        marks["promoting"] = time.time()
        designer.does("rollout/promote", signed_reason=REASON)
        time.sleep(seconds)
        marks["killing"] = time.time()
        kill_slot(house, "rasa_b")
        time.sleep(seconds)
        designer.until_up()
        eventually(lambda: house.run["processes"]["rasa_b"]["state"] == "up", "the new model is back", 240)
        time.sleep(SETTLE_SECONDS)
        marks["going back"] = time.time()
        designer.does(f"models/{LIVE}/restore", reason="The bench goes back.")
        marks["back"] = time.time()
        time.sleep(seconds)
    finally:
        load.stop()
    return figures_of(replies(house), marks, load) | {"read_along": designer.sees()["shadow"]["seen"]}


def figures_of(all_replies: list[Reply], marks: dict[str, float], load: Load) -> dict[str, object]:
    """What the record says of each phase."""
    whole = [reply for reply in all_replies if reply.answered is not None]

    def within(begin: str, end: str) -> list[Reply]:
        return [reply for reply in whole if marks[begin] <= reply.asked < marks[end]]

    before, during = within("before", "sharing"), within("sharing", "killing")
    promoting, killed = within("promoting", "killing"), within("killing", "going back")
    median = statistics.median(reply.ms for reply in before)
    new = [first for first in _firsts(whole) if first.asked >= marks["going back"]]
    late = [first for first in new if first.model_id == CANDIDATE]
    return {
        "messages": len(all_replies),
        "conversations": len({reply.conversation_id for reply in all_replies}),
        "failed": len([at for at in failures(all_replies, load) if at < marks["killing"]]),
        "failed_after_the_kill": len([at for at in failures(all_replies, load) if at >= marks["killing"]]),
        "two_models": two_models([reply for reply in whole if reply.asked < marks["killing"]]),
        "reply_ms_p50_before": median,
        "reply_ms_p99_before": percentile([reply.ms for reply in before], 99),
        "reply_ms_max_before": max(reply.ms for reply in before),
        "reply_ms_max_while_loading": max(reply.ms for reply in within("loading", "before")),
        "reply_ms_p50_during": statistics.median(reply.ms for reply in promoting),
        "reply_ms_p99_during": percentile([reply.ms for reply in during], 99),
        "reply_ms_max_during": max(reply.ms for reply in during),
        "slower_than_twice": sum(reply.ms > 2 * median for reply in during),
        "slower_than_twice_before": sum(reply.ms > 2 * median for reply in before),
        "messages_before": len(before),
        "messages_during": len(during),
        "by_candidate_after_promotion": sum(reply.model_id == CANDIDATE for reply in promoting),
        "kept_by_live_after_promotion": sum(reply.model_id == LIVE for reply in promoting),
        "answered_while_killed": len(killed),
        "reply_ms_max_while_killed": max(reply.ms for reply in killed),
        "moved_by_the_kill": two_models(whole) - two_models([r for r in whole if r.asked < marks["killing"]]),
        "rollback_s": max(
            [marks["back"] - marks["going back"], *(first.asked - marks["going back"] for first in late)]
        ),
        "begun_after_rollback": len(new),
    }


def failures(all_replies: list[Reply], load: Load) -> list[float]:
    """When each message was sent that no model answered, and when each call was refused."""
    return [reply.asked for reply in all_replies if reply.answered is None] + [at for at, _ in load.refused]


def two_models(answered: list[Reply]) -> int:
    """Conversations that more than one model answered. None here is silent long enough to begin anew."""
    models = defaultdict(set)
    for reply in answered:
        models[reply.conversation_id].add(reply.model_id)
    return sum(len(each) > 1 for each in models.values())


def _firsts(answered: list[Reply]) -> list[Reply]:
    first: dict[str, Reply] = {}
    for reply in answered:
        first.setdefault(reply.conversation_id, reply)
    return list(first.values())


def percentile(figures: list[float], at: int) -> float:
    return statistics.quantiles(figures, n=100)[at - 1] if len(figures) > 1 else 0.0


if __name__ == "__main__":
    sys.exit(main())
