"""What a message says of the files that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Attached:
    """One file of a message, as it stands in the transcript. `bytes` is its size; pictures have width and height."""

    id: str
    name: str
    type: str
    bytes: int
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    def to_json(self) -> dict[str, Any]:
        """As browsers get it (docs/wire.md §4)."""
        told: dict[str, Any] = {"id": self.id, "name": self.name, "type": self.type, "bytes": self.bytes}
        if self.width is not None:
            told |= {"width": self.width, "height": self.height}
        return told


def in_words(files: Sequence[Attached]) -> str:
    """What came without words, told in one short line: for the inbox, the brief and the assistant's memory."""
    if not files:
        return ""
    if all(file.is_picture for file in files):
        return "Sent a picture" if len(files) == 1 else f"Sent {len(files)} pictures"
    return f"Sent a file: {files[0].name}" if len(files) == 1 else f"Sent {len(files)} files"
