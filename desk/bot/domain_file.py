"""What the bot can understand, read from its domain: the intents' names, for agents who say what was meant."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from desk.settings import SettingsRefused


def read_intents(path: Path) -> tuple[str, ...]:
    """The intents in the domain's order. Raises SettingsRefused with one sentence when they cannot be read."""
    try:
        intents = _intents_in(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as failure:
        raise SettingsRefused(f"WARMHAND_DOMAIN_FILE: {path} cannot be read ({type(failure).__name__})") from failure
    if not intents:
        raise SettingsRefused(f"WARMHAND_DOMAIN_FILE: {path} lists no intents")
    return intents


@cache
def _intents_in(text: str) -> tuple[str, ...]:
    """The names; none where there is no list of them. The same text is not parsed twice in a process."""
    domain = YAML(typ="safe", pure=True).load(text)
    intents = domain.get("intents") if isinstance(domain, dict) else None
    if not isinstance(intents, list):
        return ()
    # Rasa lets an intent stand alone or as a name with settings.
    return tuple(str(next(iter(each))) if isinstance(each, dict) else str(each) for each in intents)
