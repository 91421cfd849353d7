"""A QR code (ISO/IEC 18004) of a short text: bytes, error correction M, versions 1 to 10, which is 213 bytes. Pure.

Drawn here because a secret should not travel through code of strangers to become a picture, and this much of the
standard is a page.
"""

from __future__ import annotations

from collections.abc import Iterator

CHECK_BYTES = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26)
BLOCKS = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5)
"""Of error correction M: check bytes of a block, and blocks, by version."""
LEVEL_M = 0b00
MASKS = (
    lambda x, y: (x + y) % 2,
    lambda _x, y: y % 2,
    lambda x, _y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)
"""A module is turned over where these give 0."""


class TooLong(ValueError):
    """The text needs a larger code than is made here."""


def modules_of(text: str) -> list[str]:
    """The rows of the code, a 1 for each dark module; without the quiet zone of four modules around it."""
    content = text.encode()
    version = next((v for v in range(1, 11) if len(content) + (3 if v > 9 else 2) <= _data_bytes(v)), None)
    if version is None:
        raise TooLong(f"{len(content)} bytes do not fit")
    drawn = _Drawing(version)
    drawn.write(_interleaved(_padded(content, version), version))
    best = min((drawn.masked(mask) for mask in range(8)), key=_penalty)
    return ["".join("1" if dark else "0" for dark in row) for row in best]


def _data_bytes(version: int) -> int:
    return _all_bytes(version) - CHECK_BYTES[version - 1] * BLOCKS[version - 1]


def _all_bytes(version: int) -> int:
    bits = (16 * version + 128) * version + 64
    if version >= 2:
        aligned = version // 7 + 2
        bits -= (25 * aligned - 10) * aligned - 55
    return (bits - (36 if version >= 7 else 0)) // 8


def _padded(content: bytes, version: int) -> bytes:
    length_bits = 16 if version > 9 else 8
    bits = f"0100{len(content):0{length_bits}b}" + "".join(f"{byte:08b}" for byte in content)
    room = _data_bytes(version)
    bits += "0" * min(4, room * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    made = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return made + bytes((0xEC, 0x11) * room)[: room - len(made)]


def _interleaved(data: bytes, version: int) -> bytes:
    """Data in blocks, each with its check bytes, dealt out one byte of each block after the other."""
    blocks, checks = BLOCKS[version - 1], CHECK_BYTES[version - 1]
    short, longer = divmod(len(data), blocks)
    parts, at = [], 0
    for number in range(blocks):
        size = short + (number >= blocks - longer)
        parts.append(data[at : at + size])
        at += size
    made = [part[place] for place in range(short + 1) for part in parts if place < len(part)]
    tails = [_remainder(part, checks) for part in parts]
    return bytes(made + [tail[place] for place in range(checks) for tail in tails])


def _times(left: int, right: int) -> int:
    """Multiplication in GF(256) over x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ (product >> 7) * 0x11D
        product ^= (right >> bit & 1) * left
    return product


def _remainder(data: bytes, checks: int) -> list[int]:
    """Reed-Solomon: what is left of the data divided by (x - 2^0)(x - 2^1)..."""
    divisor, root = [0] * (checks - 1) + [1], 1
    for _ in range(checks):
        shifted = [*divisor[1:], 0]
        divisor = [_times(each, root) ^ after for each, after in zip(divisor, shifted, strict=True)]
        root = _times(root, 2)
    left = [0] * checks
    for byte in data:
        factor = byte ^ left[0]
        left = [each ^ _times(by, factor) for each, by in zip([*left[1:], 0], divisor, strict=True)]
    return left


class _Drawing:
    """The square: `fixed` marks modules that are no data."""

    def __init__(self, version: int) -> None:
        self.version, self.size = version, version * 4 + 17
        self.dark = [[False] * self.size for _ in range(self.size)]
        self.fixed = [[False] * self.size for _ in range(self.size)]
        for at in range(self.size):
            self._set(6, at, at % 2 == 0)
            self._set(at, 6, at % 2 == 0)
        self._alignments()
        for left, top in ((0, 0), (self.size - 7, 0), (0, self.size - 7)):
            self._finder(left, top)
        self._format(0)
        if version >= 7:
            self._version()

    def _set(self, x: int, y: int, dark: bool) -> None:
        self.dark[y][x], self.fixed[y][x] = dark, True

    def _finder(self, left: int, top: int) -> None:
        for y in range(-1, 8):
            for x in range(-1, 8):
                if 0 <= left + x < self.size and 0 <= top + y < self.size:
                    ring = max(abs(x - 3), abs(y - 3))
                    self._set(left + x, top + y, ring not in (2, 4))

    def _alignments(self) -> None:
        if self.version == 1:
            return
        count = self.version // 7 + 2
        step = (self.version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
        places = [6, *reversed([self.size - 7 - step * each for each in range(count - 1)])]
        for y in places:
            for x in places:
                if (x, y) not in ((6, 6), (6, places[-1]), (places[-1], 6)):
                    for down in range(-2, 3):
                        for right in range(-2, 3):
                            self._set(x + right, y + down, max(abs(right), abs(down)) != 1)

    def _format(self, mask: int) -> None:
        said = LEVEL_M << 3 | mask
        rest = said
        for _ in range(10):
            rest = rest << 1 ^ (rest >> 9) * 0x537
        bits = (said << 10 | rest) ^ 0x5412
        dark = [bits >> bit & 1 == 1 for bit in range(15)]
        around = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)), *((x, 8) for x in (7, 5, 4, 3, 2, 1, 0))]
        beside = [*((self.size - 1 - x, 8) for x in range(8)), *((8, self.size - 15 + y) for y in range(8, 15))]
        for places in (around, beside):
            for (x, y), each in zip(places, dark, strict=True):
                self._set(x, y, each)
        self._set(8, self.size - 8, True)

    def _version(self) -> None:
        rest = self.version
        for _ in range(12):
            rest = rest << 1 ^ (rest >> 11) * 0x1F25
        bits = self.version << 12 | rest
        for bit in range(18):
            far, near = self.size - 11 + bit % 3, bit // 3
            self._set(far, near, bits >> bit & 1 == 1)
            self._set(near, far, bits >> bit & 1 == 1)

    def _data_places(self) -> Iterator[tuple[int, int]]:
        """From the lower right in columns of two, up and down in turn, around what is fixed."""
        up = True
        for right in (*range(self.size - 1, 6, -2), 5, 3, 1):
            for down in range(self.size):
                y = self.size - 1 - down if up else down
                for x in (right, right - 1):
                    if not self.fixed[y][x]:
                        yield x, y
            up = not up

    def write(self, content: bytes) -> None:
        """Put the bytes where data belongs; what is left over stays light."""
        bits = (byte >> bit & 1 for byte in content for bit in range(7, -1, -1))
        for (x, y), bit in zip(self._data_places(), bits, strict=False):
            self.dark[y][x] = bit == 1

    def masked(self, mask: int) -> list[list[bool]]:
        """The square with this mask over its data."""
        self._format(mask)
        return [
            [
                dark ^ (not fixed and MASKS[mask](x, y) == 0)
                for x, (dark, fixed) in enumerate(zip(darks, fixeds, strict=True))
            ]
            for y, (darks, fixeds) in enumerate(zip(self.dark, self.fixed, strict=True))
        ]


def _penalty(rows: list[list[bool]]) -> int:
    """How hard it is to read: long runs, blocks, what looks like a finder, and too much of one colour."""
    size, lost = len(rows), 0
    for line in (*rows, *(list(column) for column in zip(*rows, strict=True))):
        run = 1
        for before, here in zip(line, [*line[1:], None], strict=True):
            if before == here:
                run += 1
                continue
            lost += run - 2 if run >= 5 else 0
            run = 1
        said = "".join("1" if dark else "0" for dark in line)
        lost += 40 * sum(said.startswith(("10111010000", "00001011101"), at) for at in range(size))
    for y in range(size - 1):
        for x in range(size - 1):
            lost += 3 * (rows[y][x] == rows[y][x + 1] == rows[y + 1][x] == rows[y + 1][x + 1])
    share = sum(map(sum, rows)) * 20 / (size * size)
    return lost + 10 * int(abs(share - 10))
