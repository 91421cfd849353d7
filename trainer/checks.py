"""What is wrong with the training data: every finding at its line, errors before warnings. Pure but for the encoder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trainer.training_data import DataWrong, Lessons, Line

THIN, UNBALANCED = 10, 8.0
SAME_MEANING = 0.97
MOST_FINDINGS = 300
BUILT_IN = frozenset({"restart", "back", "out_of_scope", "session_start", "nlu_fallback"})
RASAS_OWN = frozenset(
    {"action_listen", "action_restart", "action_back", "action_session_start", "action_default_fallback",
     "action_deactivate_loop", "..."}
)  # fmt: skip
Encode = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class Finding:
    """`level` is `error` (a model must not be trained) or `warning`."""

    level: str
    code: str
    message: str
    file: str | None = None
    line: int | None = None


def of_wrong(wrong: DataWrong) -> Finding:
    """What makes the data unreadable, as a finding."""
    return Finding("error", wrong.code, wrong.message, wrong.file, wrong.line)


def findings(lessons: Lessons, encode: Encode, texts: Mapping[str, str]) -> list[Finding]:
    """Everything, errors first. `texts` are the files whose places are looked for."""
    found = [
        *_twice(lessons.lines),
        *_few(lessons),
        *_unknown(lessons, texts),
        *_contradicting_rules(lessons, texts),
        *_same_meaning(lessons.lines, encode),
    ]
    return sorted(found, key=lambda each: (each.level != "error", each.file or "", each.line or 0))[:MOST_FINDINGS]


def _twice(lines: Sequence[Line]) -> Iterator[Finding]:
    by_words: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_words[line.text.strip().lower()].append(line)
    for those in by_words.values():
        first = those[0]
        for other in those[1:]:
            if other.intent != first.intent:
                says = f"“{other.text[:80]}” stands under {first.intent} ({first.file}:{first.line}) as well."
                yield Finding("error", "contradiction", says, other.file, other.line)


def _few(lessons: Lessons) -> Iterator[Finding]:
    counted = lessons.intents
    usual = float(np.median(list(counted.values())))
    for intent, count in counted.items():
        line = next(line for line in lessons.lines if line.intent == intent)
        if count < 2:
            yield Finding("error", "one_example", f"{intent} has a single example.", line.file, line.line)
        elif count < THIN:
            yield Finding("warning", "thin", f"{intent} has only {count} examples.", line.file, line.line)
        elif count > UNBALANCED * usual:
            says = f"{intent} has {count} examples where others have {usual:.0f}: it may draw messages to itself."
            yield Finding("warning", "unbalanced", says, line.file, line.line)


def _unknown(lessons: Lessons, texts: Mapping[str, str]) -> Iterator[Finding]:
    domain = lessons.documents.get("domain.yml") or {}
    intents = _names(domain.get("intents")) | BUILT_IN
    actions = _names(domain.get("actions")) | set(domain.get("responses") or {}) | set(domain.get("forms") or {})
    for line in {line.intent: line for line in lessons.lines}.values():
        if line.intent not in intents:
            yield Finding("error", "unknown_intent", f"The domain has no intent {line.intent}.", line.file, line.line)
    for file, kind, steps in _stories(lessons):
        for key, known in (("intent", intents), ("action", actions | RASAS_OWN)):
            for name in sorted({name for step in steps for name in _named(step, key)} - known):
                says = f"A {kind} names the {key} {name}, which the domain does not have."
                yield Finding("error", f"unknown_{key}", says, file, _line_of(texts.get(file, ""), f"{key}: {name}"))
    for intent in sorted(intents - set(lessons.intents) - BUILT_IN):
        line = _line_of(texts.get("domain.yml", ""), f"- {intent}")
        yield Finding("warning", "untaught", f"{intent} has no examples, so it is never read.", "domain.yml", line)


def _named(step: Mapping[str, Any], key: str) -> list[str]:
    name = step.get(key)
    return [str(each) for each in (name if isinstance(name, list) else [name] if name else [])]


def _contradicting_rules(lessons: Lessons, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Rules without a condition that begin alike and go on differently: only one of them could ever be followed."""
    begun: dict[str, tuple[str, str]] = {}
    for file, document in lessons.documents.items():
        for rule in (document.get("rules") or []) if isinstance(document, dict) else []:
            steps = rule.get("steps") or []
            if rule.get("condition") or len(steps) < 2 or not steps[0].get("intent") or len(steps[0]) > 1:
                continue
            if not isinstance(steps[0]["intent"], str):
                continue
            intent, then = steps[0]["intent"], str(steps[1])
            name = str(rule.get("rule"))
            if intent in begun and begun[intent][1] != then:
                says = f"The rule “{name}” cannot be followed: “{begun[intent][0]}” answers {intent} otherwise."
                yield Finding("error", "unreachable_rule", says, file, _line_of(texts.get(file, ""), f"rule: {name}"))
            begun.setdefault(intent, (name, then))


def _same_meaning(lines: Sequence[Line], encode: Encode) -> Iterator[Finding]:
    """Lines of two intents that mean the same, word for word or not."""
    vectors = np.vstack([encode(line.text) for line in lines]).astype(np.float32)
    intents = np.array([line.intent for line in lines])
    for begin in range(0, len(lines), 1000):
        alike = vectors[begin : begin + 1000] @ vectors.T
        for row, other in zip(*np.nonzero(alike >= SAME_MEANING), strict=True):
            at = begin + int(row)
            if at < other and intents[at] != intents[other]:
                one, two = lines[at], lines[other]
                if one.text.strip().lower() == two.text.strip().lower():
                    continue
                says = f"“{two.text[:80]}” means what “{one.text[:80]}” does, which stands under {one.intent}."
                yield Finding("warning", "conflict", says, two.file, two.line)


def _stories(lessons: Lessons) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    for file, document in lessons.documents.items():
        for key, kind in (("rules", "rule"), ("stories", "story")):
            for story in (document.get(key) or []) if isinstance(document, dict) else []:
                yield file, kind, [step for step in story.get("steps") or [] if isinstance(step, dict)]


def _names(listed: Any) -> set[str]:
    return {str(next(iter(each))) if isinstance(each, dict) else str(each) for each in listed or []}


def _line_of(text: str, wanted: str) -> int | None:
    return next((number for number, line in enumerate(text.splitlines(), 1) if wanted in line), None)
