"""Pictures of the goods, drawn in code: one small SVG for each kind, in the colour of the piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

PALETTE = {
    "Oat": "#d6c5a5",
    "Forest": "#44614a",
    "Navy": "#3a4a66",
    "White": "#f3f0e8",
    "Sky": "#a7bfce",
    "Moss": "#8b9a6b",
    "Clay": "#c38d70",
    "Grey": "#a5a49e",
    "Rust": "#ad6542",
    "Sage": "#a9b69b",
    "Ink": "#454b56",
    "Slate": "#77828c",
    "Oak": "#c59c68",
    "Clear": "#cfdfdc",
    "Smoke": "#8f9795",
    "Fern": "#728d61",
    "Cream": "#ece1ca",
    "Honey": "#dfab50",
    "Ash": "#dcc7a5",
}
UNKNOWN_COLOUR = "#b5b0a6"


@dataclass(frozen=True)
class Tones:
    """A colour with its lit and shaded sides."""

    plain: str
    light: str
    shade: str
    deep: str


def picture(kind: str, colour: str, title: str) -> Markup:
    """The drawing of this kind of thing. KeyError for a kind that nobody has drawn."""
    drawing = DRAWINGS[kind](tones(colour))
    return Markup(  # noqa: S704 - the drawings are ours, the title is escaped
        f'<svg class="picture" viewBox="0 0 240 240" role="img" aria-label="{escape(title)}">'
        f'<rect class="picture-ground" width="240" height="240"/>'
        f'<ellipse class="picture-shadow" cx="120" cy="209" rx="74" ry="7"/>{drawing}</svg>'
    )


def swatch(colour: str) -> Markup:
    """A small round sample of the colour; its name stands beside it."""
    plain = PALETTE.get(colour, UNKNOWN_COLOUR)
    return Markup(  # noqa: S704 - nothing in it comes from outside
        '<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true">'
        f'<circle class="swatch-ring" cx="10" cy="10" r="9" fill="{plain}"/></svg>'
    )


def tones(colour: str) -> Tones:
    """The colour by name, lighter and darker."""
    plain = PALETTE.get(colour, UNKNOWN_COLOUR)
    return Tones(plain, _mixed(plain, "#ffffff", 0.28), _mixed(plain, "#2a2118", 0.16), _mixed(plain, "#2a2118", 0.34))


def _mixed(one: str, other: str, share: float) -> str:
    parts = [round(int(one[i : i + 2], 16) * (1 - share) + int(other[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _path(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def _line(d: str, stroke: str, width: float = 2, more: str = "") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{width}" stroke-linecap="round"'
        f' stroke-linejoin="round" {more}/>'
    )


def _jumper(t: Tones) -> str:
    ribs = " ".join(f"M{x} 184v14" for x in range(86, 158, 8))
    return (
        _path("M92 60 62 74 40 172l26 8 16-58z", t.shade)
        + _path("M148 60l30 14 22 98-26 8-16-58z", t.shade)
        + _path("M92 58c8 14 48 14 56 0l16 8-2 132H78L76 66z", t.plain)
        + _path("M76 182h88v16a4 4 0 0 1-4 4H80a4 4 0 0 1-4-4z", t.shade)
        + _line(ribs, t.deep, 1.5, 'opacity=".45"')
        + _line("M95 61c8 14 42 14 50 0", t.deep, 5, 'opacity=".5"')
        + _line("M45 165l19 6M195 165l-19 6", t.deep, 4, 'opacity=".4"')
        + _line("M88 92c20 6 44 6 64 0M88 120c20 6 44 6 64 0M88 148c20 6 44 6 64 0", t.light, 2, 'opacity=".22"')
    )


def _shirt(t: Tones) -> str:
    buttons = "".join(f'<circle cx="120" cy="{y}" r="2.4" fill="{t.deep}"/>' for y in range(92, 196, 22))
    return (
        _path("M92 56 60 72 42 166l24 6 16-56z", t.shade)
        + _path("M148 56l32 16 18 94-24 6-16-56z", t.shade)
        + _path("M94 54h52l20 12-4 126c-14 10-70 10-84 0L74 66z", t.plain)
        + _path("M94 54l26 20-14 16-18-26z", t.light)
        + _path("M146 54l-26 20 14 16 18-26z", t.light)
        + _line("M94 54l26 20-14 16-18-26zM146 54l-26 20 14 16 18-26z", t.deep, 1.2, 'opacity=".5"')
        + _line("M120 76v122", t.deep, 1.2, 'opacity=".6"')
        + _line("M134 108h20v20c-6 6-14 6-20 0z", t.deep, 1.2, 'opacity=".5"')
        + buttons
    )


def _t_shirt(t: Tones) -> str:
    return (
        _path("M90 62 46 84l14 40 24-10z", t.shade)
        + _path("M150 62l44 22-14 40-24-10z", t.shade)
        + _path("M90 60c10 16 50 16 60 0l14 8-2 126c-16 6-68 6-84 0L76 68z", t.plain)
        + _line("M91 61c10 18 48 18 58 0", t.deep, 4, 'opacity=".4"')
        + _line("M96 190c0-30 4-60-2-86M146 190c-2-24-2-44 2-66", t.shade, 2, 'opacity=".7"')
    )


def _socks(t: Tones) -> str:
    def sock(x: int, y: int, fill: str) -> str:
        return (
            f'<g transform="translate({x} {y})">'
            + _path("M0 0h36v84c0 8 4 12 12 16l24 12c16 8 12 32-8 32H44C12 144 0 128 0 104z", fill)
            + _path("M0 0h36v20H0z", t.shade)
            + _path("M60 107l12 5c16 8 12 32-8 32h-8c10-10 12-24 4-37z", t.deep, 'opacity=".55"')
            + _line("M6 3v14M12 3v14M18 3v14M24 3v14M30 3v14", t.deep, 1.5, 'opacity=".5"')
            + _line("M8 28v60M18 28v66M28 28v58", t.light, 2, 'opacity=".4"')
            + "</g>"
        )

    return sock(92, 42, t.shade) + sock(62, 62, t.plain)


def _apron(t: Tones) -> str:
    return (
        _line("M94 72c-6-44 58-44 52 0", t.deep, 5)
        + _path("M92 68h56l6 42 26 10-6 80H66l-6-80 26-10z", t.plain)
        + _path("M92 68h56l2 12H90z", t.shade)
        + _path("M78 134h36v32c-10 6-26 6-36 0zM126 134h36v32c-10 6-26 6-36 0z", t.shade)
        + _line("M78 134h36M126 134h36", t.deep, 2, 'opacity=".6"')
        + _line("M60 120 36 132M180 120l24 12", t.deep, 4)
        + _line("M120 84v40M72 180h96", t.light, 1.5, 'opacity=".6"')
    )


def _tote(t: Tones) -> str:
    return (
        _line("M92 100V70c0-36 56-36 56 0v30", t.deep, 7)
        + _path("M62 92h116l10 112H52z", t.plain)
        + _path("M62 92h116l1 12H61z", t.shade)
        + _path("M160 104h19l9 100h-20z", t.shade, 'opacity=".6"')
        + _path("M120 130c18 6 22 26 0 44-22-18-18-38 0-44z", t.deep, 'opacity=".75"')
        + _line("M120 138v44", t.plain, 2)
    )


def _mug(t: Tones) -> str:
    return (
        _line("M158 102c44-8 44 62-6 56", t.shade, 11)
        + _path("M68 80h96l-4 108c-1 12-10 20-22 20H94c-12 0-21-8-22-20z", t.plain)
        + _path("M140 84h24l-4 104c-1 12-10 20-22 20h-14c14-30 16-80 16-124z", t.shade, 'opacity=".55"')
        + f'<ellipse cx="116" cy="80" rx="48" ry="11" fill="{t.light}"/>'
        + '<ellipse cx="116" cy="82" rx="40" ry="7.5" fill="#5b4030"/>'
        + _path("M71 160c30 12 60 12 90 0l-1 28c-1 12-10 20-22 20H94c-12 0-21-8-22-20z", t.deep, 'opacity=".35"')
        + _line("M82 104c0 20 1 34 3 48", t.light, 4, 'opacity=".7"')
    )


def _bowls(t: Tones) -> str:
    rims = "".join(
        f'<rect x="{58 - spread}" y="{y}" width="{124 + 2 * spread}" height="9" rx="4.5" fill="{t.light}"/>'
        + _path(f"M{66 - spread} {y + 9}h{108 + 2 * spread}l-4 8H{70 - spread}z", t.shade)
        for spread, y in ((0, 98), (2, 115), (4, 132))
    )
    return (
        f'<rect x="98" y="199" width="44" height="9" rx="3" fill="{t.shade}"/>'
        + _path("M56 152h128c0 32-26 52-48 52h-32c-22 0-48-20-48-52z", t.plain)
        + _path("M154 152h30c0 32-26 52-48 52h-12c18-12 30-28 30-52z", t.shade, 'opacity=".6"')
        + f'<rect x="52" y="149" width="136" height="9" rx="4.5" fill="{t.light}"/>'
        + rims
    )


def _board(t: Tones) -> str:
    return (
        '<g transform="rotate(14 120 120)">'
        + _path(
            "M108 30h24a8 8 0 0 1 8 8v32h24a14 14 0 0 1 14 14v108a14 14 0 0 1-14 14H76a14 14 0 0 1-14-14V84a14 14"
            " 0 0 1 14-14h24V38a8 8 0 0 1 8-8z",
            t.plain,
        )
        + _line(
            "M78 84c4 40-4 70 2 112M96 76c6 44-4 80 2 124M118 60c4 50-2 90 0 142M140 78c-4 40 6 84 0 122"
            "M160 86c4 40-4 76 0 108",
            t.shade,
            2,
            'opacity=".8"',
        )
        + _path("M66 92c0-10 6-18 14-18h8c-10 4-14 10-14 20v90c-4 0-8-4-8-10z", t.light, 'opacity=".6"')
        + '<circle class="picture-ground" cx="120" cy="46" r="6"/></g>'
    )


def _vase(t: Tones) -> str:
    leaf = "#7c8f68"
    return (
        '<g transform="translate(20 34) scale(.835)">'
        + _line("M122 96C120 66 108 46 96 28M118 96c2-30 14-48 30-58M120 100c0-30 0-50 2-76", "#66784f", 2.5)
        + _path("M96 28c-18 0-22 12-22 20 14 2 22-6 22-20zM148 38c16-6 24 2 28 10-12 8-22 4-28-10z", leaf)
        + _path(
            "M122 24c-10-10-6-20 0-24 8 6 8 16 0 24zM108 56c-16 2-22 12-22 20 14 0 22-6 22-20z"
            "M130 60c14-2 22 4 24 14-14 4-22-2-24-14z",
            leaf,
        )
        + _path("M106 84h28c0 26 40 44 40 82 0 28-18 42-54 42s-54-14-54-42c0-38 40-56 40-82z", t.plain, 'opacity=".78"')
        + _path("M70 158c20 8 80 8 100 0 2 34-16 46-50 46s-52-12-50-46z", t.light, 'opacity=".55"')
        + f'<ellipse cx="120" cy="84" rx="14" ry="3.5" fill="{t.light}"/>'
        + _line("M82 150c2-14 10-24 18-34", "#ffffff", 5, 'opacity=".6"')
        + "</g>"
    )


def _throw(t: Tones) -> str:
    fringe = " ".join(f"M{x} 190v14" for x in range(60, 184, 7))
    return (
        _path("M56 92c0-8 6-14 14-14h100c8 0 14 6 14 14v98H56z", t.plain)
        + _path("M56 92c0-8 6-14 14-14h100c8 0 14 6 14 14v22c-40 10-88 10-128 0z", t.light)
        + _path("M56 114c40 10 88 10 128 0v14c-40 10-88 10-128 0z", t.shade, 'opacity=".7"')
        + _line("M56 146h128M56 160h128M56 174h128", t.light, 3, 'opacity=".7"')
        + _line("M80 126v62M104 130v58M136 130v58M160 126v62", t.shade, 2, 'opacity=".6"')
        + _line(fringe, t.shade, 2.5)
    )


def _cushion(t: Tones) -> str:
    return (
        _path("M54 70c40 12 92 12 132 0-8 42-8 92 2 134-44-10-92-10-136 0 10-42 10-92 2-134z", t.plain)
        + _path("M160 76c10-2 18-4 26-6-8 42-8 92 2 134-12-3-24-5-36-6 14-40 16-82 8-122z", t.shade, 'opacity=".5"')
        + _line(
            "M54 70c40 12 92 12 132 0-8 42-8 92 2 134-44-10-92-10-136 0 10-42 10-92 2-134z",
            t.deep,
            2.5,
            'opacity=".45"',
        )
        + _line("M84 100c16 10 24 20 30 34M158 100c-14 10-24 20-30 34", t.shade, 3, 'opacity=".8"')
    )


def _candle(t: Tones) -> str:
    cells = "".join(
        _line(f"M{x} {y}l8-5 8 5v9l-8 5-8-5z", t.shade, 1.5, 'opacity=".8"')
        for row, y in enumerate(range(106, 190, 14))
        for x in range(88 + 8 * (row % 2), 138, 16)
    )
    return (
        _path("M86 96h68v104c0 6-4 9-10 9H96c-6 0-10-3-10-9z", t.plain)
        + cells
        + _path("M138 96h16v104c0 6-4 9-10 9h-8c4-30 4-80 2-113z", t.deep, 'opacity=".3"')
        + f'<ellipse cx="120" cy="96" rx="34" ry="8" fill="{t.light}"/>'
        + _line("M120 94V80", "#4a3f33", 2.5)
        + _path("M120 44c14 16 12 36 0 38-12-2-14-20 0-38z", "#f0a83c")
        + _path("M120 60c6 8 5 18 0 20-5-2-6-12 0-20z", "#fbe3a4")
    )


def _lamp(t: Tones) -> str:
    return (
        _path("M115 116h10v40c0 8 3 12 3 18s-4 10-4 16h-8c0-6-4-10-4-16s3-10 3-18z", t.plain)
        + _path("M121 116h4v40c0 8 3 12 3 18s-4 10-4 16h-3z", t.shade)
        + _path("M82 202c0-10 16-16 38-16s38 6 38 16c0 5-4 7-10 7H92c-6 0-10-2-10-7z", t.plain)
        + _path("M128 186c18 1 30 7 30 16 0 5-4 7-10 7h-18c8-6 6-18-2-23z", t.shade)
        + _path("M94 38h52l34 80c-36 8-84 8-120 0z", "#f4ecda")
        + _path("M134 38h12l34 80c-8 2-16 3-24 4z", "#ddd1b9")
        + _path("M64 108c36 8 76 8 112 0l4 10c-36 8-84 8-120 0z", "#e4d8c0")
        + f'<ellipse cx="120" cy="38" rx="26" ry="3.5" fill="{t.shade}"/>'
    )


DRAWINGS: dict[str, Callable[[Tones], str]] = {
    "apron": _apron,
    "board": _board,
    "bowls": _bowls,
    "candle": _candle,
    "cushion": _cushion,
    "jumper": _jumper,
    "lamp": _lamp,
    "mug": _mug,
    "shirt": _shirt,
    "socks": _socks,
    "t-shirt": _t_shirt,
    "throw": _throw,
    "tote": _tote,
    "vase": _vase,
}
