"""A real conversation as a test of the bot's: what was said, masked, what should be read in it, what the bot did. Pure.

Rasa's test format: `rasa test`, and `bin/test-conversations`, run it once it lies below `tests/conversations`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from desk.conversations.bot_turn import BotJob, JobKind
from desk.studio.example import as_line
from desk.studio.heard import FALLBACK

FORM = "_form"


def story(name: str, jobs: Sequence[BotJob], texts: Mapping[int, str], meant: Mapping[int, str]) -> str:
    """`texts` are masked words by entry number; `meant` says what a person decided that a message means."""
    lines = ['version: "3.1"', "", "stories:", f"  - story: {name}", "    steps:"]
    known: dict[str, Any] = {}
    for job in jobs:
        if job.kind is not JobKind.TURN or job.answer is None or job.seq not in texts:
            continue
        read = job.answer.understanding
        intent = meant.get(job.seq, read.intent)
        lines += ["      - user: |", f"          {_marked(texts[job.seq], job)}", f"        intent: {intent}"]
        if intent == FALLBACK:
            lines[-1] += "  # nobody has said what it should be"
        for slot, value in read.slots.items():
            if known.get(slot) != value:
                shown = value if isinstance(value, int | float | bool) else "…"
                lines += ["      - slot_was_set:", f"          - {slot}: {json.dumps(shown, ensure_ascii=False)}"]
        known = dict(read.slots)
        for action in read.actions:
            lines.append(f"      - action: {action}")
            if action.endswith(FORM):
                lines.append(f"      - active_loop: {action}")
        if job.answer.handoff is not None:
            break
    return "\n".join(lines) + "\n"


def _marked(text: str, job: BotJob) -> str:
    """The words with the entities the bot found, where masking left them in their places."""
    assert job.answer is not None
    shown = as_line(text)
    if len(text) != len(job.text) or shown != text:
        return shown
    for entity in sorted(job.answer.understanding.entities, key=lambda each: -int(each.get("start") or 0)):
        begin, end = entity.get("start"), entity.get("end")
        if isinstance(begin, int) and isinstance(end, int) and 0 <= begin < end <= len(shown):
            shown = f"{shown[:begin]}[{shown[begin:end]}]({entity['entity']}){shown[end:]}"
    return shown
