"""Makes .venv-rasa and .venv from their locks. See docs/decisions/0001-two-python-environments.md."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor.problem import Problem
from supervisor.setup import pythons, stamps
from supervisor.setup.progress import Progress

STAMP = ".setup-stamp"
NETWORK = "check the network and the free disk space, then run bin/setup again."


@dataclass(frozen=True)
class Environment:
    """A virtual environment: where, of which Pythons (best first), from which locks."""

    folder: str
    versions: tuple[str, ...]
    lock: str
    # Installed after the lock with the environment's own pip, whatever Python the wheel declares.
    wheel: str | None = None
    # A module that every Python of this environment reads when it starts.
    first: str | None = None

    def stamp_of(self, root: Path, version: str) -> str:
        """What this environment is made of."""
        names = [self.lock, *(name for name in (self.wheel, self.first) if name)]
        return stamps.digest([root / "requirements" / name for name in names], root, version)


RASA = Environment(".venv-rasa", ("3.11", "3.10"), "rasa.lock", "rasa-wheel.txt", "warmhand_processor.py")
DESK = Environment(".venv", ("3.11", "3.12", "3.13"), "dev.lock")


def is_current(environment: Environment, root: Path) -> bool:
    """True when the environment runs and was made of today's locks."""
    folder = root / environment.folder
    stamp = folder / STAMP
    if not stamp.exists():
        return False
    version = pythons.ask_version(folder / "bin/python")
    return version is not None and stamps.is_current(stamp, environment.stamp_of(root, version))


def make(environment: Environment, root: Path, uv: Path, progress: Progress, environ: Mapping[str, str]) -> None:
    """Bring the environment in line with its locks, anew when its Python is not one we want. Raises Problem."""
    folder = root / environment.folder
    python = folder / "bin/python"
    version = pythons.ask_version(python) if python.exists() else None
    if version is None or not version.startswith(tuple(f"{wanted}." for wanted in environment.versions)):
        version = _make_folder(environment, root, uv, progress, environ)
    (folder / STAMP).unlink(missing_ok=True)
    requirements = root / "requirements"
    progress.run(
        [str(uv), "pip", "sync", "--python", str(python), "--require-hashes", str(requirements / environment.lock)],
        failure=f"The packages of {environment.folder} could not be installed: {NETWORK}",
        watch=folder,
        environment={"UV_LINK_MODE": "hardlink", "UV_NO_PROGRESS": "1"},
    )
    if environment.wheel:
        pip = [str(python), "-m", "pip", "install", "--no-deps", "--ignore-requires-python", "--only-binary=:all:"]
        progress.run(
            [*pip, "--require-hashes", "-r", str(requirements / environment.wheel)],
            failure=f"Rasa could not be installed into {environment.folder}: {NETWORK}",
        )
    if environment.first:
        read_first(root / "requirements" / environment.first, folder, version)
    (folder / STAMP).write_text(environment.stamp_of(root, version) + "\n")


def read_first(module: Path, folder: Path, version: str) -> None:
    """Have that module read by every Python of the environment, whoever starts it."""
    place = folder / "lib" / f"python{version.rpartition('.')[0]}" / "site-packages"
    shutil.copy(module, place)
    (place / f"{module.stem}.pth").write_text(f"import {module.stem}\n")


def _make_folder(environment: Environment, root: Path, uv: Path, progress: Progress, environ: Mapping[str, str]) -> str:
    """Make an empty environment; its Python's version."""
    folder = root / environment.folder
    path, version = pythons.find(environment.versions, environ) or _fetch_python(environment, root, uv, progress)
    progress.note(f"with Python {version} ({path})")
    shutil.rmtree(folder, ignore_errors=True)
    progress.run(
        [str(uv), "venv", "--no-project", "--python", str(path), str(folder)],
        failure=f"{environment.folder} could not be made: remove that folder and run bin/setup again.",
    )
    return version


def _fetch_python(environment: Environment, root: Path, uv: Path, progress: Progress) -> tuple[Path, str]:
    """Have uv bring a Python of the version we like best, into var/tools. Raises Problem."""
    wanted = environment.versions[0]
    place = root / "var/tools/python"
    progress.note(f"no Python {' or '.join(environment.versions)} found; fetching {wanted}")
    progress.run(
        [str(uv), "python", "install", "--install-dir", str(place), "--no-bin", wanted],
        failure=f"{environment.folder} needs Python {wanted} and it could not be fetched: "
        f"install python{wanted}, then run bin/setup again.",
        watch=place,
    )
    for candidate in sorted(place.glob(f"cpython-{wanted}*/bin/python{wanted}")):
        version = pythons.ask_version(candidate)
        if version is not None:
            return candidate, version
    raise Problem(f"{environment.folder} needs Python {wanted}: install python{wanted}, then run bin/setup again.")
