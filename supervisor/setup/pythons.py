"""Finds a Python that works. A name on PATH is not enough: a version manager's stand-in may refuse to run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ASK_SECONDS = 20.0
# ssl for the registry, sqlite3 for the record, ctypes for numpy: a Python built without them is of no use.
QUESTION = "import sys, ssl, sqlite3, ctypes, zlib; print('%d.%d.%d' % sys.version_info[:3])"

Ask = Callable[[Path], str | None]


def find(versions: Iterable[str], environ: Mapping[str, str], ask: Ask | None = None) -> tuple[Path, str] | None:
    """The first working Python of the first of `versions` ("3.11") that has one: its path and full version."""
    asks = ask or ask_version
    for version in versions:
        for candidate in candidates(version, environ):
            answer = asks(candidate)
            if answer is not None and answer.startswith(f"{version}."):
                return candidate, answer
    return None


def candidates(version: str, environ: Mapping[str, str]) -> list[Path]:
    """Where a Python of that version may be, likely places first."""
    name = f"python{version}"
    on_path = [Path(folder) / name for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    usual = [Path("/usr/bin") / name, Path("/usr/local/bin") / name]
    pyenv = Path(environ.get("PYENV_ROOT") or Path(environ.get("HOME") or "/") / ".pyenv") / "versions"
    kept = sorted(pyenv.glob(f"{version}.*/bin/python"), key=_patch_number, reverse=True) if pyenv.is_dir() else []
    found = dict.fromkeys([*on_path, *usual, *kept])
    return [path for path in found if path.is_file()]


def ask_version(python: Path) -> str | None:
    """The full version of a Python that runs, or None."""
    try:
        done = subprocess.run(
            [str(python), "-I", "-c", QUESTION], capture_output=True, text=True, timeout=ASK_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _patch_number(path: Path) -> int:
    digits = path.parent.parent.name.split(".")[-1]
    return int(digits) if digits.isdigit() else -1
