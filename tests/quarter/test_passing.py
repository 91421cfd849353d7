"""The simulation's clock, and what the desk does as time passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.quarter.clock import SharedClock
from benchmarks.quarter.passing import LEFT_OUT, WORKS
from benchmarks.quarter.timeline import Timeline
from desk import service_rounds

MONDAY = datetime(2027, 1, 4, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def test_no_walk_of_the_service_is_missing():
    """Each has a work of its name here, or is named among those left out."""
    walked = {walk.__name__ for walk in service_rounds.ALL}
    assert walked - {work.__name__ for work, _ in WORKS} == LEFT_OUT


def test_the_clock_is_shared_and_never_goes_back(tmp_path):
    """Who opened the same file sees the same moment, to the microsecond."""
    one, other = SharedClock(tmp_path / "clock"), SharedClock(tmp_path / "clock")
    one.set(MONDAY + timedelta(microseconds=7))
    assert other() == MONDAY + timedelta(microseconds=7)
    one.set(MONDAY)
    assert other() == MONDAY + timedelta(microseconds=7)


def test_only_the_simulation_can_set_a_clock():
    """Nothing that people run imports the simulation or takes its clock from outside."""
    for folder in ("desk", "shop", "actions", "bot", "supervisor", "deploy"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".yml", ".sh"} or path.name == "Dockerfile":
                assert "benchmarks.quarter" not in path.read_text("utf-8"), path


async def test_everybody_acts_at_their_moment():
    """In order of time, at the same moment in the order planned; who begins somebody has them act later."""
    clock, acted = [MONDAY], list[tuple[str, int]]()
    timeline = Timeline(lambda at: clock.__setitem__(0, at))

    async def actor(name, minutes):
        for pause in minutes:
            acted.append((name, (clock[0] - MONDAY) // timedelta(minutes=1)))
            if name == "a" and pause == 3:
                timeline.begin(clock[0] + timedelta(minutes=1), actor("c", [1]))
            yield clock[0] + timedelta(minutes=pause)

    timeline.begin(MONDAY, actor("a", [5, 3, 90]))
    timeline.begin(MONDAY, actor("b", [5, 5]))
    await timeline.run(MONDAY + timedelta(hours=1))
    assert acted == [("a", 0), ("b", 0), ("a", 5), ("b", 5), ("c", 6), ("a", 8)]
    assert clock[0] == MONDAY + timedelta(hours=1)
