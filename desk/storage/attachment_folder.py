"""The bytes of attachments on the disk: `<var>/attachments/<day>/<random>`, and small pictures beside them.

What arrives is first written to `incoming/`, and looked at only when it is whole. Names are random and made here. All
work is done in two bounded sets of threads: one for the disk, and one for decoding, so that a heavy picture holds up
nobody's text.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from desk import errors
from desk.attachments.kinds import kind_of
from desk.attachments.picture import develop
from desk.attachments.ports import Incoming, Kept
from desk.ports import Clock

Result = TypeVar("Result")

PIECE = 256 * 1024
ARRIVES_WITHIN_SECONDS = 300.0
NEXT_BYTES_WITHIN_SECONDS = 20.0
FORGIVEN = 1024 * 1024
"""So many bytes over the limit are still read and dropped, so that the sender gets an answer, not a broken line."""
AT_ONCE = 100
"""Uploads under way in this desk, each with a piece in memory; more are asked to try again."""
DECODERS, DISK_WRITERS = 2, 4
SPARE_BYTES = 500 * 1024 * 1024
"""Room that uploads leave on the disk: the record lies there too, and messages matter more."""
OLD_ENOUGH = timedelta(hours=1)


class AttachmentFolder:
    """Keeps `desk.attachments.ports.AttachmentFiles`."""

    def __init__(self, folder: Path, clock: Clock, spare: int = SPARE_BYTES) -> None:
        self._folder = folder
        self._clock = clock
        self._spare = spare
        self._arriving: set[str] = set()
        self._disk = ThreadPoolExecutor(DISK_WRITERS, thread_name_prefix="attachment-disk")
        self._decoders = ThreadPoolExecutor(DECODERS, thread_name_prefix="attachment-picture")

    async def receive(self, chunks: AsyncIterator[bytes], limit: int) -> Incoming:
        if len(self._arriving) >= AT_ONCE:
            raise errors.too_many_requests()
        place = str(self._folder / "incoming" / secrets.token_urlsafe(24))
        self._arriving.add(place)
        try:
            return await self._write_down(chunks, place, limit)
        except BaseException:
            # Also when the sender went away and this task is cancelled: the thread removes it without being waited for.
            self._disk.submit(_remove, place)
            self._arriving.discard(place)
            raise

    async def keep(self, incoming: Incoming) -> Kept:
        day = self._clock().date().isoformat()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._decoders, self._look_and_store, incoming.place, day)

    async def discard(self, incoming: Incoming) -> None:
        self._arriving.discard(incoming.place)
        await self._on_disk(lambda: _remove(incoming.place))

    async def size(self, stored_as: str, thumbnail: bool) -> int:
        try:
            return (await self._on_disk(lambda: self._path(stored_as, thumbnail).stat())).st_size
        except FileNotFoundError:
            raise errors.attachment_not_found() from None

    async def read(self, stored_as: str, thumbnail: bool) -> AsyncIterator[bytes]:
        try:
            opened = await self._on_disk(lambda: self._path(stored_as, thumbnail).open("rb"))
        except FileNotFoundError:
            raise errors.attachment_not_found() from None
        return self._pieces(opened)

    async def remove(self, names: Sequence[str]) -> None:
        def remove_all() -> None:
            for name in names:
                _remove(str(self._path(name, thumbnail=False)))
                _remove(str(self._path(name, thumbnail=True)))

        if names:
            await self._on_disk(remove_all)

    async def strays(self, everywhere: bool) -> list[str]:
        today = self._clock().date()
        recent = {today.isoformat(), (today - timedelta(days=1)).isoformat()}
        return await self._on_disk(lambda: self._old_files(None if everywhere else recent))

    def close(self) -> None:
        """End the threads; what they are at is finished first."""
        self._disk.shutdown(wait=True)
        self._decoders.shutdown(wait=True)

    async def _write_down(self, chunks: AsyncIterator[bytes], place: str, limit: int) -> Incoming:
        digest, size, piece = hashlib.sha256(), 0, bytearray()
        file = await self._on_disk(lambda: self._open(place))
        with file:
            try:
                async with asyncio.timeout(ARRIVES_WITHIN_SECONDS):
                    async for chunk in _lively(chunks):
                        size += len(chunk)
                        if size > limit + FORGIVEN:
                            break
                        if size <= limit:
                            piece += chunk
                        if len(piece) >= PIECE:
                            await self._write(file, piece, digest)
            except TimeoutError:
                raise errors.upload_too_slow() from None
            if size > limit:
                raise errors.attachment_too_large(limit)
            await self._write(file, piece, digest)
        return Incoming(place, size, digest.hexdigest())

    async def _write(self, file: BinaryIO, piece: bytearray, digest: hashlib._Hash) -> None:
        whole = bytes(piece)
        piece.clear()

        def write() -> None:
            digest.update(whole)
            file.write(whole)

        await self._on_disk(write)

    def _open(self, place: str) -> BinaryIO:
        path = Path(place)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(path.parent).free < self._spare:
            raise errors.attachment_storage_full()
        return path.open("wb", buffering=0)

    def _look_and_store(self, place: str, day: str) -> Kept:
        content = Path(place).read_bytes()
        kind = kind_of(content)
        stored_as = f"{day}/{secrets.token_urlsafe(24)}"
        if not kind.is_picture:
            self._store(stored_as, content, None)
            return Kept(stored_as, kind, len(content))
        picture = develop(content, kind)
        self._store(stored_as, picture.content, picture.thumbnail)
        return Kept(stored_as, picture.kind, len(picture.content), picture.width, picture.height)

    def _store(self, stored_as: str, content: bytes, thumbnail: bytes | None) -> None:
        path = self._path(stored_as, thumbnail=False)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            _write_durably(path, content)
            if thumbnail is not None:
                _write_durably(self._path(stored_as, thumbnail=True), thumbnail)
            _make_names_durable(path.parent)
        except OSError as full:
            _remove(str(path))
            _remove(str(self._path(stored_as, thumbnail=True)))
            raise errors.attachment_storage_full() from full

    def _path(self, stored_as: str, thumbnail: bool) -> Path:
        return self._folder / (f"{stored_as}.small" if thumbnail else stored_as)

    def _old_files(self, days: set[str] | None) -> list[str]:
        # By the disk's own clock, since it is compared with the disk's own marks.
        old = time.time() - OLD_ENOUGH.total_seconds()
        names: set[str] = set()
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            if folder.name == "incoming":
                self._clear_incoming(folder, old)
            elif days is None or folder.name in days:
                found = (file for file in folder.iterdir() if file.stat().st_mtime < old)
                names |= {f"{folder.name}/{file.name.removesuffix('.small')}" for file in found}
        return sorted(names)

    def _clear_incoming(self, folder: Path, old: float) -> None:
        for file in folder.iterdir():
            if str(file) not in self._arriving and file.stat().st_mtime < old:
                _remove(str(file))

    async def _pieces(self, opened: BinaryIO) -> AsyncIterator[bytes]:
        with opened:
            while piece := await self._on_disk(lambda: opened.read(PIECE)):
                yield piece

    async def _on_disk(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)


async def _lively(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks, as long as one follows another soon enough; raises TimeoutError otherwise."""
    while True:
        async with asyncio.timeout(NEXT_BYTES_WITHIN_SECONDS):
            try:
                chunk = await anext(chunks)
            except StopAsyncIteration:
                return
        yield chunk


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_names_durable(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove(place: str) -> None:
    Path(place).unlink(missing_ok=True)
