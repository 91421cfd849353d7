"""Figures of a quarter: reckoned by table, with faults planted that must be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.quarter.books import caps_exceeded, paid_twice, unpaid
from benchmarks.quarter.figures import about, figures
from benchmarks.quarter.plan import Parcel, Quarter, Trouble

MONDAY = datetime(2027, 1, 4, 9, tzinfo=UTC)
STRIKE = Trouble("strike", "carrier", "DHL", "delivery_late", MONDAY, MONDAY + timedelta(days=2), timedelta(days=3))
PARCEL = Parcel("1", "Q1", "FO-101", "DHL", "card", "Leipzig", MONDAY, MONDAY, MONDAY + timedelta(days=5), "strike")
QUARTER = Quarter(MONDAY, MONDAY + timedelta(weeks=2), (), (STRIKE,), (PARCEL,), ())
CAPS = {
    "agent": {"case": 100, "customer": 150, "agent": 200},
    "supervisor": {"case": 300, "customer": 300, "agent": 300},
}


def stamp(at):
    return at.isoformat().replace("+00:00", "Z")


def alarm(reason="delivery_late", hours=5.0):
    raised = stamp(MONDAY + timedelta(hours=hours))
    told = {"reason": reason, "raised_at": raised, "people": 6, "everybody": 9, "rule": "history"}
    return told | {"id": f"w_{reason}_{hours}"}


def contact(number, hours, away=None, trouble="strike"):
    return {
        "visit": f"v{number}", "at": stamp(MONDAY + timedelta(hours=hours)), "shopper": f"Q{number}",
        "trouble": trouble, "conversation": None if away else f"c{number}", "stayed_away": away,
    }  # fmt: skip


def grant(number, minor, *, day=0, state="done", by="Maya", decided=None, order="1", shopper="Q1"):
    at = stamp(MONDAY + timedelta(days=day))
    whole = {
        "id": f"g{number}", "conversation_id": f"c{number}", "state": state, "at": at, "by": {"id": "a", "name": by},
        "decided_by": decided, "steps": [],
    }  # fmt: skip
    return whole, {"id": f"m{number}", "key": f"g{number}", "number": order, "customer_id": shopper, "amount": minor}


def books(*pairs):
    return {"grants": [g for g, _ in pairs], "remedies": [r for _, r in pairs], "matrix": {"caps": CAPS}}


def run(**changes):
    durable = {"value": 0.9}
    empty = {"weeks": 2, "alarms": [], "contacts": [], "promises": [], "incident_of": {}, "named": []}
    empty |= {"insights": {"durable": durable}, "held": [], "not_held": [], **books()}
    return empty | changes


@pytest.mark.parametrize(
    "reason, hours, expected",
    [
        ("delivery_late", 0, STRIKE),
        ("delivery_late", 5 * 24, STRIKE),
        ("delivery_late", 5 * 24 + 1, None),
        ("delivery_late", -1, None),
        ("damaged_item", 5, None),
    ],
)
def test_an_alarm_is_about_a_trouble(reason, hours, expected):
    """Its reason, while it lasts and three days after; anything else is false."""
    assert about(reason, MONDAY + timedelta(hours=hours), [STRIKE]) is expected


def test_false_alarms_are_those_about_nothing():
    """Per week, each listed by its id."""
    found = figures(QUARTER, run(alarms=[alarm(), alarm("size_advice"), alarm("invoice", 200.0)]), run())
    assert found["false_alarms_per_week"].value == 1.0
    assert [row["alarm"] for row in found["false_alarms_per_week"].behind] == ["w_size_advice_5.0", "w_invoice_200.0"]


def test_a_trouble_is_found_by_its_first_alarm():
    """Hours from its beginning and from the fifth person; one that nobody noticed is not found."""
    wrote = [contact(number, number) for number in range(1, 8)]
    found = figures(QUARTER, run(alarms=[alarm(hours=9.0), alarm(hours=6.5)], contacts=wrote), run())
    assert found["planted_found"].value == 1.0
    assert found["warning_hours_p50"].value == 6.5
    assert found["warning_hours_from_fifth_person_p50"].value == 1.5
    missed = figures(QUARTER, run(), run())
    assert (missed["planted_found"].value, missed["warning_hours_p50"].value) == (0.0, None)


def test_contacts_avoided_are_counted_of_those_affected():
    """Fewer conversations about the trouble with the notices, as a share of those without; others do not count."""
    with_all = run(contacts=[contact(1, 1), contact(2, 2, away="letter"), contact(3, 3, trouble=None)])
    without = run(contacts=[contact(1, 1), contact(2, 2), contact(3, 3, trouble=None), contact(4, 4, trouble=None)])
    figure = figures(QUARTER, with_all, without)["contacts_avoided_share"]
    assert figure.value == 0.5
    [row] = figure.behind
    assert (row["without"], row["with"]) == (["c1", "c2"], ["c1"])
    assert row["stayed_away"] == [{"visit": "v2", "shopper": "Q2", "stayed_away": "letter"}]


@pytest.mark.parametrize(
    "states, share", [(("kept", "broken"), 0.5), (("kept", "moved", "open", "withdrawn"), 1.0), (("moved",), None)]
)
def test_kept_is_of_kept_and_broken(states, share):
    """As the desk's own rate; moved, open and withdrawn are in neither."""
    made = [
        {"id": f"p{n}", "conversation_id": f"c{n}", "state": state, "due_at": "", "settled_at": None}
        for n, state in enumerate(states)
    ]
    assert figures(QUARTER, run(promises=made), run())["promises_kept_with"].value == share


def test_a_payment_too_many_is_seen():
    """Two for one wish, and one for none; a wish that is paid once is in order."""
    one, paid = grant(1, 10)
    again = {**paid, "id": "m1b"}
    stray = {**paid, "id": "m9", "key": None}
    found = {"grants": [one], "remedies": [paid, again, stray]}
    assert [(row["gift"], row["payments"]) for row in paid_twice(found)] == [("g1", 2), (None, 1)]
    assert paid_twice({"grants": [one], "remedies": [paid]}) == []


def test_what_is_done_and_not_paid_is_seen():
    """The desk says it gave, and the shop's book has nothing."""
    one, _ = grant(1, 10)
    asked, _ = grant(2, 10, state="asked")
    assert unpaid({"grants": [one, asked], "remedies": []}) == ["g1"]


@pytest.mark.parametrize(
    "given, broken",
    [
        ([grant(1, 60), grant(2, 40)], []),
        ([grant(1, 60), grant(2, 41)], ["case"]),
        ([grant(1, 90), grant(2, 61, order="2", day=29)], ["customer"]),
        ([grant(1, 90), grant(2, 61, order="2", day=30)], []),
        ([grant(1, 90), grant(2, 90, order="2", shopper="Q2"), grant(3, 30, order="3", shopper="Q3")], ["agent"]),
        ([grant(1, 90), grant(2, 90, order="2", shopper="Q2", by="Tom")], []),
        ([grant(1, 90), grant(2, 150, decided="Olu")], []),
        ([grant(1, 90), grant(2, 211, decided="Olu")], ["case", "customer"]),
    ],
)
def test_caps_are_reckoned_anew(given, broken):
    """For an order, a customer in 30 days, a person in 7, by whoever answers for it: who approved, else who gave."""
    assert [cap for row in caps_exceeded(books(*given)) for cap in row["over"]] == broken
