"""What no log may hold, taken out of it: card numbers, bank accounts, addresses, telephone numbers, control characters.

Pure. `mask_event` is a structlog processor; put it behind whatever turns exceptions into text and before the renderer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}\b")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
_PHONE = re.compile(r"(?<![\w.-])(?:\+|00|\(0|0)[\d(](?:[ ()/.-]{0,2}\d){6,14}(?![\w-])")
_SECRET = re.compile(
    r"(?i)\b(password|passwort|passwd|pwd|secret|token|authorization|cookie|api[_-]?key)\b(\s*[=:]\s*|\s+is\s+)"
    r"(?:bearer\s+)?\S+"
)
# Line ends and escape sequences could forge lines or colours of a log; direction marks could turn its words around.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_KEPT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST = 8_000
TRACEBACKS = frozenset({"exception", "stack"})
"""Fields that hold our own lines of text; a JSON renderer keeps their line ends harmless."""


def mask_text(text: str, *, lines: bool = False) -> str:
    """The text without what could name a person or pay for one; `lines` keeps line ends and tabs."""
    shown = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    shown = (_KEPT_LINES if lines else _CONTROL).sub("\ufffd", shown)
    shown = _SECRET.sub(lambda found: f"{found[1]}{found[2]}[secret]", shown)
    shown = _EMAIL.sub("[e-mail]", shown)
    shown = _IBAN.sub(lambda found: "[iban]" if is_iban(found[0]) else found[0], shown)
    shown = _CARD.sub(lambda found: "[card]" if is_card(found[0]) else found[0], shown)
    return _PHONE.sub("[phone]", shown)


def mask_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: every text of the event, however deep, is masked."""
    return {_name(key): _masked(value, lines=key in TRACEBACKS) for key, value in event.items()}


def is_card(text: str) -> bool:
    """Whether the digits of a text pass the check of card numbers (Luhn)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(set(digits)) == 1:
        return False
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether a text passes the check of bank accounts (ISO 13616)."""
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def _name(key: Any) -> str:
    return mask_text(str(key))[:80]


def _masked(value: Any, *, lines: bool = False) -> Any:
    if isinstance(value, str):
        return mask_text(value, lines=lines)
    if isinstance(value, Mapping):
        return {_name(key): _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return mask_text(str(value))
