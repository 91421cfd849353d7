"""Labelled messages, `text<TAB>intent` a line below a header row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class RowsInvalid(ValueError):
    """A file is not what the benchmark reads; the message names it and the remedy."""


@dataclass(frozen=True)
class Row:
    """One message and what it asks for."""

    text: str
    intent: str


def read_rows(paths: Sequence[Path]) -> list[Row]:
    """The rows of all files. Quotes are literal, and the last tab of a line parts text and intent."""
    rows: list[Row] = []
    for path in paths:
        try:
            lines = path.read_text("utf-8").split("\n")[1:]
        except FileNotFoundError:
            raise RowsInvalid(
                f"{path} is not there: give a file of text<TAB>intent lines below a header row."
            ) from None
        except (OSError, UnicodeDecodeError) as problem:
            raise RowsInvalid(f"{path} cannot be read as UTF-8 text ({problem}).") from problem
        rows += [_row(line.rstrip("\r"), path, number) for number, line in enumerate(lines, 2) if line.strip()]
    if not rows:
        raise RowsInvalid(f"{', '.join(map(str, paths))} holds no rows below the header.")
    return rows


def _row(line: str, path: Path, number: int) -> Row:
    text, tab, intent = line.rpartition("\t")
    if not tab or not text.strip() or not intent.strip():
        raise RowsInvalid(f"{path}, line {number}, is not text<TAB>intent: {line[:60]!r}.")
    return Row(text, intent.strip())
