"""The questions a message is asked, and which examples answer them with yes, no or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

SENSITIVE_KINDS = ("legal", "injury", "fraud", "privacy", "bereavement", "self_harm")


@dataclass(frozen=True)
class Question:
    """`yes` are files of example lines, `open` files that may hold either answer, and so with the shop's intents.

    `reason` is the handoff reason whose turn answers yes; turns where the answer cannot be known are left out.
    """

    name: str
    yes: tuple[str, ...]
    open: tuple[str, ...] = ("displeased",)
    reason: str | None = None
    shop_yes: tuple[str, ...] = ()
    shop_open: tuple[str, ...] = ("complaint",)

    def of_dialogue(self, dialogue: Mapping[str, Any], index: int) -> bool | None:
        """What the label of a dialogue says about its turn `index`; None where it says nothing."""
        turn, handoff = dialogue["turns"][index], dialogue.get("handoff")
        if self.name == "displeased":
            return turn.get("dissatisfied")
        if self.reason is None:
            return None
        if handoff is None:
            return False
        if handoff["reason"] == self.reason:
            return True if index == handoff["turn"] else None
        if index < handoff["earliest"]:
            return None if self.name in ("corrects", "did_not_help") else False
        if index == handoff["turn"]:
            return None if handoff["reason"] in ("frustration", "repeated_failure") else False
        return None


QUESTIONS = (
    Question(
        "wants_person",
        ("wants_person",),
        ("displeased", "exception", "leaving", "legal"),
        "explicit_request",
        ("human_request",),
        ("complaint", "bot_challenge"),
    ),
    Question("corrects", ("corrects",), ("displeased", "wants_person", "did_not_help", "identity"), "repeated_failure"),
    Question("did_not_help", ("did_not_help",), ("displeased", "wants_person", "identity"), "unresolved_after_answer"),
    Question("exception", ("exception",), ("wants_person",), "policy_exception"),
    Question("high_value", ("leaving", "large_order"), ("legal",), "high_value_risk"),
    Question("leaving", ("leaving",), ("legal",), None),
    Question("large_order", ("large_order",), (), None),
    Question("identity", ("identity",), ("wants_person", "fraud"), "identity_trouble"),
    Question("sensitive", SENSITIVE_KINDS, (), "sensitive", (), ("complaint", "privacy_request")),
    *(Question(kind, (kind,), (), None) for kind in SENSITIVE_KINDS),
    Question("displeased", ("displeased",), ("leaving", "legal", "wants_person"), None, ("complaint",), ()),
    Question("settled", ("settled",), (), None, ("thanks", "goodbye", "praise", "affirm"), ("greet", "deny")),
)
