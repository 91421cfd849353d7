"""How far a guest has come in proving an order, and what it entitles to. Pure.

The slot that holds it is a note of the dialogue, not a key: whether an order is open in a conversation is decided by
the shop each time (docs/wire.md §3).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

PROOF_SLOT = "guest_proof"
CODE_SLOT = "order_code"
MOST_WRONG_CODES = 3

State = Literal["asked", "wrong", "again", "unreached", "open", "stopped"]
STATES: tuple[State, ...] = ("asked", "wrong", "again", "unreached", "open", "stopped")
# Six digits, which may be written "123 456" or "12-34-56"; not part of a longer number.
_CODE = re.compile(r"(?<![\d+])\d(?:[ .\-\u00a0]?\d){5}(?![ .\-]?\d)", re.ASCII)
_DIGITS = re.compile(r"\d", re.ASCII)
_AGAIN = re.compile(
    r"\b(?:re-?send|send (?:it|me|the|a|another)\b.*\b(?:again|new|code|letter|mail)|send again|new code|another code"
    r"|(?:did ?n[o']?t|did not|have ?n[o']?t|have not|never|nothing) (?:get|got|receive[d]?|arrive[d]?|come|came)"
    r"|no (?:code|letter|e-?mail|mail)\b|nothing (?:has )?(?:arrived|came|come))",
    re.IGNORECASE,
)
_WANTS_ALL = re.compile(
    r"\b(?:all of (?:it|order|my order)|everything|whole order|full order|all (?:the )?details)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Why an order may be shown and changed: `field` is customer_id or conversation_id, as the shop's calls name it."""

    field: Literal["customer_id", "conversation_id"]
    value: str


@dataclass(frozen=True, slots=True)
class GuestProof:
    """One order, and how far its proof has come; `wrong` counts codes that did not open it."""

    number: str
    state: State
    wrong: int = 0

    def as_slot(self) -> dict[str, Any]:
        """What the tracker keeps."""
        return {"number": self.number, "state": self.state, "wrong": self.wrong}


def read_proof(value: Any) -> GuestProof | None:
    """The proof in a slot; None for anything that is none."""
    if not isinstance(value, Mapping):
        return None
    number, state, wrong = value.get("number"), value.get("state"), value.get("wrong")
    known = next((each for each in STATES if each == state), None)
    if not isinstance(number, str) or known is None or not isinstance(wrong, int):
        return None
    return GuestProof(number, known, wrong)


def code_in(text: str) -> str | None:
    """The code in a message, digits only, when there is exactly one."""
    found = {"".join(_DIGITS.findall(match)) for match in _CODE.findall(text[:300])}
    return found.pop() if len(found) == 1 else None


def is_half_a_code(text: str) -> bool:
    """True when somebody asked for a code types digits, but not six of them."""
    return len(_DIGITS.findall(text)) >= 3 and len(text.split()) <= 8


def asks_again(text: str) -> bool:
    """True when somebody asked for the code wants it sent once more."""
    return len(text) <= 200 and bool(_AGAIN.search(text.replace("’", "'")))


def wants_all(text: str) -> bool:
    """True when more of an order is asked for than its state and dates."""
    return bool(_WANTS_ALL.search(text))
