"""The simulated day agrees with what is known of waiting lines, and with itself."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from desk.routing.routing_rules import DEFAULT_RULES
from desk.simulation.command import main
from desk.simulation.day import Day, Fate
from desk.simulation.plan import DEMO_DEMAND, DEMO_SHIFTS, HOUR, Arrival, Demand, Habits, Shift, arrivals_of
from desk.simulation.report import percentile, report

AT_ONCE = Habits(answers_after=0.0, misses=0.0)


def erlang_c_wait(servers: int, per_second: float, handling: float) -> float:
    """Mean wait in seconds of an M/M/c line (Erlang C)."""
    offered = per_second * handling
    top = offered**servers / math.factorial(servers) * servers / (servers - offered)
    waits = top / (sum(offered**n / math.factorial(n) for n in range(servers)) + top)
    return waits * handling / (servers - offered)


def one_each(count: int) -> list[Shift]:
    return [Shift(f"agent {n}", 0, 48 * HOUR, capacity=1) for n in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize(("servers", "per_hour", "minutes"), [(4, 560, 0.36), (8, 900, 0.45)])
def test_mean_wait_is_erlang_c(servers: int, per_hour: int, minutes: float) -> None:
    """With patient equals, one conversation at a time and instant answers, waits are those of the M/M/c formula."""
    demand = Demand(dict.fromkeys(range(24), per_hour), handling_minutes=minutes, patience_minutes=None)
    found = []
    for seed in (1, 2, 3):
        day = Day(arrivals_of(demand, seed), one_each(servers), DEFAULT_RULES, AT_ONCE)
        found += [outcome.waited for outcome in day.run()]
    expected = erlang_c_wait(servers, per_hour / HOUR, minutes * 60)
    assert len(found) > 30_000
    assert sum(found) / len(found) == pytest.approx(expected, rel=0.12)


def test_nobody_waits_where_there_are_seats_enough() -> None:
    """With more seats than people at any moment everybody is served at once."""
    arrivals = arrivals_of(Demand(dict.fromkeys(range(8), 40)), seed=4)
    outcomes = Day(arrivals, one_each(80), DEFAULT_RULES, AT_ONCE).run()
    assert {outcome.fate for outcome in outcomes} == {Fate.SERVED}
    assert max(outcome.waited for outcome in outcomes) == 0


def test_nobody_is_served_where_nobody_works() -> None:
    """Who comes after the last shift leaves a message; nobody is served by a ghost."""
    late = [Arrival(20 * HOUR + n, 60.0, patience=300.0) for n in range(10)]
    outcomes = Day(late, [Shift("Maya", 8 * HOUR, 16 * HOUR)], DEFAULT_RULES, AT_ONCE).run()
    assert {outcome.fate for outcome in outcomes} == {Fate.LEFT_MESSAGE}


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.floats(0, 0.5), st.integers(1, 4))
def test_everybody_has_a_fate_and_no_seat_is_overfull(seed: int, misses: float, capacity: int) -> None:
    """Whatever the day: each arrival ends once, and no agent ever holds more than they take."""
    arrivals = arrivals_of(Demand({9: 60, 10: 60}, tiers={"gold": 0.3}, upset=0.3), seed)
    shifts = [Shift("Maya", 9 * HOUR, 10 * HOUR, capacity), Shift("Tom", 9.5 * HOUR, 11 * HOUR, capacity)]
    outcomes = Day(arrivals, shifts, DEFAULT_RULES, Habits(5.0, misses), seed).run()
    assert [outcome.arrival for outcome in outcomes] == arrivals
    for shift in shifts:
        moments = []
        for outcome in outcomes:
            if outcome.agent == shift.agent:
                begun = outcome.arrival.at + outcome.waited
                assert shift.starts <= begun < shift.ends
                moments += [(begun, 1), (begun + outcome.arrival.handling, -1)]
        held = 0
        for _, step in sorted(moments):
            held += step
            assert held <= capacity


def test_skills_are_waited_for() -> None:
    """Somebody who needs a skill waits for the agent who has it, though others are free."""
    arrivals = [Arrival(9 * HOUR, 60.0, skills=frozenset({"care"}))]
    shifts = [
        Shift("Maya", 9 * HOUR, 12 * HOUR),
        Shift("Tom", 10 * HOUR, 12 * HOUR, skills=frozenset({"care"})),
    ]
    (outcome,) = Day(arrivals, shifts, DEFAULT_RULES, AT_ONCE).run()
    assert (outcome.agent, outcome.waited) == ("Tom", HOUR)


def test_fairness_floor_holds_in_the_day() -> None:
    """On an overloaded day full of priorities, whoever was past the floor was never overtaken by a later one."""
    demand = Demand({9: 120, 10: 120}, patience_minutes=None, tiers={"platinum": 0.5}, upset=0.5)
    day = Day(arrivals_of(demand, 7), [Shift("Maya", 9 * HOUR, 20 * HOUR, 6)], DEFAULT_RULES, AT_ONCE)
    served = [(o.arrival.at, o.arrival.at + o.waited) for o in day.run() if o.fate is Fate.SERVED]
    floor = DEFAULT_RULES.fairness_floor.total_seconds()
    for came, begun in served:
        for later, later_begun in served:
            if later > came and later_begun < begun:
                assert later_begun - came < floor


def test_the_same_seed_is_the_same_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs print and write the same; another seed does not."""
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        assert main(["--demo", "--seed", str(seed), "--json", str(tmp_path / name)]) == 0
    assert "wait          p50" in capsys.readouterr().out
    first, again, other = ((tmp_path / name).read_text() for name in "abc")
    assert first == again != other
    figures = json.loads(first)
    assert figures["served_share"] + figures["abandoned_share"] + figures["left_message_share"] == pytest.approx(1)
    assert sum(row["arrivals"] for row in figures["hours"]) == figures["arrivals"]


@pytest.mark.slow
def test_thousands_of_arrivals_take_seconds() -> None:
    """A day ten times the demo's is played in a few seconds."""
    demand = Demand({hour: rate * 10 for hour, rate in DEMO_DEMAND.per_hour.items()})
    shifts = [Shift(f"{s.agent} {n}", s.starts, s.ends, s.capacity) for s in DEMO_SHIFTS for n in range(10)]
    arrivals = arrivals_of(demand, 1)
    began = time.process_time()
    outcomes = Day(arrivals, shifts, DEFAULT_RULES).run()
    assert len(outcomes) > 5_000
    assert time.process_time() - began < 20


def test_more_people_never_make_the_line_longer() -> None:
    """The demo's day with one more agent has no longer waits at the 95th percentile."""
    arrivals = arrivals_of(DEMO_DEMAND, 5)
    short, long = list(DEMO_SHIFTS), [*DEMO_SHIFTS, Shift("Kim", 8 * HOUR, 21 * HOUR)]
    waits = []
    for shifts in (short, long):
        day = Day(arrivals, shifts, DEFAULT_RULES, Habits(misses=0.0))
        waits.append(report(day.run(), shifts, day.busy_seconds)["wait_s_p95"])
    assert waits[1] <= waits[0]


def test_plans_are_read_from_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV and JSON say the same, and the figures come from them."""
    (tmp_path / "team.csv").write_text("agent,from,to,capacity,skills\nMaya,09:00,12:00,2,care returns\n")
    (tmp_path / "team.json").write_text(
        json.dumps({"shifts": [{"agent": "Maya", "from": "09:00", "to": "12:00", "capacity": 2, "skills": ["care"]}]})
    )
    (tmp_path / "day.csv").write_text("at,handling_minutes,tier,skills\n09:00,5,gold,care\n09:01,5,,\n09:02,5,,\n")
    printed = []
    for team in ("team.csv", "team.json"):
        files = ["--staffing", str(tmp_path / team), "--arrivals", str(tmp_path / "day.csv")]
        assert main([*files, "--missed-share", "0"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "arrivals      3" in printed[0]
    (tmp_path / "rates.json").write_text(json.dumps({"per_hour": {"9": 30}, "tiers": {"gold": 0.5}}))
    assert main(["--staffing", str(tmp_path / "team.csv"), "--arrivals", str(tmp_path / "rates.json")]) == 0


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("team.csv", "agent,from,to\nMaya,9 o'clock,12:00\n", "team.csv, row 1: from should be a time like 09:30."),
        ("team.csv", "agent,from,to\nMaya,12:00,09:00\n", "must begin before it ends"),
        ("team.csv", "agent,from,to\nMaya,09:00,12:00\nMaya,11:00,13:00\n", "overlap"),
        ("team.csv", "agent,from,to,capacity\nMaya,09:00,12:00,0\n", "capacity of at least 1"),
        ("team.csv", "agent,from,to,capacity\nMaya,09:00,12:00,lots\n", "capacity should be a number"),
        ("team.csv", "agent,from,to\n", "no shift"),
        ("team.csv", "agent,from,to\n,09:00,12:00\n", "no agent"),
        ("team.json", "{", "not valid JSON"),
        ("team.json", '{"people": []}', 'a list of objects under "shifts"'),
    ],
)
def test_a_wrong_plan_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, words: str
) -> None:
    """A mistake in a file ends with status 1 and a sentence that names the place."""
    (tmp_path / name).write_text(text)
    assert main(["--demo", "--staffing", str(tmp_path / name)]) == 1
    told = capsys.readouterr().err
    assert words in told
    assert len(told.strip().splitlines()) == 1


def test_percentiles_are_values_that_occurred() -> None:
    """The nearest-rank percentile: an actual wait, never something between two."""
    assert [percentile([1, 2, 3, 4], share) for share in (50, 75, 90, 100)] == [2, 3, 4, 4]
    assert percentile([], 95) == 0
