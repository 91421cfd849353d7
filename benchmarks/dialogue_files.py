"""Labelled dialogues, one JSON object a line: reading them, and cutting them into the customer's turns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLES = frozenset({"customer", "bot", "agent"})
REASONS = frozenset(
    {
        "explicit_request", "frustration", "repeated_failure", "unresolved_after_answer", "sensitive",
        "policy_exception", "high_value_risk", "language", "identity_trouble",
    }
)  # fmt: skip


class DialogueFileInvalid(ValueError):
    """The file is not what the benchmark reads; the message names the line and the remedy."""


@dataclass(frozen=True)
class Line:
    """One message; `dissatisfied` is None where nobody labelled it."""

    role: str
    text: str
    dissatisfied: bool | None = None


@dataclass(frozen=True)
class Handoff:
    """After which customer message a person should take over, and why; `earliest` to `latest` is still fine."""

    turn: int
    earliest: int
    latest: int
    reason: str


@dataclass(frozen=True)
class Dialogue:
    """`labelled` tells a dialogue that needs no handoff from one nobody judged."""

    id: str
    lines: tuple[Line, ...]
    handoff: Handoff | None = None
    labelled: bool = False


@dataclass(frozen=True)
class Said:
    """The customer's messages between two replies, as indices, and the words of the reply that followed."""

    indices: tuple[int, ...]
    reply: str


def read_dialogues(path: Path) -> list[Dialogue]:
    """Raises DialogueFileInvalid for a missing file, a broken line or a label that points nowhere."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DialogueFileInvalid(f"{path} cannot be read ({error}): give a JSONL file of dialogues.") from error
    found = [_dialogue(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not found:
        raise DialogueFileInvalid(f"{path} holds no dialogue: give a JSONL file, one dialogue a line.")
    return found


def _dialogue(path: Path, number: int, text: str) -> Dialogue:
    try:
        stored: dict[str, Any] = json.loads(text)
        lines = tuple(Line(turn["role"], turn["text"], turn.get("dissatisfied")) for turn in stored["turns"])
        label = stored.get("handoff")
        handoff = Handoff(**{name: label[name] for name in ("turn", "earliest", "latest", "reason")}) if label else None
        dialogue = Dialogue(str(stored["id"]), lines, handoff, "handoff" in stored)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DialogueFileInvalid(f"{path}, line {number} is not a dialogue ({error!r}).") from error
    if problem := _problem(dialogue):
        raise DialogueFileInvalid(f"{path}, line {number} ({dialogue.id}): {problem}.")
    return dialogue


def _problem(dialogue: Dialogue) -> str | None:
    roles = [line.role for line in dialogue.lines]
    if not set(roles) <= ROLES:
        return f"a role is none of {', '.join(sorted(ROLES))}"
    label = dialogue.handoff
    if label is None:
        return None
    if label.reason not in REASONS:
        return f"the reason {label.reason} is none of {', '.join(sorted(REASONS))}"
    if not 0 <= label.earliest <= label.turn <= label.latest < len(roles) or roles[label.turn] != "customer":
        return "the handoff does not lie on a customer's turn between earliest and latest"
    return None


def customer_turns(dialogue: Dialogue) -> list[Said]:
    """The customer's turns; messages sent in a row are one turn, a reply before the first of them is left out."""
    turns: list[Said] = []
    for index, line in enumerate(dialogue.lines):
        if line.role == "customer":
            if turns and not turns[-1].reply:
                turns[-1] = Said((*turns[-1].indices, index), "")
            else:
                turns.append(Said((index,), ""))
        elif turns:
            turns[-1] = Said(turns[-1].indices, f"{turns[-1].reply} {line.text}".strip())
    return turns
