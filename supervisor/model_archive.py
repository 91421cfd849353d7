"""What a model's archive may hold: looked at before anything unpacks it. Standard library only, and it unpacks nothing.

Twice through the archive: first the raw headers, with a bound on everything that a reader of archives would believe of
them, then the members as Python's own reader sees them, which is the reader that Rasa uses.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LARGEST_BYTES = 2_000_000_000
"""Unpacked, in all; our own are a hundredth of it."""
LARGEST_MEMBER = 1_000_000_000
MOST_MEMBERS = 2_000
MOST_TIMES = 200
"""So many times its packed size an archive may unpack to, beyond `ALWAYS_FINE`: real ones come to about one."""
ALWAYS_FINE = 50_000_000
LONGEST_HEADER = 64 * 1024
"""An extended header is read into memory whole."""
BLOCK = tarfile.BLOCKSIZE
HEADERS = (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME)
PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE)
HARMLESS_KEYS = frozenset({"path", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"})
"""Of extended headers; others could make one reader see another archive than the next."""

PICKLED = frozenset({".pkl", ".pickle", ".joblib", ".dill", ".cloudpickle", ".pt", ".pth"})
PICKLE_HEAD = re.compile(
    rb"\x80[\x02-\x08]|[(\]}]?c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n(?:[()\]}q]|p\d)|\((?:[ldt]p\d|i[A-Za-z_])|[\]}](?:q|\.|\()"
)
"""How a pickle begins: by its protocol, or, of the oldest two, by naming a function or opening a list or dictionary."""
HEAD_BYTES = 256
OBJECT_ARRAY = re.compile(rb"'descr':[^}]*[|<>=]?O\d*'")
"""An array of Python objects is stored as a pickle."""
OWN_CODE = ("bot.", "rasa.")
DOCUMENT = "metadata.json"
LARGEST_DOCUMENT = 20_000_000


class ArchiveRefused(Exception):
    """`code` is for machines; the text says what the archive holds, to go behind "It holds"."""

    def __init__(self, code: str, holds: str) -> None:
        super().__init__(holds)
        self.code = code


def look_through(archive: Path) -> None:
    """Raise ArchiveRefused for an archive that no training wrote or that could harm whoever unpacks it."""
    try:
        packed = archive.stat().st_size
        with archive.open("rb") as file, gzip.GzipFile(fileobj=file) as unpacked:
            _check_headers(unpacked, max(ALWAYS_FINE, packed * MOST_TIMES))
        with tarfile.open(archive, "r:gz") as members:
            for member in members:
                _check_place(member)
                _check_content(member, members)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as damaged:
        raise ArchiveRefused("unreadable", f"nothing that can be read ({damaged})") from damaged


def _check_headers(unpacked: gzip.GzipFile, most: int) -> None:
    """The raw headers: only plain files and folders, everything bounded by what was really unpacked."""
    members = total = 0
    while True:
        block = unpacked.read(BLOCK)
        total += len(block)
        if len(block) < BLOCK or block.count(0) == BLOCK:
            break
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        members += 1
        if members > MOST_MEMBERS:
            raise ArchiveRefused("too_many_files", f"more than {MOST_MEMBERS:,} files")
        padded = -(-max(info.size, 0) // BLOCK) * BLOCK
        total += padded
        if info.size < 0 or info.size > LARGEST_MEMBER or total > min(most, LARGEST_BYTES):
            raise ArchiveRefused("too_large", "more than a model can be")
        if info.type in HEADERS:
            if info.size > LONGEST_HEADER:
                raise ArchiveRefused("too_large", "a file name longer than any can be")
            _check_keys(info.type, _exactly(unpacked, padded)[: info.size])
            continue
        if info.type not in PLAIN:
            raise ArchiveRefused("no_plain_file", f"something that is neither file nor folder ({info.name!r})")
        _pass_over(unpacked, padded)
    _only_zeros(unpacked, total, min(most, LARGEST_BYTES))


def _check_keys(kind: bytes, header: bytes) -> None:
    if kind != tarfile.XHDTYPE:
        return
    place = 0
    while place < len(header):
        length, found, _ = header[place:].partition(b" ")
        if not found or not length.isdigit() or not 0 < int(length) <= len(header) - place:
            raise ArchiveRefused("unreadable", "a damaged header")
        key = header[place + len(length) + 1 : place + int(length)].partition(b"=")[0].decode("utf-8", "replace")
        if key not in HARMLESS_KEYS:
            raise ArchiveRefused("no_plain_file", f"a header that no training writes ({key[:40]!r})")
        place += int(length)


def _exactly(unpacked: gzip.GzipFile, count: int) -> bytes:
    data = unpacked.read(count)
    if len(data) < count:
        raise ArchiveRefused("unreadable", "less than it says")
    return data


def _pass_over(unpacked: gzip.GzipFile, count: int) -> None:
    while count > 0:
        count -= len(_exactly(unpacked, min(count, 1 << 20)))


def _only_zeros(unpacked: gzip.GzipFile, total: int, most: int) -> None:
    """Behind the last member: nothing but filling, and not without end."""
    while data := unpacked.read(1 << 20):
        total += len(data)
        if total > most:
            raise ArchiveRefused("too_large", "more than a model can be")
        if data.strip(b"\0"):
            raise ArchiveRefused("unreadable", "something behind its end")


def _check_place(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    # Rasa packs its own folder under the name "/".
    ours = member.isdir() and member.name.strip("/") == ""
    if (path.is_absolute() and not ours) or ".." in path.parts or "\\" in member.name or "\0" in member.name:
        raise ArchiveRefused("path_outside", f"a path out of its folder ({member.name!r})")
    if member.issparse() or not (member.isreg() or member.isdir()):
        raise ArchiveRefused("no_plain_file", f"something that is neither file nor folder ({member.name!r})")


def _check_content(member: tarfile.TarInfo, archive: tarfile.TarFile) -> None:
    """No pickles, under whatever name; no parts but ours and Rasa's."""
    if not member.isreg():
        return
    if not PICKLED.isdisjoint(suffix.lower() for suffix in PurePosixPath(member.name).suffixes):
        raise ArchiveRefused("pickle", f"a pickle ({member.name!r}), which can run anything when it is read")
    file = archive.extractfile(member)
    assert file is not None, "it is a regular file"
    head = file.read(HEAD_BYTES)
    _check_head(member.name, head)
    if head.startswith(b"PK"):
        _check_zip(member.name, head + file.read())
    if member.name.strip("/").removeprefix("./") == DOCUMENT:
        _check_parts(head + file.read(LARGEST_DOCUMENT))


def _check_head(name: str, head: bytes) -> None:
    plain = head
    if head[:2] in (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"):
        try:
            plain = zlib.decompressobj().decompress(head, HEAD_BYTES)
        except zlib.error:
            plain = head
    if PICKLE_HEAD.match(plain) or (plain.startswith(b"\x93NUMPY") and OBJECT_ARRAY.search(plain)):
        raise ArchiveRefused("pickle", f"a pickle ({name!r}), which can run anything when it is read")


def _check_zip(name: str, data: bytes) -> None:
    """Arrays lie in zip files: those are looked into as well."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            parts = inner.infolist()
            if len(parts) > MOST_MEMBERS or sum(part.file_size for part in parts) > LARGEST_MEMBER:
                raise ArchiveRefused("too_large", f"more than a model can be, in {name!r}")
            for part in parts:
                if PurePosixPath(part.filename).suffix.lower() in PICKLED:
                    raise ArchiveRefused("pickle", f"a pickle ({name!r}: {part.filename!r})")
                with inner.open(part) as opened:
                    _check_head(f"{name}: {part.filename}", opened.read(HEAD_BYTES))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as damaged:
        raise ArchiveRefused("unreadable", f"a damaged file ({name!r})") from damaged


def _check_parts(document: bytes) -> None:
    """Rasa loads whatever classes this file names: they may only be its own and ours."""
    for used in _used(json.loads(document)):
        if not used.startswith(OWN_CODE):
            raise ArchiveRefused("foreign_code", f"a part that is neither Rasa's nor ours ({used[:80]!r})")


def _used(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "uses":
                yield str(value)
            else:
                yield from _used(value)
    elif isinstance(document, list):
        for value in document:
            yield from _used(value)
