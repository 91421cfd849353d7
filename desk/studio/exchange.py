"""Examples from and to other tools: tab-separated lines and Rasa files. Pure; every fault has its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from desk import errors
from desk.studio.example import Example, as_line, checked_line, same
from desk.studio.training_files import NotEditable, Place, examples_in

MOST_ROWS = 100_000
MOST_FINDINGS = 200
LONGEST_LINE = 20_000
_FORMULA = re.compile(r"^[=+\-@\t\r]")
HEAD = ("text", "intent")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line, from 1."""

    line: int
    code: str
    message: str


@dataclass(frozen=True)
class Brought:
    """What an import holds: new examples, how many are there already, and what cannot be taken."""

    rows: int
    new: tuple[Example, ...]
    known: int
    faults: tuple[Fault, ...]


def decoded(raw: bytes) -> str:
    """The text of an uploaded file; raises `not_utf8` with its line."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        raise errors.data_refused("not_utf8", "The file is not UTF-8 text.", None, line) from wrong


def brought(
    text: str, form: str, intents: Collection[str], entities: Collection[str], there: Iterable[Example]
) -> Brought:
    """Read an import. Raises `import_too_long`, and what a Rasa file is refused for."""
    known = {(example.intent, same(example.line)): True for example in there}
    taught = {words: intent for intent, words in known}
    new: list[Example] = []
    faults: list[Fault] = []
    rows = held = 0
    for number, line, intent in _rows(text, form):
        rows += 1
        if rows > MOST_ROWS:
            raise errors.data_refused("import_too_long", f"An import has at most {MOST_ROWS:,} lines.", None, number)
        fault = _fault(number, line, intent, intents, taught)
        if fault is None:
            try:
                kept = checked_line(line, entities) if form == "rasa" else as_line(_without_guard(line))
            except errors.DeskError as wrong:
                fault = Fault(number, "line_wrong", wrong.message)
            else:
                key = (intent, same(kept))
                if key in known:
                    held += 1
                else:
                    known[key] = True
                    taught[key[1]] = intent
                    new.append(Example(intent, kept))
        if fault is not None and len(faults) < MOST_FINDINGS:
            faults.append(fault)
    return Brought(rows, tuple(new), held, tuple(faults))


def _rows(text: str, form: str) -> Iterator[tuple[int, str, str]]:
    if form == "rasa":
        try:
            for place in examples_in("import", text):
                yield place.line, place.example.line, place.example.intent
        except NotEditable as wrong:
            raise errors.data_refused("not_editable", wrong.message, None, wrong.line) from wrong
        return
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and tuple(cell.strip().lower() for cell in cells) == HEAD):
            continue
        yield number, cells[0], cells[1].strip() if len(cells) == 2 else ""


def _fault(number: int, line: str, intent: str, intents: Collection[str], taught: dict[str, str]) -> Fault | None:
    if not intent:
        return Fault(number, "columns", "A line is a text, a tab and an intent.")
    if len(line) > LONGEST_LINE:
        return Fault(number, "line_too_long", "This line is too long for a message.")
    if not line.strip():
        return Fault(number, "line_empty", "There are no words.")
    if intent not in intents:
        return Fault(number, "no_such_intent", f"The assistant knows no intent {intent[:60]!r}.")
    other = taught.get(same(line))
    if other is not None and other != intent:
        return Fault(number, "contradiction", f"The same words stand under {other} already.")
    return None


def _without_guard(text: str) -> str:
    """What `exported` put before a formula is taken away again."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def exported(places: Iterable[Place], form: str) -> str:
    """All examples; in a table, what a spreadsheet would run as a formula begins with an apostrophe."""
    if form == "tsv":
        page = io.StringIO()
        rows = csv.writer(page, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        rows.writerow(HEAD)
        for place in places:
            line = place.example.line.replace("\t", " ")
            rows.writerow((f"'{line}" if _FORMULA.match(line) else line, place.example.intent))
        return page.getvalue()
    by_intent: dict[str, list[str]] = {}
    for place in places:
        by_intent.setdefault(place.example.intent, []).append(place.example.line)
    lines = ['version: "3.1"', "", "nlu:"]
    for intent, texts in by_intent.items():
        lines += [f"  - intent: {intent}", "    examples: |", *(f"      - {text}" for text in texts), ""]
    return "\n".join(lines)
