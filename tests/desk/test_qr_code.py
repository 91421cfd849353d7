"""The QR code of an authenticator's secret: read back module by module, and alike with what others draw."""

from __future__ import annotations

import hashlib
import string

import pytest

from desk.agents.qr_code import BLOCKS, CHECK_BYTES, MASKS, TooLong, modules_of

ADDRESS = "otpauth://totp/Warmhand:a_maya?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Warmhand"
DRAWN_ELSEWHERE = "1d2f578fec901f87110ac6aa2bc56d8e110f410712f3fdc273bbb230509d2a5f"
"""SHA-256 of what the package `qrcode` 8.2 draws of the same text with the same mask."""


def times(left: int, right: int) -> int:
    """Multiplication in GF(256), by shifting: not as the code under test does it."""
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left = left << 1 ^ (0x11D if left & 0x80 else 0)
        right >>= 1
    return product


def read(rows: list[str]) -> str:
    """What a reader finds: format, mask, bytes in their order, a whole check, and the text."""
    size, version = len(rows), (len(rows) - 17) // 4
    places = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)), *((x, 8) for x in (7, 5, 4, 3, 2, 1, 0))]
    said = sum(int(rows[y][x]) << bit for bit, (x, y) in enumerate(places)) ^ 0x5412
    assert said >> 13 == 0, "error correction M"
    mask = MASKS[said >> 10 & 7]
    bits = [int(rows[y][x]) ^ (mask(x, y) == 0) for x, y in data_places(size, version)]
    codewords = [int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits) - 7, 8)]
    data = []
    for block in blocks_of(codewords, version):
        for root in range(CHECK_BYTES[version - 1]):
            power, left = 1, 0
            for _ in range(root):
                power = times(power, 2)
            for byte in block:
                left = times(left, power) ^ byte
            assert left == 0, "the check bytes fit"
        data += block[: -CHECK_BYTES[version - 1]]
    stream = "".join(f"{byte:08b}" for byte in data)
    wide = 16 if version > 9 else 8
    length = int(stream[4 : 4 + wide], 2)
    assert stream[:4] == "0100"
    return bytes(int(stream[at : at + 8], 2) for at in range(4 + wide, 4 + wide + 8 * length, 8)).decode()


def data_places(size: int, version: int) -> list[tuple[int, int]]:
    """Where data lies: all but finders, timing, alignment, format and version."""
    middles = {1: [], 2: [18], 3: [22], 4: [26], 5: [30], 6: [34], 7: [22, 38], 8: [24, 42], 9: [26, 46], 10: [28, 50]}
    centres = [6, *middles[version]] if version > 1 else []
    corners = {(6, 6), (6, centres[-1]), (centres[-1], 6)} if centres else set()

    def fixed(x: int, y: int) -> bool:
        near = (x < 9 and y < 9) or (x > size - 9 and y < 9) or (x < 9 and y > size - 9)
        told = version > 6 and ((x > size - 12 and y < 6) or (x < 6 and y > size - 12))
        aligned = any(abs(x - a) <= 2 and abs(y - b) <= 2 for a in centres for b in centres if (a, b) not in corners)
        return near or told or aligned or x == 6 or y == 6

    found, up = [], True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for y in range(size - 1, -1, -1) if up else range(size):
            found += [(x, y) for x in (right, right - 1) if not fixed(x, y)]
        up = not up
    return found


def blocks_of(codewords: list[int], version: int) -> list[list[int]]:
    """The blocks, taken apart again."""
    count, checks = BLOCKS[version - 1], CHECK_BYTES[version - 1]
    room = len(codewords) - checks * count
    sizes = [room // count + (number >= count - room % count) for number in range(count)]
    blocks: list[list[int]] = [[] for _ in sizes]
    rest = iter(codewords)
    for place in range(max(sizes)):
        for number, size in enumerate(sizes):
            if place < size:
                blocks[number].append(next(rest))
    for _ in range(checks):
        for block in blocks:
            block.append(next(rest))
    return blocks


def test_it_is_drawn_as_others_draw_it() -> None:
    """The very modules that a well-known package draws of the same address."""
    assert hashlib.sha256("\n".join(modules_of(ADDRESS)).encode()).hexdigest() == DRAWN_ELSEWHERE


@pytest.mark.parametrize("length", [0, 1, 14, 15, 26, 42, 62, 84, 106, 107, 122, 152, 180, 181, 213])
def test_what_is_drawn_is_read(length: int) -> None:
    """Every version from 1 to 10, at its fullest and beyond the one before."""
    text = (string.ascii_letters * 5)[:length]
    assert read(modules_of(text)) == text


def test_other_alphabets_are_read() -> None:
    """Bytes are UTF-8."""
    assert read(modules_of("Grüße, 東京")) == "Grüße, 東京"


def test_what_is_too_long_is_refused() -> None:
    """One byte more than fits is an error, not a damaged code."""
    with pytest.raises(TooLong):
        modules_of("x" * 214)
