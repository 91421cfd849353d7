"""What the shop's entities learn: the lookup tables by heart, and which words are spelt as they are meant. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Iterable, Mapping, Sequence

from bot.nlu.spelling import singular

WORDS_FILE = "shop_words.json"
TABLES = ("product", "size", "colour")
# A word written twice in the training lines is spelt as it is meant to be.
_OFTEN = 2


def learnt_words(tables: Mapping[str, Sequence[str]], texts: Iterable[str]) -> dict[str, Any]:
    """What is stored: each table, and as `known` the words used more than once, singular, in alphabetical order."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({singular(word) for word in re.findall(r"[a-z']+", text.lower())})
    known = sorted(word for word, count in counts.items() if count >= _OFTEN)
    return {**{name: list(tables.get(name, [])) for name in TABLES}, "known": known}
