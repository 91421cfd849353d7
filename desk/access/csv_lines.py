"""Lines of CSV (RFC 4180) that a spreadsheet shows and never runs. Pure."""

from __future__ import annotations

from collections.abc import Iterable

BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")
"""What a spreadsheet takes for the beginning of a formula or a command, in ASCII and in full width."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for something else."""


def csv_line(cells: Iterable[object]) -> str:
    """One line, its end included; every cell stands in quotes."""
    return ",".join(_cell(str(cell)) for cell in cells) + "\r\n"


def _cell(text: str) -> str:
    # An apostrophe in front makes it text; blanks and what is not seen do not hide a formula behind them.
    seen = text.lstrip(" \u00a0\u200b\ufeff\x00")
    shown = f"'{text}" if seen.startswith(BEGINS_A_FORMULA) or text.startswith(BEGINS_A_FORMULA) else text
    return '"' + shown.replace('"', '""') + '"'
