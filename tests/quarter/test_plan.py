"""What would happen in a quarter: the same for the same seed, and troubles only where they are planted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.quarter.people import read_people
from benchmarks.quarter.plan import planned

REASONS = ("track_order", "delivery_late", "damaged_item", "size_advice")
SKUS = ("FO-101", "FO-104", "FO-105")


def plan(seed=1, weeks=7, **changes):
    return planned(read_people(seed, **changes), weeks * 7, REASONS, SKUS, 30_001)


def test_the_same_seed_gives_the_same_quarter():
    """People, parcels and visits; another seed gives others."""
    assert plan() == plan()
    assert plan().visits != plan(seed=2).visits


def test_without_troubles_nobody_is_affected():
    """The rest of the quarter is what it was: nothing is drawn again because of a trouble."""
    calm, troubled = plan(troubles=[]), plan()
    assert not any(parcel.trouble for parcel in calm.parcels)
    assert calm.visits == tuple(visit for visit in troubled.visits if visit.trouble is None)


@pytest.mark.parametrize("trouble_id, shares", [("dhl-strike", "carrier"), ("bad-jumpers", "sku")])
def test_a_trouble_meets_what_it_is_about(trouble_id, shares):
    """Parcels of that carrier come later, those of that product come and are bad; their people write of it."""
    quarter = plan()
    trouble = next(each for each in quarter.troubles if each.id == trouble_id)
    met = [parcel for parcel in quarter.parcels if parcel.trouble == trouble_id]
    assert {getattr(parcel, shares) for parcel in met} == {trouble.value}
    assert all(parcel.delivered - parcel.shipped >= trouble.delays - timedelta(days=1) for parcel in met)
    wrote = [visit for visit in quarter.visits if visit.trouble == trouble_id]
    assert len(wrote) >= 10
    assert {visit.reason for visit in wrote} == {trouble.reason}
    assert {visit.shopper for visit in wrote} <= quarter.affected(trouble_id)
    assert all(visit.at >= trouble.at for visit in wrote)


def test_troubles_of_later_weeks_are_left_out():
    """A shorter quarter has those that end in it."""
    assert [each.id for each in plan(weeks=5).troubles] == ["dhl-strike"]


def test_everybody_writes_within_the_quarter_in_order():
    """Visits are sorted, and none lies outside."""
    quarter = plan(weeks=3)
    times = [visit.at for visit in quarter.visits]
    assert times == sorted(times)
    assert all(quarter.begins <= at < quarter.ends for at in times)
