"""Order numbers and e-mail addresses as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.proofs import clean_email, is_answer, named_order_number, order_numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("20417", ("20417",)),
        ("#20417", ("20417",)),
        ("20 417", ("20417",)),
        ("20.417", ("20417",)),
        ("order no. 20417", ("20417",)),
        ("Order No 20417.", ("20417",)),
        ("it's 20417!", ("20417",)),
        ("  20417\n", ("20417",)),
        ("20417 and 20418", ("20417", "20418")),
        ("20417, I mean 20417", ("20417",)),
        (["20417", "#20418"], ("20417", "20418")),
        ("2041", ()),
        ("204177", ()),
        ("AB20417", ()),
        ("20417-1", ()),
        ("x@20417.com", ()),
        ("204 17", ()),
        ("２０４１７", ()),
        ("", ()),
        (None, ()),
        (20417, ()),
        ({"order": "20417"}, ()),
    ],
)
def test_order_numbers(typed: object, numbers: tuple[str, ...]) -> None:
    """Five digits however they are dressed up; nothing that only contains five digits somewhere."""
    assert order_numbers(typed) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("where is order 20417", "20417"),
        ("cancel order no. 20 417 please", "20417"),
        ("#20417", "20417"),
        ("do you deliver to 04109 Leipzig", None),
        ("order 20417 or order 20418", None),
    ],
)
def test_numbers_that_are_called_one(text: str, number: str | None) -> None:
    """In a whole sentence a number must be called an order number."""
    assert named_order_number(text) == number


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ana@example.com", "ana@example.com"),
        ("It is Ana@Example.COM.", "ana@example.com"),
        ("mailto:ana@example.com", "ana@example.com"),
        ("<ana+shop@mail.example.co.uk>", "ana+shop@mail.example.co.uk"),
        ("ana@example", None),
        ("ana.example.com", None),
        ("@example.com", None),
        ("ana@example.com or tom@example.com", None),
        ("a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".com", None),
        (None, None),
        (7, None),
    ],
)
def test_email_addresses(typed: object, address: str | None) -> None:
    """One complete address, in lower case, or nothing."""
    assert clean_email(typed) == address


@pytest.mark.parametrize(
    ("text", "asked_for", "answer"),
    [
        ("20417", "order_number", True),
        ("it's 2041", "order_number", True),
        ("my order number is 12", "order_number", True),
        ("AB-12345", "order_number", True),
        ("sorry, I think it was 204177?", "order_number", True),
        ("can I return it after 20 days?", "order_number", False),
        ("do you ship to 04109 Leipzig", "order_number", False),
        ("what do you need it for", "order_number", False),
        ("I do not have it", "order_number", False),
        ("is it 30 days? or 14?", "order_number", False),
        ("ana@example", "email", True),
        ("ana at example dot com", "email", True),
        ("ana.example.com", "email", True),
        ("why do you need that?", "email", False),
        ("20417", "email", False),
        ("no idea", "email", False),
    ],
)
def test_what_counts_as_an_answer(text: str, asked_for: str, answer: bool) -> None:
    """A try at the answer is told apart from a side question."""
    assert is_answer(text, asked_for) is answer  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_any_text_is_harmless(text: str) -> None:
    """Whatever is typed, only well-formed numbers and addresses come out."""
    assert all(len(number) == 5 and number.isdecimal() for number in order_numbers(text))
    address = clean_email(text)
    assert address is None or (address.count("@") == 1 and len(address) <= 254)
    is_answer(text, "order_number")
    is_answer(text, "email")
