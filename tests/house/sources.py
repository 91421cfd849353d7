"""Our own files, as git would list them: tracked, or new and not ignored."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@functools.cache
def our_files() -> tuple[Path, ...]:
    """Every file of the repository that exists, as paths relative to its root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return tuple(Path(name) for name in names if name and (ROOT / name).is_file())


def read(path: Path) -> str:
    """The text of one of them."""
    return (ROOT / path).read_text(encoding="utf-8")
