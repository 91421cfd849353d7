"""S11: whatever is uploaded is refused or inert, nothing hidden survives, and a share cannot be exceeded."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from PIL import Image

from desk.conversations.entry import AuthorKind
from tests.desk.conftest import Running
from tests.desk.files import (
    CANARY,
    HTML,
    PDF,
    SVG,
    at,
    attach,
    bomb,
    kept_files,
    nothing_kept,
    photo_with_place,
    picture,
    png_with_text,
    two_frames,
    wide_canvas,
    wide_screen,
    write,
)

REFUSED = [
    (SVG, "cup.svg", 415, "attachment_type_refused"),
    (SVG, "cup.png", 415, "attachment_type_refused"),
    (SVG.removeprefix(b'<?xml version="1.0"?>'), "cup.txt", 415, "attachment_type_refused"),
    (HTML, "cup.jpg", 415, "attachment_type_refused"),
    (b"\xef\xbb\xbf \n" + HTML, "cup.txt", 415, "attachment_type_refused"),
    (b"<!-- x --><b>hi</b>", "notes.txt", 415, "attachment_type_refused"),
    (HTML.decode().encode("utf-16"), "notes.txt", 415, "attachment_type_refused"),
    (b"PK\x03\x04" + bytes(50), "photos.zip", 415, "attachment_type_refused"),
    (b"MZ\x90\x00" + bytes(50), "setup.pdf", 415, "attachment_type_refused"),
    (b"\x7fELF" + bytes(50), "cup.png", 415, "attachment_type_refused"),
    (b"%!PS-Adobe-3.0\x00", "a.ps", 415, "attachment_type_refused"),
    (b"%PDF-1.4 and no end of it", "a.pdf", 415, "attachment_type_refused"),
    (HTML + PDF, "a.pdf", 415, "attachment_type_refused"),
    (b"BM" + bytes(100), "a.bmp", 415, "attachment_type_refused"),
    (b"II*\x00" + bytes(100), "a.tiff", 415, "attachment_type_refused"),
    (b"text\x00with zero", "a.txt", 415, "attachment_type_refused"),
    (b"\x1b[31mred", "a.log", 415, "attachment_type_refused"),
    (b"", "empty.png", 400, "attachment_empty"),
    (picture()[:1_000], "half.png", 400, "picture_unreadable"),
    (picture(kind="JPEG")[:900], "half.jpg", 400, "picture_unreadable"),
    (b"\xff\xd8\xff" + HTML, "a.jpg", 400, "picture_unreadable"),
    (b"GIF89a" + HTML, "a.gif", 400, "picture_unreadable"),
    (b"RIFF\x00\x00\x00\x00WEBP" + HTML, "a.webp", 400, "picture_unreadable"),
    (bomb(), "bomb.png", 413, "picture_too_large"),
    (bomb(10_000, 2_501), "bomb.png", 413, "picture_too_large"),
    (wide_canvas(), "bomb.webp", 413, "picture_too_large"),
    (wide_screen(), "bomb.gif", 413, "picture_too_large"),
]


async def test_s11_refused(desk: Running) -> None:
    """Markup, programs, archives, damaged pictures and bombs are refused with a code, whatever they are called."""
    ana = await desk.visitor()
    for content, name, status, code in REFUSED:
        answer = await attach(ana.http, ana.conversation_id, content, name)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (name, content[:20])
    await nothing_kept(desk)


async def test_s11_one_byte_over_the_limit(desk: Running) -> None:
    """The largest allowed file is taken, one byte more is refused with an answer, and an endless one is cut off."""
    ana = await desk.visitor()
    limit = desk.settings.attachment_bytes
    assert (await attach(ana.http, ana.conversation_id, b"a" * limit, "a.txt")).status_code == 201
    before = kept_files(desk)
    over = await attach(ana.http, ana.conversation_id, b"a" * (limit + 1), "a.txt")
    assert (over.status_code, over.json()) == (
        413,
        {"code": "attachment_too_large", "message": "A file may have at most 10 MB."},
    )

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"a" * 65_536

    # Beyond what is read for politeness the line is closed; the sender may or may not still read the answer.
    with suppress(httpx.TransportError):
        assert (await attach(ana.http, ana.conversation_id, endless(), "a.txt")).status_code == 413
    assert kept_files(desk) == before


@pytest.mark.slow
async def test_s11_hidden_things_do_not_survive(desk: Running) -> None:
    """Position, owner, comments, hidden text and what hangs behind a picture are gone; it stands upright."""
    ana, maya = await desk.visitor(), await desk.agent()
    for content, name, size in (
        (photo_with_place(), "photo.jpg", (480, 640)),
        (png_with_text(), "shot.png", (640, 480)),
    ):
        assert CANARY in content
        sent = (await attach(ana.http, ana.conversation_id, content, name)).json()["attachment"]
        assert (sent["width"], sent["height"]) == size
        await write(ana.http, ana.conversation_id, "", [sent["id"]])
        for small in (False, True):
            got = (await maya.get(at(ana.conversation_id, sent["id"], "agent", small))).content
            for secret in (CANARY, b"canary", b"CanaryPhone", b"Exif", b"GPS", b"PK\x03\x04", b"<script"):
                assert secret not in got
            opened = Image.open(io.BytesIO(got))
            assert dict(opened.getexif()) == {}
            assert not {"exif", "comment", "icc_profile", "xmp", "Comment"} & set(opened.info)


async def test_s11_polyglots_are_inert(desk: Running) -> None:
    """A picture that is a page as well is only a picture afterwards; a document is a download and nothing else."""
    ana = await desk.visitor()
    gif = two_frames().replace(b"GIF89a", b"GIF89a", 1) + HTML
    sent = (await attach(ana.http, ana.conversation_id, gif, "x.html")).json()["attachment"]
    assert (sent["type"], sent["name"]) == ("image/png", "x.html.png")
    got = await ana.http.get(at(ana.conversation_id, sent["id"]))
    assert b"<script" not in got.content
    assert getattr(Image.open(io.BytesIO(got.content)), "n_frames", 1) == 1
    form = PDF.replace(b"%%EOF", b"<script>alert(1)</script>\n%%EOF")
    sent = (await attach(ana.http, ana.conversation_id, form, "form.html")).json()["attachment"]
    got = await ana.http.get(at(ana.conversation_id, sent["id"]))
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith('attachment; filename="form.html.pdf"')


async def test_s11_a_path_for_a_name(desk: Running) -> None:
    """A name that points elsewhere is only shown, cleaned; on the disk the file has a random name in its own folder."""
    ana = await desk.visitor()
    for sent, told in (("../../../etc/passwd", "passwd.txt"), ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt")):
        answer = await attach(ana.http, ana.conversation_id, b"plain words", sent)
        assert answer.json()["attachment"]["name"] == told
        got = await ana.http.get(at(ana.conversation_id, answer.json()["attachment"]["id"]))
        assert (got.status_code, "set-cookie" in got.headers) == (200, False)
        assert quote(told, safe="") in got.headers["content-disposition"]
    assert len(kept_files(desk)) == 2
    assert not [path for path in kept_files(desk) if "passwd" in path or "Cookie" in path]
    assert not list(desk.settings.var_dir.parent.rglob("passwd*"))


@pytest.mark.slow
async def test_s11_ten_thousand_small_ones(desk: Running) -> None:
    """A flood of tiny files ends at the day's share of the conversation; nobody else is held up by it."""
    ana, ben, maya = await desk.visitor(), await desk.visitor(), await desk.agent()
    tiny = picture(2, 2)
    codes = [(await attach(ana.http, ana.conversation_id, tiny)).json().get("code") for _ in range(115)]
    assert codes == [None] * 100 + ["attachment_quota"] * 15
    stored = len(kept_files(desk))
    codes = [(await attach(ana.http, ana.conversation_id, tiny)).json().get("code") for _ in range(60)]
    assert set(codes) == {"attachment_quota", "too_many_requests"}
    assert len(kept_files(desk)) == stored == 200
    async with desk.desk.ports.record.look() as unit:
        used = await unit.attachments.used(
            ana.conversation_id, AuthorKind.CUSTOMER, datetime.now(UTC) - timedelta(days=1)
        )
    assert used.count == 100
    assert (await attach(ben.http, ben.conversation_id, tiny)).status_code == 201
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    await maya.post(f"/api/agent/conversations/{ana.conversation_id}/claim", json={})
    assert (await attach(maya, ana.conversation_id, tiny, side="agent")).status_code == 201


@pytest.mark.slow
async def test_s11_slow_senders_take_no_more_than_their_places(desk: Running) -> None:
    """Five files on their way are the most of one session; others are served meanwhile, and places are given back."""
    ana, ben = await desk.visitor(), await desk.visitor()
    go = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"slowly"
        await go.wait()

    waiting = [asyncio.create_task(attach(ana.http, ana.conversation_id, slow(), "a.txt")) for _ in range(5)]
    async with asyncio.timeout(5):
        while len(desk.desk.files._arriving) < 5:
            await asyncio.sleep(0.01)
    assert (await attach(ana.http, ana.conversation_id, b"one more", "a.txt")).json()["code"] == "too_many_requests"
    assert (await attach(ben.http, ben.conversation_id, b"mine", "a.txt")).status_code == 201
    go.set()
    assert {(await one).status_code for one in waiting} == {201}
    assert (await attach(ana.http, ana.conversation_id, b"one more", "a.txt")).status_code == 201


async def test_s11_the_share_in_bytes(desk: Running) -> None:
    """The day's bytes are a limit, too, also when the last files arrive at the same moment."""
    ana = await desk.visitor()
    ports = desk.desk.ports
    limits = replace(ports.attachment_limits, day_bytes=25_000)
    object.__setattr__(ports, "attachment_limits", limits)
    answers = await asyncio.gather(*(attach(ana.http, ana.conversation_id, b"a" * 10_000, "a.txt") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 429, 429, 429]
    assert len(kept_files(desk)) == 2


@pytest.mark.slow
async def test_s2_s11_fetching_needs_the_right_session(desk: Running) -> None:
    """A file is for its conversation's customer and for agents: a stranger learns nothing, not even that it exists."""
    ana, eve, maya = await desk.visitor(), await desk.visitor(), await desk.agent()
    sent = (await attach(ana.http, ana.conversation_id, picture())).json()["attachment"]["id"]
    await write(ana.http, ana.conversation_id, "", [sent])
    for small in (False, True):
        async with desk.http() as nobody:
            assert (await nobody.get(at(ana.conversation_id, sent, small=small))).status_code == 401
            assert (await nobody.get(at(ana.conversation_id, sent, "agent", small))).status_code == 401
        theirs = await eve.http.get(at(ana.conversation_id, sent, small=small))
        unknown = await eve.http.get(at("c_unknown", "a_unknown", small=small))
        assert (theirs.status_code, theirs.content) == (unknown.status_code, unknown.content) == (404, unknown.content)
        through_own = await eve.http.get(at(eve.conversation_id, sent, small=small))
        unknown = await eve.http.get(at(eve.conversation_id, "a_unknown", small=small))
        assert (through_own.status_code, through_own.content) == (404, unknown.content)
        assert (await maya.get(at(ana.conversation_id, sent, "agent", small))).status_code == 200
        assert (await ana.http.get(at(ana.conversation_id, sent, small=small))).status_code == 200
    text = (await attach(ana.http, ana.conversation_id, b"words", "a.txt")).json()["attachment"]["id"]
    assert (await ana.http.get(at(ana.conversation_id, text, small=True))).json()["code"] == "attachment_not_found"
