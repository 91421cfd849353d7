"""What a rule of the standard came to in one handling, and the line it rests on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desk.quality.standard import RuleId


class Outcome(StrEnum):
    MET = "met"
    MISSED = "missed"
    NOT_ASKED = "not_asked"
    """The rule had nothing to ask here, or nobody can tell yet."""


@dataclass(frozen=True)
class Verdict:
    """`seq` is the entry it rests on, None where there is none; `found` is what was seen there: no customer's words."""

    rule: RuleId
    outcome: Outcome
    seq: int | None = None
    found: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"rule": str(self.rule), "outcome": str(self.outcome), "seq": self.seq, "found": self.found}
