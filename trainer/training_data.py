"""What the bot learns from, as it lies on disk: examples with their places, lookup tables, and digests of all of it.

Read with the quick YAML parser, since Rasa's own reader takes seconds; a test holds both against each other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_ENTITY = re.compile(r"\[([^\]]+?)\](?:\([^)]*?\)|\{[^}]+?\})")
_MARK = re.compile(r"^\s*-\s?")
LARGEST_FILE = 5_000_000
CODE = Path(__file__).resolve().parent.parent / "bot"


class DataWrong(Exception):
    """The data cannot be learnt from; `code` is stable, `file` and `line` (from 1) say where, as far as is known."""

    def __init__(self, code: str, message: str, file: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.file, self.line = code, message, file, line


@dataclass(frozen=True)
class Line:
    """One example: the words without marks of entities, and where they stand."""

    text: str
    intent: str
    file: str
    line: int

    @property
    def digest(self) -> str:
        """What tells whether a model has learnt it."""
        return hashlib.blake2b(f"{self.intent}\t{self.text}".encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Lessons:
    """All of the data. `nlu_hash` is of the examples and tables, `rest_hash` of everything else a model is made of."""

    lines: tuple[Line, ...]
    tables: Mapping[str, list[str]]
    documents: Mapping[str, Any] = field(repr=False)
    nlu_hash: str = ""
    rest_hash: str = ""

    @property
    def intents(self) -> dict[str, int]:
        """How many examples each intent has."""
        counted: dict[str, int] = {}
        for line in self.lines:
            counted[line.intent] = counted.get(line.intent, 0) + 1
        return counted


def read_lessons(root: Path, instead: Mapping[str, str] | None = None) -> Lessons:
    """Everything below `root`; `instead` holds files as they would be. Raises DataWrong."""
    texts = {name: _text(root / name, name) for name in _names(root)} | dict(instead or {})
    documents = {name: _document(name, text) for name, text in sorted(texts.items())}
    lines: list[Line] = []
    tables: dict[str, list[str]] = {}
    for name, document in documents.items():
        for part in _parts(name, document):
            where = _literal(name, part, texts[name])
            if "intent" in part:
                lines += _lines(name, part, where)
            elif "lookup" in part:
                tables[str(part["lookup"])] = [text for text, _ in where]
    if not lines:
        raise DataWrong("no_examples", "There is nothing to learn from: no file holds examples.")
    unique = tuple({(line.text, line.intent): line for line in reversed(lines)}.values())[::-1]
    nlu, rest = hashlib.sha256(), _code_hash()
    for name, text in sorted(texts.items()):
        only_nlu = set(documents[name] or {}) <= {"version", "nlu"} and name.startswith("data/")
        (nlu if only_nlu else rest).update(f"{name}\0{text}\0".encode())
    return Lessons(unique, tables, documents, nlu.hexdigest(), rest.hexdigest())


def _names(root: Path) -> list[str]:
    below = sorted(path.relative_to(root).as_posix() for path in (root / "data").rglob("*.yml") if path.is_file())
    return ["domain.yml", "config.yml", *below]


def _text(path: Path, name: str) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST_FILE:
            raise DataWrong("file_too_large", f"{name} is larger than {LARGEST_FILE // 1_000_000} MB.", name)
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = path.read_bytes()[: wrong.start].count(b"\n") + 1
        raise DataWrong("not_utf8", f"{name} is not UTF-8 text.", name, line) from wrong
    except OSError as failure:
        raise DataWrong("data_unavailable", f"{name} cannot be read ({type(failure).__name__}).", name) from failure


def _document(name: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else None
        raise DataWrong("yaml_wrong", f"This is no YAML: {wrong.problem}.", name, line) from wrong
    except yaml.YAMLError as wrong:
        raise DataWrong("yaml_wrong", "This is no YAML.", name) from wrong


def _parts(name: str, document: Any) -> Iterator[dict[str, Any]]:
    parts = document.get("nlu") if isinstance(document, dict) else None
    if parts is None:
        return
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise DataWrong("nlu_wrong", "Below nlu there is a list of intents, lookups, synonyms and regexes.", name)
    yield from parts


def _literal(name: str, part: dict[str, Any], text: str) -> list[tuple[str, int]]:
    """The lines of a block of examples, each with its place."""
    block = part.get("examples")
    what = next((key for key in ("intent", "lookup", "synonym", "regex") if key in part), "nlu")
    begin = _begin(text, what, str(part.get(what)))
    if not isinstance(block, str):
        raise DataWrong("not_a_block", f"The examples of {part.get(what)} are not a block of lines.", name, begin)
    rows = text.splitlines()
    place = next((n for n in range(begin - 1, len(rows)) if "examples:" in rows[n]), begin - 1) + 1
    return [
        (_MARK.sub("", row).strip(), place + offset)
        for offset, row in enumerate(block.splitlines(), 1)
        if row.strip().startswith("-") and _MARK.sub("", row).strip()
    ]


def _begin(text: str, key: str, value: str) -> int:
    wanted = re.compile(rf"^\s*-\s+{key}:\s*['\"]?{re.escape(value)}['\"]?\s*(?:#.*)?$")
    return next((n for n, row in enumerate(text.splitlines(), 1) if wanted.match(row)), 1)


def _lines(name: str, part: dict[str, Any], where: list[tuple[str, int]]) -> list[Line]:
    return [Line(_ENTITY.sub(r"\1", text), str(part["intent"]), name, line) for text, line in where]


def _code_hash() -> Any:
    """The bot's own code: another component, another model."""
    digest = hashlib.sha256()
    for path in sorted(path for path in CODE.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(CODE).as_posix().encode() + path.read_bytes())
    return digest
