"""Where one sentence of a message ends and the next begins. Pure: text in, positions out."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?\u2026])\s+|\n+|;\s+| - ")
_FEWEST_WORDS = 3


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence; what has fewer than three words goes with the sentence before it."""
    ends = [match.end() for match in _END.finditer(text)] + [len(text)]
    spans: list[tuple[int, int]] = []
    start = 0
    for end in ends:
        if text[start:end].strip():
            if spans and min(_words(text, spans[-1]), _words(text, (start, end))) < _FEWEST_WORDS:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        start = end
    return spans


def _words(text: str, span: tuple[int, int]) -> int:
    return len(text[span[0] : span[1]].split())
