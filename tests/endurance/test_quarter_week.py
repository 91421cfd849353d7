"""A simulated working week at a real desk: SQLite, Redis, shop, sockets; small, with a great trouble and a kill -9."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from benchmarks.quarter import command
from benchmarks.quarter.books import caps_exceeded, paid_twice, unpaid
from benchmarks.quarter.figures import figures
from benchmarks.quarter.people import read_people
from benchmarks.quarter.run import WITH, WITHOUT, plan_of, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

DAYS = 5

STRIKE = {
    "id": "strike", "kind": "carrier", "value": "DHL", "week": 1, "day": 3, "hour": 9, "lasts_hours": 40,
    "delays_days": 2, "reason": "delivery_late", "writes": 0.8, "after_hours": 6,
}  # fmt: skip
"""Without history the desk warns only when 8 people, who are half of all, ask for the same: so nearly all write."""


def small():
    usual = read_people(1).house
    shop = usual["shop"] | {"customers": 60, "orders_a_day": 45, "consent": 1.0}
    contacts = usual["contacts"] | {"a_day": 12, "visitor": 0.0}
    gifts = usual["gifts"] | {"kills": 1, "sprees": 1, "gives": 1.0}
    promises = usual["promises"] | {"makes": 1.0, "remembers": 0.4, "days": [1, 2]}
    told = usual["told"] | {"reads_letter": 1.0, "reads_within_hours": 0.2, "content": 1.0}
    return read_people(
        1, shop=shop, contacts=contacts, gifts=gifts, promises=promises, told=told, troubles=[STRIKE]
    )  # fmt: skip


def played(mode, folder):
    return asyncio.run(run(small(), DAYS, mode, folder))


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The same week twice with everything, and once without."""
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        modes = (WITH, WITH, WITHOUT)
        playing = [pool.submit(played, mode, tmp_path_factory.mktemp("house")) for mode in modes]
        return [each.result() for each in playing]


@pytest.fixture(scope="module")
def found(runs):
    return figures(plan_of(small(), DAYS), runs[0], runs[2])


def test_the_same_seed_gives_the_same_figures(runs, found):
    """Whatever ids the two desks made up."""
    again = figures(plan_of(small(), DAYS), runs[1], runs[2])
    assert {name: each.value for name, each in again.items()} == {name: each.value for name, each in found.items()}
    heard = [
        [(c["visit"], c["stayed_away"], c["read_as"], c["person"], c["score"]) for c in r["contacts"]] for r in runs
    ]
    assert heard[0] == heard[1]


def test_the_planted_trouble_is_found_named_and_told(runs, found):
    """An alarm, with the carrier among what its orders share; customers told by letter stay away, others write."""
    [row] = found["planted_found"].behind
    assert row["hours"] is not None
    assert row["shared_was_named"]
    assert row["incident"] == runs[0]["incidents"][0]["id"]
    assert runs[0]["incidents"][0]["outcome"]["told"] > 0
    assert found["contacts_avoided_share"].value > 0
    assert any(away["stayed_away"] == "letter" for away in found["contacts_avoided_share"].behind[0]["stayed_away"])
    assert runs[2]["incidents"] == []


def test_promises_are_kept_because_they_call(found):
    """More than where nobody looks at what calls them; the difference is the software's."""
    assert found["promises_kept_with"].value > found["promises_kept_without"].value
    assert all(row["conversation"] for row in found["promises_kept_with"].behind)


def test_no_kill_and_no_impatience_pays_twice(runs):
    """A desk killed with -9 while it gives, wishes sent twice, answers lost, eight at once for one order."""
    for each in runs:
        assert each["kills"] == 1
        assert {"killed", "spree"} <= {wish["fate"] for wish in each["wishes"]}
        assert len(each["remedies"]) >= 5
        assert (paid_twice(each), caps_exceeded(each), unpaid(each)) == ([], [], [])
        spree = [wish for wish in each["wishes"] if wish["fate"] == "spree"]
        assert (
            sum(wish["minor"] for wish in spree if wish["answer"] == "done") <= each["matrix"]["caps"]["agent"]["case"]
        )


def test_nothing_unexpected_was_refused(runs):
    """People of the simulation did nothing that the desk does not let them do."""
    assert [each["problems"] for each in runs] == [[], [], []]


def test_each_figure_leads_to_what_is_behind_it(found, tmp_path, capsys):
    """The second file has rows for each figure, and the command prints those of one."""
    chain = {name: list(figure.behind) for name, figure in found.items()}
    command.chain_file(tmp_path / "f.json").write_text(json.dumps(chain, default=str))
    assert command.main(["--json", str(tmp_path / "f.json"), "--behind", "planted_found"]) == 0
    assert json.loads(capsys.readouterr().out)["trouble"] == "strike"
    assert command.main(["--json", str(tmp_path / "f.json"), "--behind", "luck"]) == 1
    assert "no figure luck" in capsys.readouterr().err
