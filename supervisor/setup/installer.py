"""Finds uv, which installs the environments; brings a private one where there is none."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from supervisor.problem import Problem
from supervisor.setup.progress import Progress

OLDEST = (0, 5)


def find_uv(root: Path, environ: Mapping[str, str]) -> Path | None:
    """A uv that is new enough: the machine's, or the one set-up brought earlier."""
    found = shutil.which("uv", path=environ.get("PATH"))
    for candidate in (Path(found) if found else None, private_uv(root)):
        if candidate is not None and _version(candidate) >= OLDEST:
            return candidate
    return None


def bring_uv(root: Path, progress: Progress) -> Path:
    """Install a uv, pinned by hash, into a folder of its own. Raises Problem when Python cannot make one."""
    if importlib.util.find_spec("ensurepip") is None:
        bring_venv(progress)
    folder = root / "var/tools/uv"
    shutil.rmtree(folder, ignore_errors=True)
    progress.run(
        [sys.executable, "-m", "venv", str(folder)],
        failure="A folder for uv could not be made with python3 -m venv: run apt-get install python3-venv.",
    )
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps"]
    progress.run(
        [*pip, "--only-binary=:all:", "--require-hashes", "-r", str(root / "requirements/uv.lock")],
        failure="uv could not be fetched: check the network, or install uv yourself, then run bin/setup again.",
        watch=folder,
    )
    return private_uv(root)


def bring_venv(progress: Progress) -> None:
    """Debian keeps venv in a package of its own; root may install it. Raises Problem otherwise."""
    sentence = "This python3 cannot make environments: run apt-get install python3-venv, then bin/setup again."
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Problem(sentence)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    progress.note("python3-venv is missing; installing it with apt-get")
    progress.run(["apt-get", "update"], failure=sentence, environment=quiet)
    progress.run(
        ["apt-get", "install", "-y", "--no-install-recommends", "python3-venv"], failure=sentence, environment=quiet
    )
    importlib.invalidate_caches()


def private_uv(root: Path) -> Path:
    """Where set-up puts its own."""
    return root / "var/tools/uv/bin/uv"


def _version(uv: Path) -> tuple[int, ...]:
    try:
        done = subprocess.run([str(uv), "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()
