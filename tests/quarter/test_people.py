"""How invented people behave: each draw by its own name, in the shares of the data file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.quarter.people import People, awake, read_people

MONDAY = datetime(2027, 1, 4, tzinfo=UTC)


def people(**changes):
    return read_people(1, **changes)


def test_a_draw_does_not_depend_on_those_before():
    """What one person does is the same whatever was asked before, and another matter is another draw."""
    one, other = people(), people()
    other.does(0.5, "something else")
    assert one.draw("who", 7).random() == other.draw("who", 7).random()
    assert one.draw("who", 7).random() != one.draw("who", 8).random()
    assert one.draw("who", 7).random() != People(2, one.house).draw("who", 7).random()


@pytest.mark.parametrize(
    "reason, understood, said, wanted",
    [
        ("damaged_item", True, False, True),
        ("size_advice", True, False, False),
        ("size_advice", False, False, True),
        ("damaged_item", True, True, False),
        ("damaged_item", False, True, False),
    ],
)
def test_who_wants_a_person(reason, understood, said, wanted):
    """By the reason; when not understood; and not when the assistant said the words of the trouble."""
    shares = {"usually": 0.0, "not_understood": 1.0, "answered_trouble": 0.0, "by_reason": {"damaged_item": 1.0}}
    assert people(wants_person=shares).wants_person("v1", reason, understood, said) is wanted


@pytest.mark.parametrize(
    "letter, reads, content, expected",
    [
        (None, 1.0, 1.0, False),
        (MONDAY - timedelta(days=30), 1.0, 1.0, True),
        (MONDAY - timedelta(days=30), 0.0, 1.0, False),
        (MONDAY - timedelta(days=30), 1.0, 0.0, False),
        (MONDAY + timedelta(hours=1), 1.0, 1.0, False),
    ],
)
def test_who_is_content_with_a_letter(letter, reads, content, expected):
    """Only who got it, read it before they would have written, and was content with it."""
    told = {"reads_letter": reads, "content": content, "reads_within_hours": 1, "content_with_banner": 0}
    assert people(told=told).content("v1", letter, MONDAY) is expected


@pytest.mark.parametrize(
    "at, opens",
    [
        (MONDAY.replace(hour=9), MONDAY.replace(hour=9)),
        (MONDAY.replace(hour=3), MONDAY.replace(hour=8, minute=1)),
        (MONDAY.replace(hour=18), MONDAY.replace(day=5, hour=8, minute=1)),
        (MONDAY.replace(day=9, hour=20), MONDAY.replace(day=11, hour=8, minute=1)),
        (MONDAY.replace(day=10, hour=12), MONDAY.replace(day=11, hour=8, minute=1)),
    ],
)
def test_staff_work_in_opening_hours(at, opens):
    """At once while the house is open, else when it opens next; on Sunday it does not."""
    assert people().at_work(at) == opens


@pytest.mark.parametrize("hour, same_day", [(7, True), (21, True), (22, False), (3, True)])
def test_nobody_writes_at_night(hour, same_day):
    """What would be written at night is written in the morning."""
    at = awake(MONDAY.replace(hour=hour), people().draw("night"))
    assert 7 <= at.hour < 22
    assert (at.date() == MONDAY.date()) is same_day


def test_the_stand_in_errs_as_often_as_measured():
    """Of 20,000 messages as many are misread, or not read, as the data file says."""
    asked = people()
    read = [asked.read_as(f"m{number}", "a", ("a", "b", "c")) for number in range(20_000)]
    assert read.count(None) / len(read) == pytest.approx(asked.house["bot"]["not_read"], abs=0.004)
    wrong = sum(each in ("b", "c") for each in read) / len(read)
    assert wrong == pytest.approx(asked.house["bot"]["read_otherwise"], abs=0.006)


@pytest.mark.parametrize("kind, good", [("bot", 1.0), ("person", 0.0)])
def test_marks_are_good_as_often_as_told(kind, good):
    """4 and 5 where all is well, 1 to 3 where nothing is; nobody rates who does not answer."""
    ratings = {"gives": 1.0, "good": {kind: good}}
    marks = {people(ratings=ratings).score(f"v{number}", kind) for number in range(50)}
    assert marks == ({4, 5} if good else {1, 2, 3})
    assert people(ratings=ratings | {"gives": 0.0}).score("v1", kind) is None


def test_what_is_remembered_is_kept_in_time():
    """Whoever remembers does it after it was promised and before it is due; the others never."""
    asked, due = people(), MONDAY + timedelta(days=2, hours=18)
    made = MONDAY + timedelta(hours=9)
    times = [asked.remembers_at(f"p{number}", made, due) for number in range(500)]
    assert all(made < each < due for each in times if each is not None)
    share = sum(each is not None for each in times) / len(times)
    assert share == pytest.approx(asked.house["promises"]["remembers"], abs=0.06)
