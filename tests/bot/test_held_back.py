"""How well lines are read that training has never seen. Printed to report, with a floor under which nothing ships."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter

import pytest

from tests.bot.test_wiring import HELD_BACK

# The share of held-back lines that must be read rightly, fallback counted as wrong.
FLOOR = 0.80
# Of processor time: other work on the machine must not fail a test.
SLOWEST_MEDIAN_MS = 60


def test_held_back_lines_are_understood(model_path: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Accuracy on lines written apart from the training data."""
    from rasa.core.agent import Agent

    agent = Agent.load(model_path)
    wrong: Counter[str] = Counter()
    refused, milliseconds, loop = 0, [], asyncio.new_event_loop()
    for intent, line in HELD_BACK:
        started = time.process_time()
        parsed = loop.run_until_complete(agent.parse_message(line))
        milliseconds.append((time.process_time() - started) * 1000)
        got = parsed["intent"]["name"]
        refused += got == "nlu_fallback"
        if got != intent:
            wrong[f"{intent} read as {got}"] += 1
    loop.close()
    accuracy = 1 - sum(wrong.values()) / len(HELD_BACK)
    median = statistics.median(milliseconds)
    with capsys.disabled():
        print(
            f"\nheld back: {len(HELD_BACK)} lines, right {accuracy:.1%}, refused {refused}, median {median:.1f} CPU ms"
        )
        print("\n".join(f"  {count} {pair}" for pair, count in wrong.most_common(12)))
    assert accuracy >= FLOOR
    assert median < SLOWEST_MEDIAN_MS
