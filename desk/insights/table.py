"""Figures as lines: for the CSV, and in words for the weekly letter. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.access.csv_lines import BYTE_ORDER_MARK, csv_line
from desk.authority.money import in_words

HEAD = ("figure", "about", "from", "to", "value", "unit", "n", "low", "high", "apart", "target")


def csv_of(told: Mapping[str, Any]) -> str:
    """The whole dashboard as CSV: every figure for the period, the one before and each step, then the reasons."""
    return BYTE_ORDER_MARK + "".join(csv_line(line) for line in _lines(told))


def _lines(told: Mapping[str, Any]) -> Iterator[tuple[object, ...]]:
    yield HEAD
    for figure in told["figures"]:
        spans = [(told["period"], figure["now"]), (told["before"], figure["before"])]
        for span, measured in [*spans, *zip(told["steps"], figure["trend"], strict=True)]:
            yield _line(figure, "", span, measured)
    for reason in told["reasons"]:
        for figure in told["figures"]:
            if (measured := reason["now"].get(figure["id"])) is not None:
                yield _line(figure, reason["reason"] or "not known", told["period"], measured)
    for each in told["handoff_reasons"]:
        for span, number in ((told["period"], each["now"]), (told["before"], each["before"])):
            yield "handoffs", each["reason"], span["first"], span["last"], number, "count", number, "", "", "", ""


def _line(
    figure: Mapping[str, Any], about: str, span: Mapping[str, str], measured: Mapping[str, Any]
) -> tuple[object, ...]:
    apart = "; ".join(f"{name}: {number}" for name, number in measured["apart"].items())
    numbers = [_plain(measured[name]) for name in ("value", "n", "low", "high")]
    value, n, low, high = numbers
    place = (figure["id"], about, span["first"], span["last"])
    return *place, value, figure["unit"], n, low, high, apart, _plain(figure["target"])


def _plain(number: float | None) -> object:
    return "" if number is None else number


def shown(value: float | None, unit: str, currency: str) -> str:
    """A figure as people read it."""
    if value is None:
        return "not known"
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit == "seconds":
        return _duration(round(value))
    if unit == "money":
        return in_words(round(value), currency)
    return f"{value:.1f}" if unit == "score" else f"{value:,.0f}"


def _duration(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
