"""Checks of what comes in: every field is typed and bounded before anything else sees it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NoReturn

from shop.errors import bad_request

ORDER_NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")
CUSTOMER_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
CONVERSATION_ID = re.compile(r"[A-Za-z0-9_-]{8,80}")
ADDRESS_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")
IDEMPOTENCY_KEY = re.compile(r"[!-~]{8,128}")
DAYS = re.compile(r"[0-9]{1,2}")
AMOUNT = re.compile(r"[0-9]{1,6}\.[0-9]{2}")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
LONGEST_EMAIL = 254
LONGEST_REASON = 500
REPLACEMENT = "\ufffd"  # what undecodable bytes of an address turn into


def text(value: object, field: str, *, longest: int, lines: bool = False) -> str:
    """The value as trimmed text: not empty, not too long, only characters a person can write."""
    if value is None:
        raise bad_request("missing_field", f"The field {field} is missing.", field)
    if not isinstance(value, str):
        raise bad_request("wrong_type", f"The field {field} must be text.", field)
    if len(value) > longest:
        raise bad_request("too_long", f"The field {field} is longer than {longest} characters.", field)
    if any(_unwritable(character, lines) for character in value):
        raise bad_request("bad_characters", f"The field {field} contains characters that are not text.", field)
    trimmed = value.strip()
    if not trimmed:
        raise bad_request("missing_field", f"The field {field} is empty.", field)
    return trimmed


def shaped(value: object, field: str, shape: re.Pattern[str], *, longest: int = 200) -> str:
    """Text that matches the shape as a whole."""
    found = text(value, field, longest=longest)
    if not shape.fullmatch(found):
        raise bad_request("bad_format", f"The field {field} does not look right.", field)
    return found


def order_number(value: object) -> str:
    """An order number as a path or form names it."""
    return shaped(value, "number", ORDER_NUMBER)


def customer_id(value: object) -> str:
    """The shop's id of a customer."""
    return shaped(value, "customer_id", CUSTOMER_ID)


def conversation_id(value: object) -> str:
    """The desk's id of a conversation."""
    return shaped(value, "conversation_id", CONVERSATION_ID)


def email(value: object) -> str:
    """An e-mail address, in lower case: the shop compares addresses without regard to case."""
    return shaped(value, "email", EMAIL, longest=LONGEST_EMAIL).casefold()


def days(value: object) -> int:
    """How many days back: 1 to 90, as a query writes it."""
    found = shaped(value, "days", DAYS)
    if not 1 <= int(found) <= 90:
        raise bad_request("out_of_range", "The field days must be between 1 and 90.", "days")
    return int(found)


def idempotency_key(value: object) -> str:
    """The caller's key of one wish: 8 to 128 visible ASCII characters."""
    return shaped(value, "idempotency_key", IDEMPOTENCY_KEY)


def whole_number(value: object, field: str, *, least: int, most: int) -> int:
    """A whole number within bounds; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_request("wrong_type", f"The field {field} must be a whole number.", field)
    if not least <= value <= most:
        raise bad_request("out_of_range", f"The field {field} must be between {least} and {most}.", field)
    return value


def json_object(raw: bytes, known: frozenset[str]) -> dict[str, object]:
    """The body as a JSON object that has no field but the known ones."""
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise bad_request("bad_json", "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise bad_request("bad_json", "The body must be a JSON object.")
    for name in body:
        if name not in known:
            raise bad_request("unknown_field", "The body has a field that this call does not know.")
    return body


def one_value(args: Mapping[str, Sequence[str]], field: str) -> str | None:
    """The field of a query or form, given at most once."""
    # Not `get`: the server gives a mapping whose `get` hides all but the first value.
    values = list(args[field]) if field in args else []
    if len(values) > 1:
        raise bad_request("repeated_field", f"The field {field} is given more than once.", field)
    return values[0] if values else None


def _unwritable(character: str, lines: bool) -> bool:
    if lines and character in "\n\r\t":
        return False
    return character == REPLACEMENT or unicodedata.category(character) in ("Cc", "Cs")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
