"""One form for singular and plural, and the word a misspelling was meant to be. Pure."""

from __future__ import annotations

from typing import Iterable

_SHORTEST_MENDED = 5
_LONG_WORD = 8


def singular(word: str) -> str:
    """`word` without its plural ending; the same odd form for both is as good as the right one."""
    word = word.removesuffix("'s").removesuffix("’s") or word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The one word `word` is a slip of: same first letter, one mistake, two in a long word. None for a tie."""
    if len(word) < _SHORTEST_MENDED or not word.isalpha():
        return None
    most = 2 if len(word) >= _LONG_WORD else 1
    near = [
        (mistakes(word, other), other)
        for other in among
        if len(other) >= _SHORTEST_MENDED and other[0] == word[0] and abs(len(other) - len(word)) <= most
    ]
    fitting = sorted(each for each in near if each[0] <= most)
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return fitting[0][1]


def mistakes(one: str, other: str) -> int:
    """How many letters were left out, put in, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
