"""Files of settings: one `NAME=value` a line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from supervisor.problem import Problem

LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def parse(text: str, where: str) -> dict[str, str]:
    """Read the settings; `where` names the file in the problem raised for a line that is none.

    Empty lines and lines that start with # are skipped; a value may stand in quotes.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = LINE.fullmatch(stripped)
        if match is None:
            raise Problem(f"Line {number} of {where} is not a setting: write NAME=value, or # before a remark.")
        name, value = match.groups()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[name] = value
    return found


def render(settings: Mapping[str, str], heading: str) -> str:
    """The text of such a file."""
    return f"# {heading}\n" + "".join(f"{name}={value}\n" for name, value in settings.items())
