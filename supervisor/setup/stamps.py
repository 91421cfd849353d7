"""How set-up knows that a step's result is up to date: a digest of what went in, kept beside what came out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(files: Iterable[Path], root: Path, *also: str) -> str:
    """A digest of the names and contents of `files` and of the words in `also`."""
    state = hashlib.sha256()
    for word in also:
        state.update(f"{len(word)}:{word}".encode())
    for path in sorted(files):
        content = path.read_bytes()
        state.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()


def is_current(stamp: Path, wanted: str) -> bool:
    """True when the stamp was made of the same input."""
    try:
        return stamp.read_text().strip() == wanted
    except FileNotFoundError:
        return False


def files_below(folder: Path, *, without: frozenset[str]) -> list[Path]:
    """All files below `folder`, leaving out folders of these names."""
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in without:
                found += files_below(path, without=without)
        elif path.is_file():
            found.append(path)
    return found
