"""Looking for the standard's phrases in what was said: whole words, in any case. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@lru_cache(maxsize=2_000)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = (re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in phrase.split())
    return re.compile(r"(?<!\w)" + r"\W+".join(words) + r"(?!\w)", re.IGNORECASE)


def phrase_in(text: str, phrases: Iterable[str]) -> str | None:
    """The first of the phrases that the text holds; None for none."""
    plain = text.replace("’", "'")
    return next((phrase for phrase in phrases if _pattern(phrase).search(plain)), None)


def nothing_but(text: str, phrases: Iterable[str]) -> bool:
    """Whether the text holds words, and no others than those of the phrases: "thanks, bye!"."""
    allowed = {word for phrase in phrases for word in phrase.casefold().split()}
    words = [word.casefold() for word in WORD.findall(text.replace("’", "'"))]
    return bool(words) and all(word in allowed for word in words)
