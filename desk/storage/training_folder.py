"""The training data on disk: read as a whole, written as a whole, never half.

`domain.yml`, `config.yml` and everything below `data/` that Rasa reads. Two desks on one folder wait for each other.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from desk.studio.ports import DataFiles, DataRefused

LARGEST = 5_000_000
BESIDE = ("domain.yml", "config.yml")


class TrainingFolder:
    """Keeps `desk.studio.ports.TrainingData`. Paths are relative to `root`, with forward slashes."""

    def __init__(self, root: Path, exam: Path) -> None:
        self._root, self._exam = root, exam
        self._domain: tuple[str, tuple[str, ...], frozenset[str]] | None = None

    def read(self) -> DataFiles:
        texts = {self._name(path): self._text(path) for path in self._paths()}
        return DataFiles(texts, {name: digest(text) for name, text in texts.items()})

    def write(self, changed: Mapping[str, str], seen: DataFiles) -> None:
        for name, text in changed.items():
            self._check_name(name)
            check_yaml(name, text)
        with self._alone():
            before = self._before(changed, seen)
            fresh = [self._put_beside(name, text) for name, text in changed.items()]
            try:
                for name, path in zip(changed, fresh, strict=True):
                    path.replace(self._root / name)
            except OSError as failure:
                self._restore(before)
                raise _refused(failure) from failure

    def intents(self) -> tuple[str, ...]:
        return self._read_domain()[1]

    def entities(self) -> frozenset[str]:
        return self._read_domain()[2]

    def exam(self) -> list[tuple[str, str]]:
        if not self._exam.exists():
            return []
        lines = self._text(self._exam).splitlines()
        rows = [line.split("\t") for line in lines[1:] if line.strip()]
        wrong = next((number for number, row in enumerate(rows, 2) if len(row) != 2), None)
        if wrong is not None:
            raise DataRefused(
                "exam_wrong", "A line of the exam is a text, a tab and an intent.", str(self._exam), wrong
            )
        return [(text, intent) for text, intent in rows]

    def _paths(self) -> list[Path]:
        below = sorted(path for path in (self._root / "data").rglob("*.yml") if path.is_file())
        return [*(self._root / name for name in BESIDE), *below]

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _text(self, path: Path) -> str:
        try:
            if path.stat().st_size > LARGEST:
                raise DataRefused("file_too_large", f"{path.name} is larger than {LARGEST // 1_000_000} MB.", path.name)
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as wrong:
            line = path.read_bytes()[: wrong.start].count(b"\n") + 1
            raise DataRefused("not_utf8", f"{path.name} is not UTF-8 text.", self._name(path), line) from wrong
        except OSError as failure:
            raise _refused(failure) from failure

    def _check_name(self, name: str) -> None:
        path = Path(name)
        inside = name in BESIDE or (path.parts[:1] == ("data",) and path.suffix == ".yml" and ".." not in path.parts)
        real = (self._root / path).resolve()
        if path.is_absolute() or not inside or not real.is_relative_to(self._root.resolve()):
            raise DataRefused("no_such_file", "The studio changes files of the training data only.", name)

    def _before(self, changed: Mapping[str, str], seen: DataFiles) -> dict[str, str | None]:
        before: dict[str, str | None] = {}
        for name in changed:
            path = self._root / name
            before[name] = self._text(path) if path.exists() else None
            now = before[name]
            if (digest(now) if now is not None else None) != seen.versions.get(name):
                raise DataRefused("changed_meanwhile", f"{name} was changed meanwhile: please look again.", name)
        return before

    def _put_beside(self, name: str, text: str) -> Path:
        path = self._root / name
        fresh = path.with_name(f".{path.name}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(text.encode("utf-8"))
        except OSError as failure:
            fresh.unlink(missing_ok=True)
            raise _refused(failure) from failure
        return fresh

    def _restore(self, before: Mapping[str, str | None]) -> None:
        for name, text in before.items():
            if text is None:
                (self._root / name).unlink(missing_ok=True)
            else:
                (self._root / name).write_bytes(text.encode("utf-8"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            folder = os.open(self._root / "data", os.O_RDONLY)
        except OSError as failure:
            raise _refused(failure) from failure
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _read_domain(self) -> tuple[str, tuple[str, ...], frozenset[str]]:
        text = self._text(self._root / "domain.yml")
        version = digest(text)
        if self._domain is None or self._domain[0] != version:
            domain = check_yaml("domain.yml", text)
            named = [_names(domain.get(key) if isinstance(domain, dict) else None) for key in ("intents", "entities")]
            self._domain = (version, named[0], frozenset(named[1]))
        return self._domain


def digest(text: str) -> str:
    """What tells two versions of a file apart."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def check_yaml(name: str, text: str) -> object:
    """The document; raises DataRefused at the line where it cannot be read."""
    if len(text) > LARGEST:
        raise DataRefused("file_too_large", f"{name} is larger than {LARGEST // 1_000_000} MB.", name)
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else None
        raise DataRefused("yaml_wrong", f"This is no YAML: {wrong.problem}.", name, line) from wrong
    except YAMLError as wrong:
        raise DataRefused("yaml_wrong", "This is no YAML.", name) from wrong


def _names(listed: object) -> tuple[str, ...]:
    # Rasa lets a name stand alone or with settings.
    found = listed if isinstance(listed, list) else []
    return tuple(str(next(iter(each))) if isinstance(each, dict) else str(each) for each in found)


def _refused(failure: OSError) -> DataRefused:
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return DataRefused("disk_full", "The disk is full: nothing was changed, and no label is lost.")
    return DataRefused("data_unavailable", f"The training data cannot be reached ({type(failure).__name__}).")
