"""Models and slots on the disk: manifests beside archives, and the two files shared with the supervisor.

Everything here reads or writes small files, and hashes archives once each; none of it on the event loop.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desk.models.deployment import SLOTS
from desk.models.model import MODEL_ID, Manifest, SlotState

SUFFIX, TRAINED = ".tar.gz", "trained.json"
WANTED, STATE = "slots.json", "slots-state.json"


class ModelFiles:
    """Keeps `desk.models.ports.ModelFolder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests: dict[Path, tuple[tuple[int, int, int], str]] = {}

    async def manifests(self) -> list[Manifest]:
        return await asyncio.to_thread(self._manifests)

    async def intact(self, manifest: Manifest) -> bool:
        return await asyncio.to_thread(self._intact, manifest)

    def _manifests(self) -> list[Manifest]:
        noted = _document(self._folder / TRAINED) or {}
        found = {}
        for path in self._folder.glob("*.json"):
            if path.name != TRAINED and (read := _manifest(path)) is not None:
                found[read.model_id] = read
        for name, digest in noted.items():
            # Trained before there were manifests.
            model_id = name.removesuffix(SUFFIX)
            archive = self._folder / name
            if model_id not in found and MODEL_ID.fullmatch(model_id) and isinstance(digest, str) and archive.is_file():
                trained = datetime.fromtimestamp(archive.stat().st_mtime, UTC)
                found[model_id] = Manifest(
                    model_id, digest, trained.isoformat(timespec="seconds").replace("+00:00", "Z")
                )
        return sorted(found.values(), key=lambda manifest: manifest.trained_at or "", reverse=True)

    def _intact(self, manifest: Manifest) -> bool:
        path = self._folder / f"{manifest.model_id}{SUFFIX}"
        try:
            if path.is_symlink():
                return False
            return self._digest(path) == manifest.sha256
        except OSError:
            return False

    def _digest(self, path: Path) -> str:
        stat = path.stat()
        # The time of the last change of the file's own entry cannot be set back by whoever writes it.
        seen = (stat.st_ctime_ns, stat.st_size, stat.st_ino)
        known = self._digests.get(path)
        if known is None or known[0] != seen:
            with path.open("rb") as file:
                known = self._digests[path] = (seen, hashlib.file_digest(file, "sha256").hexdigest())
        return known[1]


class SlotsFolder:
    """Keeps `desk.models.ports.SlotFiles`."""

    def __init__(self, var: Path) -> None:
        self._var = var

    async def want(self, wanted: Mapping[str, str | None]) -> bool:
        return await asyncio.to_thread(self._want, dict(wanted))

    async def states(self) -> dict[str, SlotState]:
        return await asyncio.to_thread(self._states)

    def _want(self, wanted: dict[str, str | None]) -> bool:
        path = self._var / WANTED
        if _document(path) == wanted:
            return False
        fresh = path.with_name(f".{WANTED}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                file.write(json.dumps(wanted) + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        return True

    def _states(self) -> dict[str, SlotState]:
        document = _document(self._var / STATE) or {}
        return {slot: _state(document[slot]) for slot in SLOTS if isinstance(document.get(slot), dict)}


def _manifest(path: Path) -> Manifest | None:
    said = _document(path) or {}
    model_id, sha256 = said.get("model_id"), said.get("sha256")
    if not isinstance(model_id, str) or not isinstance(sha256, str) or path.name != f"{model_id}.json":
        return None
    metrics, examples = said.get("metrics"), said.get("examples")
    return Manifest(
        model_id=model_id,
        sha256=sha256,
        trained_at=_text(said.get("trained_at")),
        parent=_text(said.get("parent")),
        examples=examples if isinstance(examples, int) else None,
        metrics=metrics if isinstance(metrics, dict) else {},
    )


def _state(said: dict[str, Any]) -> SlotState:
    return SlotState(
        _text(said.get("model_id")), str(said.get("state")), _text(said.get("code")), _text(said.get("says"))
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _document(path: Path) -> dict[str, Any] | None:
    """What a file of JSON says; None when it is not there or says nothing that can be read."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
