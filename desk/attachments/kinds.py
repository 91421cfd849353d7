"""The kinds of files we take, recognised by their bytes: neither a name nor what a browser says of them counts."""

from __future__ import annotations

import re
from enum import Enum

from desk import errors


class Kind(Enum):
    """A kind of file: its media type, its endings (ours first), and a name for files that come without one."""

    PNG = ("image/png", ("png",), "picture")
    JPEG = ("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "picture")
    WEBP = ("image/webp", ("webp",), "picture")
    GIF = ("image/gif", ("gif",), "picture")
    PDF = ("application/pdf", ("pdf",), "document")
    TEXT = ("text/plain", ("txt", "text", "log", "md", "csv"), "text")

    def __init__(self, media_type: str, endings: tuple[str, ...], fallback_name: str) -> None:
        self.type = media_type
        self.endings = endings
        self.fallback_name = fallback_name

    @property
    def is_picture(self) -> bool:
        return self.type.startswith("image/")


_MARKUP = re.compile(r"\s*<[a-zA-Z!?/]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PDF_END_WITHIN = 1024


def kind_of(content: bytes) -> Kind:
    """What these bytes are; `attachment_empty` for none, `attachment_type_refused` for all that we do not take."""
    if not content:
        raise errors.attachment_empty()
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    if re.match(rb"%PDF-[12]\.\d", content) and b"%%EOF" in content[-_PDF_END_WITHIN:]:
        return Kind.PDF
    if _is_plain_text(content):
        return Kind.TEXT
    raise errors.attachment_type_refused()


def _is_plain_text(content: bytes) -> bool:
    """Readable UTF-8 that no program would take for markup: SVG and HTML are text, too, and are not taken."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(text) is None and _MARKUP.match(text) is None and not text.startswith("%PDF")
