"""Reading staffing plans and arrivals from CSV or JSON; every mistake is one sentence with its place."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from desk.simulation.plan import Arrival, Demand, PlanRefused, Shift, arrivals_of

CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def read_shifts(path: Path) -> list[Shift]:
    """A staffing plan: rows with agent, from, to, and optionally capacity, skills and languages."""
    rows = _rows(path, "shifts")
    return [_shift(row, f"{path.name}, row {number}") for number, row in enumerate(rows, start=1)]


def read_arrivals(path: Path, seed: int) -> list[Arrival]:
    """Arrivals one by one (rows with at, handling_minutes, ...), or in JSON as `per_hour` with averages."""
    if path.suffix == ".json":
        written = _json(path)
        if isinstance(written, Mapping) and "per_hour" in written:
            return arrivals_of(_demand(written, path.name), seed)
    rows = _rows(path, "arrivals")
    found = [_arrival(row, f"{path.name}, row {number}") for number, row in enumerate(rows, start=1)]
    return sorted(found, key=lambda arrival: arrival.at)


def _rows(path: Path, name: str) -> list[Mapping[str, Any]]:
    if path.suffix == ".json":
        written = _json(path)
        rows = written.get(name) if isinstance(written, Mapping) else written
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise PlanRefused(f'{path.name} needs a list of objects under "{name}".')
        return rows
    return list(csv.DictReader(_text(path).splitlines()))


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except ValueError as wrong:
        raise PlanRefused(f"{path.name} is not valid JSON: {wrong}.") from wrong


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise PlanRefused(f"{path} cannot be read.") from wrong


def _shift(row: Mapping[str, Any], where: str) -> Shift:
    agent = str(row.get("agent") or "").strip()
    if not agent:
        raise PlanRefused(f"{where} has no agent.")
    languages = _words(row.get("languages")) or frozenset({"en"})
    return Shift(
        agent,
        _time(row, "from", where),
        _time(row, "to", where),
        int(_number(row, "capacity", 3, where)),
        _words(row.get("skills")),
        languages,
    )


def _arrival(row: Mapping[str, Any], where: str) -> Arrival:
    patience = _number(row, "patience_minutes", -1, where)
    return Arrival(
        _time(row, "at", where),
        _number(row, "handling_minutes", 8, where) * 60,
        None if patience < 0 else patience * 60,
        str(row.get("tier") or "").strip() or None,
        _number(row, "mood", 0, where),
        _words(row.get("skills")),
        str(row.get("language") or "").strip() or None,
    )


def _demand(written: Mapping[str, Any], name: str) -> Demand:
    per_hour, tiers = written["per_hour"], written.get("tiers") or {}
    if not isinstance(per_hour, Mapping) or not isinstance(tiers, Mapping):
        raise PlanRefused(f'{name}: write per_hour like {{"9": 20, "10": 32}} and tiers like {{"gold": 0.1}}.')
    try:
        return Demand(
            {int(hour): float(rate) for hour, rate in per_hour.items()},
            float(written.get("handling_minutes", 8)),
            None if written.get("patience_minutes", 12) is None else float(written.get("patience_minutes", 12)),
            {str(tier): float(share) for tier, share in tiers.items()},
            float(written.get("upset", 0)),
        )
    except (TypeError, ValueError) as wrong:
        raise PlanRefused(f"{name} has something where a number should be: {wrong}.") from wrong


def _time(row: Mapping[str, Any], field: str, where: str) -> float:
    found = CLOCK.fullmatch(str(row.get(field) or "").strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 99, 0)
    if minutes > 59 or seconds > 59 or hours > 48:
        raise PlanRefused(f"{where}: {field} should be a time like 09:30.")
    return hours * 3_600.0 + minutes * 60 + seconds


def _number(row: Mapping[str, Any], field: str, otherwise: float, where: str) -> float:
    written = row.get(field)
    if written in (None, ""):
        return otherwise
    try:
        return float(written)
    except (TypeError, ValueError) as wrong:
        raise PlanRefused(f"{where}: {field} should be a number.") from wrong


def _words(written: Any) -> frozenset[str]:
    if isinstance(written, str):
        return frozenset(written.replace(",", " ").split())
    return frozenset(str(word) for word in written or () if isinstance(written, Iterable))
