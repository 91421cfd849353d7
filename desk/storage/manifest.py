"""What a backup says of itself: which files with which hashes, and up to which entry of each conversation."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = "manifest.json"
FORMAT = 1


class BackupRefused(Exception):
    """The backup or restore was not done; the text is one sentence that says why and what to do."""


class Manifest(BaseModel):
    """`made_at` and `last_entry_at` in UTC; `last_seq` by conversation; `files` are SHA-256 by path in the backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = Field(FORMAT, ge=FORMAT, le=FORMAT)
    made_at: str
    database: str
    schema_revision: str
    entries: int
    last_entry_at: str | None
    last_seq: dict[str, int]
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Put it beside the files it describes."""
        (folder / FILE).write_text(json.dumps(self.model_dump(), indent=1, sort_keys=True) + "\n", "utf-8")


def sha256(path: Path) -> str:
    """Of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """Of every file in the folder, by its path there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def read(folder: Path) -> Manifest:
    """The manifest, once every file was found to be what it says; raises BackupRefused."""
    path = folder / FILE
    if not path.is_file():
        raise BackupRefused(f"{folder} is no backup: it has no {FILE}.")
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as wrong:
        raise BackupRefused(f"{path} cannot be read ({wrong.error_count()} mistakes): use another backup.") from wrong
    for name in manifest.files:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or (folder / name).is_symlink():
            raise BackupRefused(f"{path} names a file outside the backup ({name}): it was tampered with.")
    found = hashes(folder)
    wrong_files = sorted(name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name))
    if wrong_files:
        raise BackupRefused(f"{folder} is damaged: {', '.join(wrong_files[:5])} is not what was backed up.")
    return manifest
