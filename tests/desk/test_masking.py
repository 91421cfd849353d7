"""S25: what no log may hold is taken out before a line is written."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from desk.privacy.masking import is_card, is_iban, mask_event, mask_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("pay with 4111 1111 1111 1111 please", "pay with [card] please"),
        ("4111111111111111", "[card]"),
        ("5500-0000-0000-0004", "[card]"),
        ("378282246310005", "[card]"),
        ("DE89 3704 0044 0532 0130 00", "[iban]"),
        ("my iban is gb82west12345698765432.", "my iban is [iban]."),
        ("write to Ana.Petrova+x@mail.example.com!", "write to [e-mail]!"),
        ("call +49 (0)30 1234567 now", "call [phone] now"),
        ("0151 23456789", "[phone]"),
        ("my password is hunter2", "my password is [secret]"),
        ("Authorization: Bearer abc.def", "Authorization: [secret]"),
        ("token=eyJhbGciOi", "token=[secret]"),
    ],
)
def test_s25_people_and_their_money_are_masked(text: str, shown: str) -> None:
    """Card numbers by Luhn, bank accounts by their check digits, addresses, telephone numbers, secrets."""
    assert mask_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "order 20417 is late",
        "conversation=c_4f1Xk2Qm9rT0aB7cD8eF9g seq=12",
        "4111111111111112 is no card",
        "took 1234.5678 ms of 1700000000",
        "2026-11-25T23:47:08.123Z",
        "0193d0a0-0000-7000-8000-000000000000",
        "DE00370400440532013000 is no account",
    ],
)
def test_s25_what_we_need_stays(text: str) -> None:
    """Order numbers, ids, times and numbers that fail the checks are left as they are."""
    assert mask_text(text) == text


@pytest.mark.parametrize("bad", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\x00b", "a\u2028b", "a\u202eb", "a\x9bb", "a\x7fb"])
def test_s25_a_text_stays_on_its_line(bad: str) -> None:
    """Line ends, escape sequences and direction marks cannot forge or hide a line."""
    shown = mask_text(bad)
    assert all(character.isprintable() for character in shown)
    assert shown.startswith("a")
    assert shown.endswith("b")


def written(**fields: Any) -> str:
    """One line as the desk's logger writes it, with the processor in its place."""
    out = io.StringIO()
    logger = structlog.wrap_logger(
        structlog.WriteLogger(out),
        processors=[structlog.processors.format_exc_info, mask_event, structlog.processors.JSONRenderer()],
    )
    logger.warning("something", **fields)
    return out.getvalue()


def test_s25_every_depth_of_an_event_is_masked() -> None:
    """Names, lists, nested values, errors with their words, and things that are no text."""

    class Customer:
        def __str__(self) -> str:
            return "Ana <ana@example.com>"

    def fail() -> None:
        raise ValueError("could not send to ana@example.com, card 4111 1111 1111 1111")

    try:
        fail()
    except ValueError as error:
        line = written(exc_info=error, deep={"a@b.example": ["x@y.example", {"z": "0151 23456789"}]}, who=Customer())
    for canary in ("ana@", "a@b", "x@y", "4111", "23456789"):
        assert canary not in line
    assert line.count("\n") == 1
    assert "ValueError" in json.loads(line)["exception"]


def test_s25_an_injected_line_is_inert() -> None:
    """A text that looks like another log line stays a value of this one."""
    line = written(text='x"}\n{"event": "agent_signed_in", "agent": "a_noor"}')
    assert line.count("\n") == 1
    assert set(json.loads(line)) == {"event", "text"}


def test_s25_numbers_and_flags_stay_what_they_are() -> None:
    """Metrics in a line keep their types."""
    told = json.loads(written(count=3, share=0.5, ok=True, none=None, items=(1, "a@b.example")))
    assert told.pop("event") == "something"
    assert told == {"count": 3, "share": 0.5, "ok": True, "none": None, "items": [1, "[e-mail]"]}


@given(st.text(max_size=300))
def test_s25_masking_never_fails_and_is_settled_after_once(text: str) -> None:
    """Whatever comes, the result is printable or a replacement, and masking it again changes nothing."""
    shown = mask_text(text)
    assert mask_text(shown) == shown
    assert "\n" not in shown


def test_the_checks_of_cards_and_accounts() -> None:
    """Known good and bad numbers."""
    assert is_card("4111 1111 1111 1111")
    assert not is_card("4111 1111 1111 1121")
    assert is_iban("FR14 2004 1010 0505 0001 3M02 606")
    assert not is_iban("FR14 2004 1010 0505 0001 3M02 607")


def test_s25_a_huge_text_is_cut_and_quick() -> None:
    """A megabyte of digits does not hold up the logger."""
    assert len(mask_text("1 2" * 400_000)) < 10_000
