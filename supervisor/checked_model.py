"""Looks at the newest model before it is loaded, then becomes the program that loads it.

`python checked_model.py <folder> <program> ...`: a model is an archive that Rasa unpacks and whose parts it runs, so
one that could write outside its folder, or that is not the one that was trained here, is refused before Rasa sees it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

FILE = "trained.json"
"""In the models' folder: the SHA-256 of every model that was trained here, by file name."""
LARGEST_BYTES = 4_000_000_000
"""Unpacked; our own are a hundredth of it."""


class ModelRefused(Exception):
    """The text is one sentence that says why and what to do."""


def main(arguments: list[str]) -> None:
    """Check the newest model of a folder, then become the program, told to load that model and no other."""
    folder, *command = arguments
    try:
        model = newest(Path(folder))
        check(model, trained(Path(folder)))
    except ModelRefused as refused:
        sys.exit(str(refused))
    os.execvp(command[0], [*command, "--model", str(model)])  # noqa: S606 - the whole purpose


def newest(folder: Path) -> Path:
    """The model that was written last, as Rasa itself would choose; raises ModelRefused when there is none."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise ModelRefused(f"There is no trained model in {folder}: run bin/train.")
    return models[-1]


def trained(folder: Path) -> dict[str, str]:
    """What was trained here; empty where nothing was noted yet."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        known = json.loads(path.read_text("utf-8"))
    except ValueError:
        known = None
    if not isinstance(known, dict) or not all(isinstance(digest, str) for digest in known.values()):
        raise ModelRefused(f"{path} cannot be read: remove it and run bin/train.")
    return known


def note(model: Path) -> None:
    """Remember a model that was just trained."""
    path = model.parent / FILE
    known = {name: digest for name, digest in trained(model.parent).items() if (model.parent / name).exists()}
    fresh = path.with_name(f".{FILE}.new")
    fresh.write_text(json.dumps(known | {model.name: digest_of(model)}, indent=1) + "\n", "utf-8")
    fresh.replace(path)


def check(model: Path, known: Mapping[str, str]) -> None:
    """Raise ModelRefused unless it is as it was trained and stays within its own folder when it is unpacked.

    Where nothing was ever noted there is nothing to compare with, and only the archive itself is looked at.
    """
    if known:
        if model.name not in known:
            raise ModelRefused(f"{model} was not trained here, so it is not loaded: remove it, or run bin/train.")
        if digest_of(model) != known[model.name]:
            raise ModelRefused(f"{model} is not as it was trained, so it is not loaded: run bin/train.")
    try:
        with tarfile.open(model, "r:gz") as archive:
            wrong = next(_wrongs(archive), None)
    except (tarfile.TarError, OSError, EOFError) as damaged:
        raise ModelRefused(f"{model} is no readable archive ({damaged}): run bin/train.") from damaged
    if wrong is not None:
        raise ModelRefused(f"{model} holds {wrong}, so it is not loaded: remove it and run bin/train.")


def digest_of(path: Path) -> str:
    """SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _wrongs(archive: tarfile.TarFile) -> Iterator[str]:
    size = 0
    for member in archive:
        path = PurePosixPath(member.name)
        size += member.size
        # Rasa packs its own folder under the name "/".
        if (path.is_absolute() and not (member.isdir() and member.name.strip("/") == "")) or ".." in path.parts:
            yield f"a path out of its folder ({member.name!r})"
        elif not (member.isfile() or member.isdir()):
            yield f"something that is neither file nor folder ({member.name!r})"
        elif size > LARGEST_BYTES:
            yield "more than a model can be"


if __name__ == "__main__":
    main(sys.argv[1:])
