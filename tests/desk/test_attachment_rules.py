"""The rules of attachments alone: kinds, names, shares, pictures."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desk.attachments.attached import Attached, in_words
from desk.attachments.attachment import NAME_LIMIT, Limits, Used, check_quota, clean_name
from desk.attachments.kinds import Kind, kind_of
from desk.attachments.picture import LONGEST_SIDE, develop
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.errors import DeskError
from desk.settings import ROOT
from desk.storage import rows
from tests.desk.files import PDF, picture, two_frames


@pytest.mark.parametrize(
    "sent, kept",
    [
        ("../../../etc/passwd", "passwd.txt"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe.txt"),
        ("/etc/cron.d/x", "x.txt"),
        ("..", "text.txt"),
        ("", "text.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ("photo\u202etxt.exe", "phototxt.exe.txt"),
        ("nul\x00byte.TXT", "nulbyte.txt"),
        ('"><script>.txt', "___script_.txt"),
        ("Größe 👩‍👧.txt", "Größe 👩👧.txt"),
        ("x" * 500 + ".txt", "x" * 96 + ".txt"),
        ("half\ud800.txt", "half.txt"),
    ],
)
def test_s11_names_are_only_names(sent: str, kept: str) -> None:
    """No path, nothing invisible, no turned reading direction, and an ending that says what the file is."""
    assert clean_name(sent, Kind.TEXT) == kept


@given(st.text(max_size=300), st.sampled_from(list(Kind)))
def test_s11_any_name_becomes_a_plain_one(raw: str, kind: Kind) -> None:
    """Whatever a file is called: short, printable, no separators, the right ending; cleaning again changes nothing."""
    name = clean_name(raw, kind)
    assert 0 < len(name) <= NAME_LIMIT
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*\r\n\x00')
    assert not name.startswith(".")
    assert name.endswith(f".{kind.endings[0]}")
    assert clean_name(name, kind) == name
    name.encode()


def test_a_picture_keeps_one_ending() -> None:
    """A picture under another picture's ending gets its own instead of a second one."""
    assert clean_name("cup.gif", Kind.PNG) == "cup.png"
    assert clean_name("cup.JPEG", Kind.JPEG) == "cup.jpg"
    assert clean_name("cup.html", Kind.JPEG) == "cup.html.jpg"


@pytest.mark.parametrize(
    "content, kind",
    [
        (picture(8, 8), Kind.PNG),
        (picture(8, 8, "JPEG"), Kind.JPEG),
        (picture(8, 8, "WEBP"), Kind.WEBP),
        (two_frames(), Kind.GIF),
        (PDF, Kind.PDF),
        ("Größe: 38\r\n\t<3".encode(), Kind.TEXT),
        (b"\xef\xbb\xbfwith a mark", Kind.TEXT),
    ],
)
def test_kinds_are_told_by_content(content: bytes, kind: Kind) -> None:
    """Each kind we take is recognised by its bytes."""
    assert kind_of(content) is kind


@given(st.lists(st.integers(min_value=0, max_value=12_000_000), max_size=300))
def test_s11_no_order_of_files_exceeds_the_share(sizes: list[int]) -> None:
    """Whatever files come in whatever order, what was taken stays within both shares of the day."""
    limits, used = Limits(), Used()
    for size in sizes:
        try:
            check_quota(used, size, limits)
        except DeskError:
            continue
        used = Used(used.count + 1, used.bytes + size)
    assert used.count <= limits.day_count
    assert used.bytes <= limits.day_bytes


@pytest.mark.parametrize(
    "kind, mode, how",
    [
        ("PNG", "RGBA", {}),
        ("PNG", "LA", {}),
        ("PNG", "1", {}),
        ("PNG", "P", {"transparency": 3}),
        ("PNG", "I;16", {}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "L", {"progressive": True}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("GIF", "P", {"transparency": 0}),
    ],
)
def test_pictures_of_all_sorts_are_written_anew(kind: str, mode: str, how: dict[str, object]) -> None:
    """Every colour mode a camera or program writes comes out as a plain picture of the same size."""
    drawn = (
        Image.new("I", (60, 40), 30_000).convert("I;16") if mode == "I;16" else Image.open(io.BytesIO(picture(60, 40)))
    )
    written = io.BytesIO()
    (drawn if mode == "I;16" else drawn.convert(mode)).save(written, format=kind, **how)
    made = develop(written.getvalue(), kind_of(written.getvalue()))
    opened = Image.open(io.BytesIO(made.content))
    assert opened.size == (made.width, made.height) == (60, 40)
    assert opened.mode in ("RGB", "RGBA", "L")
    assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background", "timestamp"}
    if mode == "I;16":
        assert opened.getpixel((5, 5)) == 30_000 // 256


def test_large_pictures_are_made_smaller() -> None:
    """A picture beyond the longest side keeps its shape within it; its thumbnail has the shape of its place."""
    made = develop(picture(5_000, 1_000, "JPEG"), Kind.JPEG)
    assert (made.width, made.height) == (LONGEST_SIDE, round(LONGEST_SIDE / 5))
    assert Image.open(io.BytesIO(made.thumbnail)).size == (400, 300)
    narrow = develop(picture(30, 900), Kind.PNG)
    assert Image.open(io.BytesIO(narrow.thumbnail)).size == (30, 22)


@pytest.mark.slow
def test_damaged_pictures_are_refused_and_nothing_else() -> None:
    """Two thousand pictures with bytes changed, cut or doubled: a picture or a typed refusal, never another error."""
    dice = random.Random(20261125)
    whole = [picture(40, 30), picture(40, 30, "JPEG"), picture(40, 30, "WEBP"), two_frames()]
    outcomes = set()
    for number in range(2_000):
        content = bytearray(whole[number % 4])
        for _ in range(dice.randrange(1, 12)):
            place = dice.randrange(8, len(content))
            if dice.random() < 0.7:
                content[place] = dice.randrange(256)
            elif dice.random() < 0.5:
                del content[place:]
                content += bytes(8)
            else:
                content[place:place] = content[8 : 8 + dice.randrange(1, 60)]
        try:
            kind = kind_of(bytes(content))
            develop(bytes(content), kind)
            outcomes.add("picture")
        except DeskError as refused:
            outcomes.add(refused.code)
    assert outcomes <= {"picture", "picture_unreadable", "picture_too_large", "attachment_type_refused"}
    assert {"picture", "picture_unreadable"} <= outcomes


def test_files_in_words() -> None:
    """What came without words is told in one line."""
    cup, form = Attached("a", "cup.png", "image/png", 1, 2, 2), Attached("b", "form.pdf", "application/pdf", 1)
    assert [in_words(files) for files in ([], [cup], [cup, cup], [form], [cup, form])] == [
        "",
        "Sent a picture",
        "Sent 2 pictures",
        "Sent a file: form.pdf",
        "Sent 2 files",
    ]


def test_a_message_with_files_is_written_as_agreed() -> None:
    """An entry with attachments reads as docs/wire.md says, also after it lay in the record."""
    agreed = json.loads((ROOT / "tests/contract/examples/message_with_attachments.json").read_text())
    said = agreed["message"]
    files = tuple(Attached(**file) for file in said["attachments"])
    author = Author(AuthorKind.CUSTOMER, "Ana Petrova")
    at = datetime(2026, 11, 25, 14, 2, 11, tzinfo=UTC)
    message = Message(said["id"], said["text"], attachments=files)
    entry = Entry("c_1", 7, EntryKind.MESSAGE, at, author, message)
    assert entry.to_json() == agreed
    assert rows.entry(cast("Any", rows.entry_values(entry))).to_json() == agreed


LARGEST = """
import sys
from desk.attachments.picture import develop
from desk.attachments.kinds import kind_of

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

content = open(sys.argv[1], "rb").read()
before = peak()
develop(content, kind_of(content))
print((peak() - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind, size", [("JPEG", (8_600, 5_800)), ("PNG", (6_200, 4_000)), ("WEBP", (6_200, 4_000))])
def test_s11_the_largest_picture_stays_within_its_memory(tmp_path: Path, kind: str, size: tuple[int, int]) -> None:
    """The largest picture we take of each kind needs less than 700 MB while it is written anew."""
    path = tmp_path / "large"
    how = {"progressive": True, "subsampling": 0} if kind == "JPEG" else {}
    path.write_bytes(picture(*size, kind, **how))
    ran = subprocess.run([sys.executable, "-c", LARGEST, path], cwd=ROOT, capture_output=True, text=True, check=True)
    print(f"{kind}: {ran.stdout.strip()} MB")
    assert 50 < int(ran.stdout) < 700
