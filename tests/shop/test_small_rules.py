"""Words, money, proofs, pictures, settings and input checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop import fields
from shop.demo.catalogue import catalogue
from shop.errors import SetupError, ShopError
from shop.money import money, price
from shop.pictures import PALETTE, picture
from shop.proofs import exhausted, same_address
from shop.settings import read_database, read_settings
from shop.wording import day_in_words, instant, moment

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
GOOD = {"WARMHAND_SHOP_API_KEY": "key", "WARMHAND_SHOP_JWT_SECRET": "s" * 32}


@pytest.mark.parametrize(
    "day, said",
    [
        (date(2026, 11, 27), "Friday, 27 November"),
        (date(2026, 1, 1), "Thursday, 1 January"),
        (date(2027, 1, 4), "Monday, 4 January 2027"),
    ],
)
def test_days_are_written_as_people_say_them(day: date, said: str) -> None:
    """The year is only said when it is another one."""
    assert day_in_words(day, date(2026, 11, 22)) == said


# Hypothesis wants the bounds without a zone.
EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001


@settings(deadline=None)
@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)))
def test_instants_survive_writing_and_reading(at: datetime) -> None:
    """What is stored as text is read back to the second."""
    assert moment(instant(at)) == at.replace(microsecond=0)


@pytest.mark.parametrize(
    "cents, amount", [(5990, "59.90"), (5, "0.05"), (0, "0.00"), (100, "1.00"), (123456, "1234.56")]
)
def test_amounts_have_two_places(cents: int, amount: str) -> None:
    """Cents never get lost."""
    assert money(cents) == {"amount": amount, "currency": "EUR"}
    assert price(cents) == f"€{amount}"


@pytest.mark.parametrize(
    "minutes_ago, blocked",
    [
        ([], False),
        ([1, 2, 3, 4, 5], False),
        ([1, 2, 3, 4, 5, 6], True),
        ([1, 2, 3, 4, 5, 14.9], True),
        ([1, 2, 3, 4, 5, 15], False),
    ],
)
def test_more_than_five_failures_in_a_quarter_of_an_hour_are_too_many(minutes_ago: list[float], blocked: bool) -> None:
    """The window slides: old failures are forgotten."""
    assert exhausted([NOW - timedelta(minutes=ago) for ago in minutes_ago], NOW) is blocked


def test_addresses_are_compared_without_regard_to_case() -> None:
    """People write their address as they like."""
    assert same_address("ANA@Example.com", "ana@example.com")
    assert not same_address("ana@example.co", "ana@example.com")
    assert not same_address("", "ana@example.com")


def test_everything_on_sale_has_a_picture_in_each_of_its_colours() -> None:
    """No product page is without its drawing, and no colour is unknown."""
    for product in catalogue():
        for colour in product.colours:
            assert colour in PALETTE
            drawing = picture(product.picture, colour, f'{product.name} "<{colour}>"')
            assert drawing.startswith("<svg")
            assert "&lt;" in drawing
            assert "style=" not in drawing, "the content policy forbids inline styles"


def test_settings_have_the_documented_defaults() -> None:
    """Only the two secrets have to be given."""
    settings = read_settings(GOOD)
    assert (settings.host, settings.port, settings.url) == ("127.0.0.1", 8010, "http://127.0.0.1:8010")
    assert settings.desk_url == "http://127.0.0.1:8000"
    assert settings.database == Path("var/shop.db")
    assert settings.faults is False
    assert "key" not in repr(settings).replace("api_key", "")


def test_ports_decide_the_addresses_unless_these_are_given() -> None:
    """A moved port moves the address with it; an address of its own wins."""
    moved = read_settings({**GOOD, "WARMHAND_SHOP_PORT": "9010", "WARMHAND_DESK_PORT": "9000"})
    assert (moved.url, moved.desk_url) == ("http://127.0.0.1:9010", "http://127.0.0.1:9000")
    named = read_settings({**GOOD, "WARMHAND_SHOP_URL": "https://shop.example/", "WARMHAND_SHOP_FAULTS": "1"})
    assert (named.url, named.secure_cookies, named.faults) == ("https://shop.example", True, True)
    assert read_database({"WARMHAND_VAR_DIR": "elsewhere"}) == Path("elsewhere/shop.db")


@pytest.mark.parametrize(
    "changed, named",
    [
        ({"WARMHAND_SHOP_API_KEY": ""}, "WARMHAND_SHOP_API_KEY"),
        ({"WARMHAND_SHOP_JWT_SECRET": " "}, "WARMHAND_SHOP_JWT_SECRET"),
        ({"WARMHAND_SHOP_JWT_SECRET": "short"}, "WARMHAND_SHOP_JWT_SECRET"),
        ({"WARMHAND_SHOP_PORT": "http"}, "WARMHAND_SHOP_PORT"),
        ({"WARMHAND_SHOP_PORT": "0"}, "WARMHAND_SHOP_PORT"),
        ({"WARMHAND_SHOP_PORT": "70000"}, "WARMHAND_SHOP_PORT"),
        ({"WARMHAND_DESK_URL": "http://desk; script-src *"}, "WARMHAND_DESK_URL"),
        ({"WARMHAND_DESK_URL": "ftp://desk"}, "WARMHAND_DESK_URL"),
        ({"WARMHAND_SHOP_FAULTS": "yes"}, "WARMHAND_SHOP_FAULTS"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(changed: Mapping[str, str], named: str) -> None:
    """Whoever starts the shop reads which setting to mend."""
    with pytest.raises(SetupError, match=named) as error:
        read_settings({**GOOD, **changed})
    assert "\n" not in str(error.value)


@settings(deadline=None)
@given(st.text(st.characters(categories=["Cc", "Cs"]), min_size=1))
def test_text_that_nobody_can_write_is_refused(value: str) -> None:
    """Control characters and lone surrogates never get in, wherever they stand."""
    with pytest.raises(ShopError) as error:
        fields.text(f"a{value}b", "reason", longest=10_000)
    assert error.value.code == "bad_characters"


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000, b'{"customer_id": 1}{}'],
)
def test_a_body_that_is_no_json_object_is_refused(raw: bytes) -> None:
    """Whatever is sent, the answer is a typed 400."""
    with pytest.raises(ShopError) as error:
        fields.json_object(raw, frozenset({"a"}))
    assert (error.value.status, error.value.code) == (400, "bad_json")
