"""Looks at a model before it is loaded, then becomes the program that loads it.

`python checked_model.py <folder> <model id or ""> <program> ...`: a model is an archive that Rasa unpacks and whose
parts it runs, so one that could write outside its folder, that holds what can run by itself, or that is not the one
that was trained here, is refused before Rasa sees it. Done in the process that becomes Rasa: nothing that is known of
a model is older than the moment before it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

if __name__ == "__main__":  # started alone and isolated: nothing but our own folder is looked in
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supervisor.model_archive import ArchiveRefused, look_through

FILE = "trained.json"
"""In the models' folder: the SHA-256 of every model that `bin/train` made, by file name."""
SUFFIX = ".tar.gz"
REFUSED = 78
"""The exit code of a refusal; the last line printed is then `<code>: <sentence>`."""
MODEL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class ModelRefused(Exception):
    """`code` is for machines; the text is one sentence that says why and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def main(arguments: list[str]) -> None:
    """Check a model of a folder, or the newest, then become the program, told to load that model and no other."""
    folder, model_id, *command = arguments
    try:
        known = trained(Path(folder))
        model = named(Path(folder), model_id) if model_id else newest(Path(folder), known)
        check(model, known)
    except ModelRefused as refused:
        print(f"{refused.code}: {refused}", file=sys.stderr)
        sys.exit(REFUSED)
    os.execvp(command[0], [*command, "--model", str(model)])  # noqa: S606 - the whole purpose


def named(folder: Path, model_id: str) -> Path:
    """The archive of that id; raises ModelRefused when there is none."""
    model = folder / f"{model_id}{SUFFIX}"
    if not MODEL_ID.fullmatch(model_id) or model.is_symlink() or not model.is_file():
        raise ModelRefused("not_there", f"There is no model {model_id[:80]!r} in {folder}.")
    return model


def newest(folder: Path, known: Mapping[str, str]) -> Path:
    """The model that `bin/train` made last, or whichever was written last where it never noted one.

    What others put there, say a candidate of the studio, is loaded when it is named and not before. Raises
    ModelRefused when there is none.
    """
    models = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
    ours = [model for model in models if model.name in known] if known else models
    if not ours:
        raise ModelRefused("not_there", f"There is no trained model in {folder}: run bin/train.")
    return ours[-1]


def trained(folder: Path) -> dict[str, str]:
    """What `bin/train` made; empty where nothing was noted yet."""
    path = folder / FILE
    if not path.exists():
        return {}
    known = _document(path)
    if known is None or not all(isinstance(digest, str) for digest in known.values()):
        raise ModelRefused("unreadable", f"{path} cannot be read: remove it and run bin/train.")
    return known


def note(model: Path) -> None:
    """Remember a model that was just trained."""
    path = model.parent / FILE
    known = {name: digest for name, digest in trained(model.parent).items() if (model.parent / name).exists()}
    fresh = path.with_name(f".{FILE}.new")
    fresh.write_text(json.dumps(known | {model.name: digest_of(model)}, indent=1) + "\n", "utf-8")
    fresh.replace(path)


def check(model: Path, known: Mapping[str, str]) -> None:
    """Raise ModelRefused unless it is as it was trained and holds nothing that could harm.

    Its manifest says how it was trained; without one, what `bin/train` noted. Where neither was ever written there is
    nothing to compare with, and only the archive itself is looked at.
    """
    expected = _expected(model, known)
    if expected is not None and digest_of(model) != expected:
        raise ModelRefused(
            "not_as_trained", f"{model} is not as it was trained, so it is not loaded: remove it, or train again."
        )
    try:
        look_through(model)
    except ArchiveRefused as refused:
        raise ModelRefused(
            refused.code, f"{model} holds {refused}, so it is not loaded: remove it, or train again."
        ) from refused


def _expected(model: Path, known: Mapping[str, str]) -> str | None:
    manifest = model.with_name(model.name.removesuffix(SUFFIX) + ".json")
    if manifest.exists():
        digest = (_document(manifest) or {}).get("sha256")
        if not isinstance(digest, str):
            raise ModelRefused("manifest_wrong", f"{manifest} cannot be read, so its model is not loaded.")
        return digest
    if known and model.name not in known:
        raise ModelRefused(
            "not_trained_here", f"{model} was not trained here, so it is not loaded: remove it, or run bin/train."
        )
    return known.get(model.name)


def _document(path: Path) -> dict[str, str] | None:
    """What a file of JSON says; None when it says nothing that can be read."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (ValueError, OSError):
        return None
    return document if isinstance(document, dict) else None


def digest_of(path: Path) -> str:
    """SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(sys.argv[1:])
