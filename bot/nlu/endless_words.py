"""Keeps texts without a space from costing seconds: spaCy's tokenizer takes quadratic time over them. Pure."""

from __future__ import annotations

import re

LONGEST_WORD = 150
_ENDLESS = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def without_endless_words(text: str) -> str:
    """The text with runs that no person means as a word blanked; everything else keeps its place."""
    return _ENDLESS.sub(lambda run: " " * len(run.group()), text)
