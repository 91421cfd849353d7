"""Days and sums of money in the ways people write them."""

from __future__ import annotations

import random

import pytest

from bot.nlu.dates_and_amounts import find_amounts, find_dates


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("it was due 2026-11-27", ["2026-11-27"]),
        ("since 27.11.2026", ["2026-11-27"]),
        ("27.11.26 it said", ["2026-11-27"]),
        ("27/11/2026", ["2026-11-27"]),
        ("on the 27.11. you wrote", ["27 November"]),
        ("27 November 2026", ["2026-11-27"]),
        ("27th of November", ["27 November"]),
        ("Nov 27", ["27 November"]),
        ("november the 3rd, 2026", ["2026-11-03"]),
        ("Sept. 4", ["4 September"]),
        ("it should be here on Friday", ["friday"]),
        ("last Tuesday and again yesterday", ["last tuesday", "yesterday"]),
        ("the day after tomorrow", ["the day after tomorrow"]),
        ("I ordered two weeks ago", ["two weeks ago"]),
        ("3 days ago", ["3 days ago"]),
        ("in a week I leave", ["in a week"]),
        ("between 3 and 5 December", ["5 December"]),
        ("29 February", ["29 February"]),
    ],
)
def test_days_are_found(text: str, values: list[str]) -> None:
    """With the year as ISO dates, without it as people say them."""
    assert [each.value for each in find_dates(text)] == values


@pytest.mark.parametrize(
    "text",
    ["order 20417", "31.02.2026", "99/99/2026", "20.417", "may I ask", "march on", "version 1.2.3.4", "size 36-38",
     "1/2 of it", "call 030/123456", "sat down", "the 2026 edition", "", "27.13."],
)  # fmt: skip
def test_other_numbers_are_no_days(text: str) -> None:
    """Impossible days, versions, sizes and telephone numbers."""
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("I paid €59.90", ["59.90 EUR"]),
        ("59,90 € were taken", ["59.90 EUR"]),
        ("59 euros", ["59.00 EUR"]),
        ("EUR 20", ["20.00 EUR"]),
        ("1.234,56 €", ["1234.56 EUR"]),
        ("€1,234.56", ["1234.56 EUR"]),
        ("€ 1 200", ["1200.00 EUR"]),
        ("$20 or £15.5", ["20.00 USD", "15.50 GBP"]),
        ("twice 41 Euro", ["41.00 EUR"]),
        ("CHF 30 and 12 quid", ["30.00 CHF", "12.00 GBP"]),
        ("it cost 10115 euros", ["10115.00 EUR"]),
    ],
)
def test_sums_are_found(text: str, values: list[str]) -> None:
    """Amount and currency, whichever comes first, with either decimal sign."""
    assert [each.value for each in find_amounts(text)] == values


@pytest.mark.parametrize("text", ["20417", "20 %", "2 pieces", "Europe 1", "size 42", "pounds of flour", "€", ""])
def test_other_numbers_are_no_sums(text: str) -> None:
    """A sum needs a currency, and a currency a sum."""
    assert find_amounts(text) == []


def test_any_text_is_read_and_places_fit() -> None:
    """No text breaks the patterns; what is found lies in the text and does not overlap."""
    dice, seen = random.Random(5), 0
    for _ in range(3000):
        text = "".join(dice.choices("0123456789.,/-€$ aprilmy27th'", k=dice.randrange(40)))
        for found in (find_dates(text), find_amounts(text)):
            seen += len(found)
            ends = [0, *(each.end for each in found)]
            assert all(0 <= each.start < each.end <= len(text) for each in found)
            assert all(end <= each.start for end, each in zip(ends, found, strict=False))
    assert seen > 100
