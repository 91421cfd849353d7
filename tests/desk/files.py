"""Files as people and attackers send them, made here, and how they are sent."""

from __future__ import annotations

import asyncio
import io
import struct
import uuid
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from PIL import Image, ImageDraw

from tests.desk.conftest import Running

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(document.domain)</script></body></html>"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"xref\n0 3\ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n"
)
CANARY = b"canary-7f3a<script>alert(1)</script>"


def picture(width: int = 640, height: int = 480, kind: str = "PNG", mode: str = "RGB", **how: Any) -> bytes:
    """A picture with something to see on it."""
    drawn = Image.new("RGB", (width, height), (236, 226, 208))
    pen = ImageDraw.Draw(drawn)
    for step in range(0, max(width, height), 40):
        pen.line((step, 0, 0, step), fill=(23, 99, 90), width=3)
    pen.ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=(176, 42, 32))
    written = io.BytesIO()
    drawn.convert(mode).save(written, format=kind, **how)
    return written.getvalue()


def photo_with_place() -> bytes:
    """A JPEG as a phone writes it: position, owner, a comment, held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to see it upright
    exif[0x010F] = "CanaryPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 18.0)})
    return picture(640, 480, "JPEG", exif=exif, comment=CANARY)


def png_with_text() -> bytes:
    """A PNG with hidden words inside and an archive hanging behind."""
    whole = picture()
    text = b"tEXtComment\x00" + CANARY
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return whole[:33] + chunk + whole[33:] + b"PK\x03\x04" + CANARY


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that promises 3.6 thousand million pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = zlib.compress(b"\x00" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def two_frames() -> bytes:
    """A moving GIF."""
    frames = [Image.new("P", (64, 48), color) for color in (1, 2)]
    written = io.BytesIO()
    frames[0].save(written, format="GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)
    return written.getvalue()


def wide_canvas() -> bytes:
    """A moving WebP of a few hundred bytes whose frames are tiny and whose canvas is not."""
    frames = [Image.new("RGB", (16, 16), color) for color in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, format="WEBP", save_all=True, append_images=frames[1:], duration=100)
    raw = bytearray(written.getvalue())
    header = raw.index(b"VP8X")
    raw[header + 12 : header + 18] = (9_999).to_bytes(3, "little") * 2
    return bytes(raw)


def wide_screen() -> bytes:
    """A GIF of a few bytes whose screen has four thousand million pixels."""
    raw = bytearray(two_frames())
    raw[6:10] = b"\xff\xff\xff\xff"
    return bytes(raw)


async def attach(
    http: httpx.AsyncClient,
    conversation_id: str,
    content: Any,
    name: str = "cup.png",
    upload_id: str | None = None,
    side: str = "widget",
) -> httpx.Response:
    """Upload one file as the browsers do."""
    return await http.post(
        f"/api/{side}/conversations/{conversation_id}/attachments",
        params={"id": upload_id or str(uuid.uuid4())},
        headers={"x-file-name": quote(name), "content-type": "application/octet-stream"},
        content=content,
    )


async def write(
    http: httpx.AsyncClient, conversation_id: str, text: str, files: list[str], side: str = "widget", **more: str
) -> httpx.Response:
    """A message with these attachments."""
    body = {"id": str(uuid.uuid4()), "text": text, "attachments": files} | more
    return await http.post(f"/api/{side}/conversations/{conversation_id}/messages", json=body)


def at(conversation_id: str, attachment_id: str, side: str = "widget", small: bool = False) -> str:
    """Where an attachment is fetched."""
    where = f"/api/{side}/conversations/{conversation_id}/attachments/{attachment_id}"
    return f"{where}/thumbnail" if small else where


def kept_files(desk: Running) -> list[str]:
    """Everything that lies in the folder of attachments."""
    folder = Path(desk.settings.var_dir) / "attachments"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def nothing_kept(desk: Running) -> None:
    """Wait until the folder is empty."""
    async with asyncio.timeout(5):
        while kept_files(desk):
            await asyncio.sleep(0.01)
