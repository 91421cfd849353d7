"""Order numbers, e-mail addresses and parcel numbers in the ways people write and say them."""

from __future__ import annotations

import pytest

from bot.nlu.order_entities import EntityFinder

FINDER = EntityFinder()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("where is 20417", [("order_number", "20417")]),
        ("order #20417.", [("order_number", "20417")]),
        ("it's #20417!", [("order_number", "20417")]),
        ("no.20417", [("order_number", "20417")]),
        ("(20417)", [("order_number", "20417")]),
        ("order20417 please", [("order_number", "20417")]),
        ("my order is 20417, thanks", [("order_number", "20417")]),
        ("2 0 4 1 7", [("order_number", "20417")]),
        ("it is two zero four one seven", [("order_number", "20417")]),
        ("two oh four one seven please", [("order_number", "20417")]),
        ("order 20 417", [("order_number", "20417")]),
        ("20417 and 20418", [("order_number", "20417"), ("order_number", "20418")]),
        ("20417, I mean 20417", [("order_number", "20417")]),
        ("Ana@Example.com", [("email", "ana@example.com")]),
        ("my mail is ana.p+shop@mail.example.co.uk.", [("email", "ana.p+shop@mail.example.co.uk")]),
        ("ana at example dot com", [("email", "ana@example.com")]),
        ("20417 / ana@example.com", [("order_number", "20417"), ("email", "ana@example.com")]),
        ("parcel JD014600003828", [("tracking_number", "JD014600003828")]),
        ("RR123456789DE", [("tracking_number", "RR123456789DE")]),
        ("GL991938609", [("tracking_number", "GL991938609")]),
        ("00340434161094015902", [("tracking_number", "00340434161094015902")]),
        ("my postcode is 10115", []),
        ("zip 10115", []),
        ("I paid € 10115", []),
        ("it cost 10115 euros", []),
        ("2041", []),
        ("204170", []),
        ("call me at 0 1 5 1 2 3 4", []),
        ("", []),
        ("hello @ all", []),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, str]]) -> None:
    """Values are what the shop understands."""
    assert [(each.entity, each.value) for each in FINDER.find(text)] == found


def test_places_are_those_of_the_text() -> None:
    """Start and end cut the entity out of the message."""
    text = "hi, order 20417 for ana@example.com please"
    assert [text[each.start : each.end] for each in FINDER.find(text)] == ["20417", "ana@example.com"]
