"""How sure the bot must be to answer, as the pipeline's configuration says it. Pure text, comments and order kept."""

from __future__ import annotations

import re

from desk.studio.training_files import NotEditable

CONFIG = "config.yml"
GATE = "bot.nlu.certainty.CertaintyGate"
LEAST, MOST = 0.05, 0.95
_COMPONENT = re.compile(r"^(?P<indent>\s*)- name:\s*['\"]?(?P<name>[^'\"#\s]+)")
_SETTING = re.compile(r"^(?P<before>\s*threshold:\s*)(?P<value>[0-9.]+)(?P<after>\s*(?:#.*)?)$")


def threshold_in(text: str) -> float:
    """The probability from which a reading is acted on. Raises NotEditable where the file does not say one."""
    lines = text.splitlines()
    return float(_found(lines, _line_of(lines))["value"])


def with_threshold(text: str, threshold: float) -> str:
    """The configuration with another threshold, two decimals of it. Raises NotEditable."""
    lines = text.splitlines(keepends=True)
    at = _line_of([line.rstrip("\n") for line in lines])
    found = _found([line.rstrip("\n") for line in lines], at)
    lines[at] = f"{found['before']}{threshold:.2f}".rstrip("0") + f"{found['after']}\n"
    return "".join(lines)


def _found(lines: list[str], at: int) -> re.Match[str]:
    found = _SETTING.match(lines[at])
    assert found is not None, "the line was found by this pattern"
    return found


def _line_of(lines: list[str]) -> int:
    inside = False
    for number, line in enumerate(lines):
        component = _COMPONENT.match(line)
        if component is not None:
            inside = component["name"] == GATE
        elif inside and _SETTING.match(line):
            return number
    raise NotEditable(CONFIG, 1, f"The configuration says no threshold for {GATE}.")
