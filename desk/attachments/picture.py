"""Pictures are decoded and written anew: what is kept is what can be seen, and nothing that was hidden beside it.

Position, camera, comments, previews, colour profiles and whatever hangs behind the picture are gone afterwards. Of
moving pictures the first frame is kept, as a still one. Pure computation, but heavy: run it in a thread.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from desk import errors
from desk.attachments.kinds import Kind

MOST_PIXELS = {Kind.JPEG: 50_000_000, Kind.PNG: 25_000_000, Kind.WEBP: 25_000_000, Kind.GIF: 25_000_000}
"""Pictures beyond this are refused before they are decoded: a few bytes can promise any size. Cameras write JPEG, and
its decoder needs the least memory; the largest of each kind takes up to half a gigabyte while it is written anew."""
LONGEST_SIDE = 4_096
"""Larger pictures are made smaller: enough to read a serial number, and a bound on what is kept."""
THUMBNAIL = (400, 300)

# Our own limit is checked before anything is decoded; Pillow's warning would only let strangers fill the log.
warnings.simplefilter("ignore", Image.DecompressionBombWarning)

_FORMATS = {Kind.PNG: "PNG", Kind.JPEG: "JPEG", Kind.WEBP: "WEBP", Kind.GIF: "GIF"}
_KEPT_AS = {Kind.PNG: Kind.PNG, Kind.JPEG: Kind.JPEG, Kind.WEBP: Kind.WEBP, Kind.GIF: Kind.PNG}
_HOW: dict[Kind, dict[str, int]] = {Kind.JPEG: {"quality": 88}, Kind.WEBP: {"quality": 88, "method": 3}, Kind.PNG: {}}


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept, with a small one for the transcript (WebP, at most 400 x 300)."""

    kind: Kind
    content: bytes
    width: int
    height: int
    thumbnail: bytes


def develop(content: bytes, kind: Kind) -> Picture:
    """The picture written anew; `picture_too_large` if it promises too many pixels, `picture_unreadable` if damaged."""
    most_pixels = MOST_PIXELS[kind]
    try:
        # Only the format its first bytes promise: no other decoder is ever let near the bytes.
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as opened:
            if opened.width * opened.height > most_pixels:
                raise errors.picture_too_large(most_pixels)
            seen = _upright(opened)
    except Image.DecompressionBombError as bomb:
        raise errors.picture_too_large(most_pixels) from bomb
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as damaged:
        # What Pillow's decoders raise for damaged files; anything else is a mistake of ours.
        raise errors.picture_unreadable() from damaged
    kept_as = _KEPT_AS[kind]
    plain = _bare(seen, may_be_clear=kept_as is not Kind.JPEG)
    return Picture(kept_as, _written(plain, kept_as), plain.width, plain.height, _thumbnail(plain))


def _upright(opened: Image.Image) -> Image.Image:
    """The first frame, not larger than we keep, turned as the camera was held."""
    opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(opened)


def _bare(seen: Image.Image, may_be_clear: bool) -> Image.Image:
    """Nothing but pixels, in a plain mode."""
    if seen.mode.startswith("I"):
        # 16 bits of grey; a plain conversion would cut them off instead of scaling them.
        seen = seen.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    clear = seen.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in seen.info
    mode = "RGBA" if clear and may_be_clear else "L" if seen.mode in ("1", "L") else "RGB"
    converted = seen.convert(mode)
    return Image.frombytes(mode, converted.size, converted.tobytes())


def _written(picture: Image.Image, kind: Kind) -> bytes:
    written = io.BytesIO()
    picture.save(written, format=_FORMATS[kind], **_HOW[kind])
    return written.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    """The middle of the picture in the shape of its place on the screen; small pictures are not blown up."""
    wide, high = THUMBNAIL
    width = min(picture.width, max(1, picture.height * wide // high))
    height = min(picture.height, max(1, picture.width * high // wide))
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    middle = picture.crop((left, top, left + width, top + height))
    middle.thumbnail(THUMBNAIL)
    written = io.BytesIO()
    middle.save(written, format="WEBP", quality=80, method=3)
    return written.getvalue()
