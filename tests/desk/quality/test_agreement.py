"""Agreement of judges, the weekly draw, and drift: tables and properties. Pure."""

from __future__ import annotations

from collections import Counter

import pytest

from desk.quality.agreement import among, cohen
from desk.quality.drift import Counted, drift, weeks_until
from desk.quality.sample import Candidate, draw, week_before
from desk.quality.standard import RuleId


def pairs(table: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [pair for pair, times in table.items() for _ in range(times)]


@pytest.mark.parametrize(
    "table, n, same, kappa",
    [
        # The textbook's fifty grant proposals.
        ({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}, 50, 35, 0.4),
        ({("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}, 100, 60, 0.1304),
        ({("y", "y"): 25, ("y", "n"): 35, ("n", "y"): 5, ("n", "n"): 35}, 100, 60, 0.2593),
        ({("y", "y"): 10, ("n", "n"): 10}, 20, 20, 1.0),
        ({("y", "n"): 10, ("n", "y"): 10}, 20, 0, -1.0),
        ({("y", "y"): 1, ("y", "n"): 1, ("n", "y"): 1, ("n", "n"): 1}, 4, 2, 0.0),
        ({("a", "a"): 5, ("b", "b"): 5, ("c", "c"): 5}, 15, 15, 1.0),
        ({("y", "y"): 12}, 12, 12, None),
        ({}, 0, 0, None),
    ],
)  # fmt: skip
def test_kappa_by_known_values(table: dict[tuple[str, str], int], n: int, same: int, kappa: float | None) -> None:
    """Agreement beyond chance; none to be told where only one verdict was ever given."""
    found = cohen(pairs(table))
    assert (found.n, found.same) == (n, same)
    assert found.kappa == (None if kappa is None else pytest.approx(kappa, abs=1e-4))
    if found.kappa is not None and found.low is not None and found.high is not None:
        assert -1 <= found.low <= found.kappa <= found.high <= 1


def test_colleagues_have_no_order() -> None:
    """Who of two is called first makes no difference; three judges are three pairs."""
    judged = [("y", "n"), ("y", "y"), ("n", "n"), ("n", "y"), ("y", "y")]
    turned = [(other, one) for one, other in judged]
    assert among(judged) == among(turned)
    assert among([("y", "y", "n")]).n == 3
    assert among([("y",)]).n == 0


def candidates(bot: int, **people: int) -> list[Candidate]:
    found = [Candidate(number, None) for number in range(bot)]
    for at, (who, number) in enumerate(people.items()):
        found += [Candidate(1_000 * (at + 1) + each, who, frozenset({who})) for each in range(number)]
    return found


TEAM = ("maya", "olu", "tom")


@pytest.mark.parametrize(
    "bot, people, size, of_bot, of_people",
    [
        (50, {"maya": 50, "tom": 50}, 10, 5, 5), (2, {"maya": 50, "tom": 50}, 10, 2, 8), (50, {"maya": 1}, 10, 9, 1),
        (0, {"maya": 50}, 10, 0, 10), (50, {}, 10, 10, 0), (1, {"tom": 1}, 10, 1, 1), (0, {}, 10, 0, 0),
        (50, {"maya": 50}, 1, 1, 0), (50, {"maya": 50}, 7, 4, 3),
    ],
)  # fmt: skip
def test_half_is_the_bots(bot: int, people: dict[str, int], size: int, of_bot: int, of_people: int) -> None:
    """And where one side has too few the other fills up."""
    drawn = draw(candidates(bot, **people), TEAM, "s", size, 2)
    assert len([each for each in drawn if each.check_id < 1_000]) == of_bot
    assert len([each for each in drawn if each.check_id >= 1_000]) == of_people


def test_people_take_turns_however_much_each_did() -> None:
    """Who handled three hundred is in it as often as who handled ten."""
    drawn = draw(candidates(0, maya=300, tom=10, olu=10), ("ana", "ben", "eva"), "s", 9, 2)
    assert Counter(each.check_id // 1_000 for each in drawn) == {1: 3, 2: 3, 3: 3}


@pytest.mark.parametrize("seed", [f"seed {number}" for number in range(40)])
def test_nobody_reviews_their_own(seed: str) -> None:
    """With any seed; each by two different colleagues, dealt as evenly as it goes; the same seed draws the same."""
    pool = candidates(20, maya=20, tom=20, olu=20)
    pool.append(Candidate(9_000, "maya", frozenset({"maya", "tom"})))
    owner = {each.check_id: each for each in pool}
    drawn = draw(pool, TEAM, seed, 12, 2)
    assert drawn == draw(list(reversed(pool)), tuple(reversed(TEAM)), seed, 12, 2)
    for each in drawn:
        assert not owner[each.check_id].took_part & set(each.reviewers)
        assert len(set(each.reviewers)) == len(each.reviewers) == (2 if each.check_id != 9_000 else 1)
    load = Counter(who for each in drawn for who in each.reviewers)
    assert max(load.values()) - min(load.values()) <= 2


def test_what_nobody_may_review_is_not_drawn() -> None:
    """A team of one has nobody to review her own; the bot's she can."""
    assert draw(candidates(0, maya=5), ("maya",), "s", 3, 2) == []
    assert [each.reviewers for each in draw(candidates(1, maya=5), ("maya",), "s", 3, 2)] == [("maya",)]


def test_another_seed_draws_others() -> None:
    """Nobody can tell beforehand what is drawn."""
    pool = candidates(200, maya=200)
    assert len({tuple(each.check_id for each in draw(pool, TEAM, str(seed), 6, 1)) for seed in range(20)}) == 20


def test_weeks_are_mondays() -> None:
    """Over the end of a year, too."""
    assert week_before("2027-01-04") == "2026-12-28"
    assert weeks_until("2027-01-04", 3) == ["2026-12-21", "2026-12-28", "2027-01-04"]


def test_drift_compares_four_whole_weeks_with_four() -> None:
    """This week is shown and not compared; the bot's and people's apart; too few say nothing."""
    weeks = weeks_until("2026-11-23", 9)
    good = [Counted(week, True, RuleId.WAIT, 90, 10) for week in weeks[:4]]
    bad = [Counted(week, True, RuleId.WAIT, 60, 40) for week in weeks[4:8]]
    few = [Counted(week, False, RuleId.WAIT, 1, 0) for week in weeks[:8]]
    now = [Counted(weeks[8], True, RuleId.WAIT, 0, 7)]
    lines = {each["rule"]: each for each in drift([*good, *bad, *few, *now], weeks[8], 3)}
    bot, people = lines["wait"]["bot"], lines["wait"]["people"]
    assert [each["value"] for each in bot["weeks"]] == [0.6, 0.6, 0.0]
    assert (bot["before"]["value"], bot["after"]["value"], bot["verdict"]) == (0.9, 0.6, "worse")
    assert (people["before"]["n"], people["verdict"]) == (4, "too_early")
    assert lines["greeting"]["bot"]["after"]["value"] is None
