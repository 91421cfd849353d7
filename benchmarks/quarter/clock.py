"""The simulation's clock: a number in a file that its processes share. The desk that people run knows nothing of it."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_NUMBER = struct.Struct("<q")


class SharedClock:
    """What time it is, for every process that opened the same file. Only the simulation sets it, and never back."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_NUMBER.pack(0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _NUMBER.size)

    def __call__(self) -> datetime:
        """The simulated moment, UTC."""
        (microseconds,) = _NUMBER.unpack(self._shared[:])
        return EPOCH + MICROSECOND * int(microseconds)

    def set(self, at: datetime) -> None:
        """It is that moment now, or stays as it is if that is past."""
        microseconds = (at - EPOCH) // MICROSECOND
        if at > self():
            self._shared[:] = _NUMBER.pack(microseconds)
