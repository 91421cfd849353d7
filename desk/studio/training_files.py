"""Examples in Rasa's YAML, changed line by line, so that comments, order and spelling of all else stay. Pure.

Only what is written as a block of lines (`examples: |`) is changed; anything else is refused and left to an editor.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.studio.example import Example, same

_INTENT = re.compile(r"^(?P<indent>\s*)- intent:\s*['\"]?(?P<name>[^'\"#\s]+)['\"]?\s*(?:#.*)?$")
_EXAMPLES = re.compile(r"^(?P<indent>\s*)examples:\s*\|[-+]?\s*$")
_LINE = re.compile(r"^(?P<indent>\s*)- (?P<text>.*)$")


class NotEditable(Exception):
    """The file is not written as the studio writes; `line` says where."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(message)
        self.path, self.line, self.message = path, line, message


@dataclass(frozen=True)
class Place:
    """An example where it stands; `line` counts from 1."""

    path: str
    line: int
    example: Example


@dataclass(frozen=True)
class _Block:
    """The lines of one intent's examples: from `begin` up to, not with, `end` (from 0)."""

    intent: str
    begin: int
    end: int
    indent: str


def examples_in(path: str, text: str) -> Iterator[Place]:
    """Every example of a file."""
    lines = text.splitlines()
    for block in _blocks(path, lines):
        for number in range(block.begin, block.end):
            found = _LINE.match(lines[number])
            if found:
                yield Place(path, number + 1, Example(block.intent, found["text"].strip()))


def with_examples(files: Mapping[str, str], wanted: Sequence[Example], new_home: str) -> dict[str, str]:
    """The files that change when these examples are added; what is there already is not added twice.

    An intent without examples so far is begun at the end of `new_home`. Raises NotEditable.
    """
    known = {
        (place.example.intent, same(place.example.line))
        for path, text in files.items()
        for place in examples_in(path, text)
    }
    changed = dict(files)
    for intent in dict.fromkeys(example.intent for example in wanted):
        lines: list[str] = []
        for example in wanted:
            key = (example.intent, same(example.line))
            if example.intent == intent and key not in known:
                known.add(key)
                lines.append(example.line)
        if lines:
            home = _home_of(intent, changed) or new_home
            changed[home] = _added(home, changed.get(home, 'version: "3.1"\n\nnlu:\n'), intent, lines)
    return {path: text for path, text in changed.items() if text != files.get(path)}


def without_examples(files: Mapping[str, str], unwanted: Sequence[Example]) -> dict[str, str]:
    """The files that change when these examples are taken out again, wherever they stand by now. Raises NotEditable."""
    gone = {(example.intent, same(example.line)) for example in unwanted}
    changed = {}
    for path, text in files.items():
        numbers = {p.line for p in examples_in(path, text) if (p.example.intent, same(p.example.line)) in gone}
        if numbers:
            lines = text.splitlines(keepends=True)
            changed[path] = "".join(line for number, line in enumerate(lines, 1) if number not in numbers)
    return changed


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What changed, as `diff -u` and `git apply` have it."""
    return "".join(
        line
        for path in sorted(after)
        for line in difflib.unified_diff(
            before.get(path, "").splitlines(keepends=True),
            after[path].splitlines(keepends=True),
            f"a/{path}" if path in before else "/dev/null",
            f"b/{path}",
        )
    )


def _home_of(intent: str, files: Mapping[str, str]) -> str | None:
    for path, text in files.items():
        if any(block.intent == intent for block in _blocks(path, text.splitlines())):
            return path
    return None


def _added(path: str, text: str, intent: str, lines: Sequence[str]) -> str:
    rows = text.splitlines()
    block = next((block for block in _blocks(path, rows) if block.intent == intent), None)
    if block is None:
        begun = ["", f"  - intent: {intent}", "    examples: |", *(f"      - {line}" for line in lines)]
        return "\n".join([*rows, *begun]) + "\n"
    return "\n".join([*rows[: block.end], *(f"{block.indent}- {line}" for line in lines), *rows[block.end :]]) + "\n"


def _blocks(path: str, lines: Sequence[str]) -> Iterator[_Block]:
    for number, line in enumerate(lines):
        found = _INTENT.match(line)
        if found is None:
            continue
        head = number + 1
        while head < len(lines) and not lines[head].strip():
            head += 1
        opened = _EXAMPLES.match(lines[head]) if head < len(lines) else None
        if opened is None:
            raise NotEditable(path, number + 1, f"The examples of {found['name']} are not a block of lines.")
        yield _block(found["name"], lines, head + 1, len(opened["indent"]))


def _block(intent: str, lines: Sequence[str], begin: int, above: int) -> _Block:
    end, last, indent = begin, begin, " " * (above + 2)
    while end < len(lines):
        line = lines[end]
        if line.strip():
            depth = len(line) - len(line.lstrip())
            if depth <= above:
                break
            found = _LINE.match(line)
            indent = found["indent"] if found else indent
            last = end + 1
        end += 1
    return _Block(intent, begin, last, indent)
