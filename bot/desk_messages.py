"""What the desk may send to the bot: strict, typed and bounded. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Mapping

MAX_TEXT, MAX_ID, MAX_FIELD, MAX_STRETCH, MAX_PROMISES = 4000, 200, 320, 500, 5
MAX_NOTICES, MAX_NOTICE = 20, 700
PROMISE_FIELDS = {"what", "note", "due", "by", "late"}


class BadRequest(ValueError):
    """A document that is not what the contract says; `field` names the culprit."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class Customer:
    """Who speaks, as the desk proved it. All but `verified` are None for an anonymous visitor."""

    verified: bool
    customer_id: str | None
    name: str | None
    email: str | None
    address: str | None = None
    promises: tuple[Mapping[str, Any], ...] = ()
    """What people of the team promised them and still owe, as the desk may tell them."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """What to say of troubles their own orders are in, by intent."""

    def as_document(self) -> dict[str, Any]:
        """The form in which actions read it from a message's metadata."""
        known = {"verified": self.verified, "customer_id": self.customer_id, "name": self.name, "email": self.email}
        owed = {"promises": [dict(each) for each in self.promises]} if self.promises else {}
        told = {"notices": dict(self.notices)} if self.notices else {}
        return {**known, **({"address": self.address} if self.address else {}), **owed, **told}


@dataclass(frozen=True)
class DeskTurn:
    """One message of a customer."""

    conversation_id: str
    turn_id: str
    seq: int
    text: str
    customer: Customer


@dataclass(frozen=True)
class StretchLine:
    """One line said while a person had the conversation."""

    author: str
    text: str


@dataclass(frozen=True)
class HandBack:
    """A conversation coming back to the bot, with what was said in between."""

    conversation_id: str
    stretch: tuple[StretchLine, ...]


def parse_turn(body: bytes) -> DeskTurn:
    """Raises BadRequest."""
    document = _document(body, {"conversation_id", "turn_id", "seq", "text", "customer"})
    return DeskTurn(
        conversation_id=_line(document, "conversation_id", MAX_ID),
        turn_id=_line(document, "turn_id", MAX_ID),
        seq=_whole_number(document, "seq"),
        text=_text(document, "text"),
        customer=_customer(document),
    )


def parse_hand_back(body: bytes) -> HandBack:
    """Raises BadRequest."""
    document = _document(body, {"conversation_id", "stretch"})
    stretch = document.get("stretch")
    if not isinstance(stretch, list):
        raise BadRequest("stretch", "stretch must be a list.")
    if len(stretch) > MAX_STRETCH:
        raise BadRequest("stretch", f"stretch holds at most {MAX_STRETCH} lines.")
    return HandBack(_line(document, "conversation_id", MAX_ID), tuple(_stretch_line(line) for line in stretch))


def parse_text(body: bytes) -> str:
    """A text to be read, of no conversation. Raises BadRequest."""
    return _text(_document(body, {"text"}), "text")


def without_command_sign(text: str) -> str:
    """The text with leading "/" blanked: Rasa takes them for intent commands, from a customer they are only text.

    Blanks keep the places of everything behind them. A text of nothing but slashes is read as a full stop.
    """
    rest = text.lstrip().lstrip("/").lstrip()
    while rest.startswith("/"):
        rest = rest.lstrip("/").lstrip()
    return " " * (len(text) - len(rest)) + rest if rest else "."


def _stretch_line(line: Any) -> StretchLine:
    if not isinstance(line, dict) or set(line) != {"author", "text"}:
        raise BadRequest("stretch", "A line of stretch has author and text.")
    if line["author"] not in ("customer", "agent"):
        raise BadRequest("stretch", "author is customer or agent.")
    try:
        return StretchLine(line["author"], _text(line, "text"))
    except BadRequest as error:
        raise BadRequest("stretch", error.message) from error


def parse_question(body: bytes) -> str:
    """The conversation whose last decision is to be explained. Raises BadRequest."""
    return _line(_document(body, {"conversation_id"}), "conversation_id", MAX_ID)


def _document(body: bytes, allowed: set[str]) -> Mapping[str, Any]:
    try:
        document = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadRequest("body", "The body must be a JSON object in UTF-8.") from error
    if not isinstance(document, dict):
        raise BadRequest("body", "The body must be a JSON object.")
    unknown = sorted(set(document) - allowed)
    if unknown:
        raise BadRequest(printable(unknown[0]), "This field is not known here.")
    return document


def _customer(document: Mapping[str, Any]) -> Customer:
    customer = document.get("customer")
    if not isinstance(customer, dict):
        raise BadRequest("customer", "customer must be an object.")
    known = {"verified", "customer_id", "name", "email", "address", "promises", "notices"}
    unknown = sorted(set(customer) - known)
    if unknown:
        raise BadRequest(f"customer.{printable(unknown[0])}", "This field is not known here.")
    if not isinstance(customer.get("verified"), bool):
        raise BadRequest("customer.verified", "verified must be true or false.")
    fields = {name: _optional_line(customer, name) for name in ("customer_id", "name", "email", "address")}
    if customer["verified"] and fields["customer_id"] is None:
        raise BadRequest("customer.customer_id", "A verified customer has an id.")
    notices = _notices(customer.get("notices", {}))
    if notices and not customer["verified"]:
        raise BadRequest("customer.notices", "Only verified customers have notices.")
    return Customer(verified=customer["verified"], promises=_promises(customer), notices=notices, **fields)


def _promises(customer: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    promises = customer.get("promises", [])
    if not isinstance(promises, list) or len(promises) > MAX_PROMISES:
        raise BadRequest("customer.promises", f"promises is a list of at most {MAX_PROMISES}.")
    for each in promises:
        if not isinstance(each, dict) or set(each) != PROMISE_FIELDS or not isinstance(each["late"], bool):
            raise BadRequest("customer.promises", "A promise has what, note, due, by and late.")
        for name in PROMISE_FIELDS - {"late"}:
            if not isinstance(each[name], str) or len(each[name]) > MAX_FIELD:
                raise BadRequest("customer.promises", f"{name} of a promise is text of at most {MAX_FIELD} characters.")
    return tuple(promises)


def _notices(given: Any) -> Mapping[str, str]:
    if not isinstance(given, dict) or len(given) > MAX_NOTICES:
        raise BadRequest("customer.notices", "notices must be an object of few texts.")
    for intent, words in given.items():
        if not isinstance(words, str) or not 0 < len(words) <= MAX_NOTICE or len(intent) > MAX_FIELD:
            raise BadRequest("customer.notices", "Every notice is a text by intent.")
    return given


def _optional_line(customer: Mapping[str, Any], name: str) -> str | None:
    if customer.get(name) is None:
        return None
    try:
        return _line(customer, name, MAX_FIELD)
    except BadRequest as error:
        raise BadRequest(f"customer.{name}", error.message) from error


def _line(document: Mapping[str, Any], name: str, most: int) -> str:
    value = _string(document, name, most)
    if any(ord(character) < 32 for character in value):
        raise BadRequest(name, f"{name} must be one line.")
    return value


def _text(document: Mapping[str, Any], name: str) -> str:
    return _string(document, name, MAX_TEXT)


def _string(document: Mapping[str, Any], name: str, most: int) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise BadRequest(name, f"{name} must be a string.")
    if not 1 <= len(value) <= most or not value.strip():
        raise BadRequest(name, f"{name} must have 1 to {most} characters, not only spaces.")
    if "\x00" in value:
        raise BadRequest(name, f"{name} must not contain the NUL character.")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise BadRequest(name, f"{name} must be valid Unicode.")
    return value


def _whole_number(document: Mapping[str, Any], name: str) -> int:
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 2**53:
        raise BadRequest(name, f"{name} must be a whole number, 0 or more.")
    return value


def printable(name: str) -> str:
    """A field name that is safe to send back."""
    return name.encode("ascii", "replace").decode("ascii")[:60]
