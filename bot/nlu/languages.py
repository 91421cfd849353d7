"""Which language a message is written in, by the common words and letter groups of hand-written texts. Pure."""

from __future__ import annotations

import functools
import hashlib
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping

FOLDER = Path(__file__).parent / "language_texts"
ENGLISH, UNKNOWN = "en", "unknown"
WORDLESS = 0.99
"""How surely a message without words is none of ours."""

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NOT_WORDS = re.compile(r"<[^>]{0,500}>|(?:https?://|www\.)\S+|\S+@\S+|\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGEST_READ = 1000
# Of a message's evidence against English, in natural logarithms: enough to speak of another language at all.
_ENOUGH = 5.0
# With a single common word the letters have to speak louder.
_ENOUGH_BY_LETTERS = 12.0
_FEWEST_WORDS, _SHORTEST_MESSAGE, _SHORTEST_BY_LETTERS = 2, 3, 5
# Parts of names and addresses the world over: they speak for no language.
_PARTICLES = frozenset(
    ["da", "de", "del", "den", "der", "di", "do", "du", "el", "la", "las", "le", "les", "los", "van", "von"]
)
_SHARE_OF_WORD, _SMOOTHING = 0.6, 4.0
# Unicode's name of a letter begins with its script.
_SCRIPTS = {
    "ARABIC": "ar", "ARMENIAN": "hy", "CJK": "zh", "CYRILLIC": "ru", "DEVANAGARI": "hi", "GEORGIAN": "ka",
    "GREEK": "el", "HANGUL": "ko", "HEBREW": "he", "HIRAGANA": "ja", "KATAKANA": "ja", "THAI": "th",
}  # fmt: skip
_UKRAINIAN = frozenset("іїєґ")


@dataclass(frozen=True)
class Language:
    """An ISO 639-1 code, or "unknown" where there is too little to go by; `confidence` between 0 and 1."""

    code: str
    confidence: float


NOT_KNOWN = Language(UNKNOWN, 0.0)


class LanguageReader:
    """Compares a message with texts of each language; `texts` maps codes to texts and must hold English.

    Careful by design: names, product words, a greeting or a few odd words never make a message foreign.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._voices = {code: _Voice(text) for code, text in texts.items()}
        self._english = self._voices[ENGLISH]

    def read(self, text: str) -> Language:
        """The language of `text`. Never fails."""
        plain = _NOT_WORDS.sub(" ", unicodedata.normalize("NFC", text[:_LONGEST_READ]))
        other_script = _script(plain)
        if other_script is not None:
            return other_script
        words = [word.replace("’", "'") for word in _WORD.findall(plain.lower())]
        if not words:
            return NOT_KNOWN
        # The letters are asked only where the words leave room for doubt: for English that is hardly ever.
        if len(words) < _SHORTEST_MESSAGE or not any(map(self._more_words(set(words)), self._voices)):
            return self._as_english(words)
        scores = {code: sum(voice.surprise(word) for word in words) for code, voice in self._voices.items()}
        best = min(scores, key=lambda code: scores[code])
        evidence = scores[ENGLISH] - scores[best]
        if not self._is_foreign(set(words), best, evidence):
            return self._as_english(words)
        return Language(best, round(evidence / (evidence + _ENOUGH), 3))

    def _is_foreign(self, words: set[str], code: str, evidence: float) -> bool:
        """More common words of that language than of English, and letters that agree."""
        theirs, english = self._known(words, code)
        if theirs <= english:
            return False
        if theirs >= _FEWEST_WORDS:
            return evidence >= _ENOUGH
        return len(words) >= _SHORTEST_BY_LETTERS and evidence >= _ENOUGH_BY_LETTERS

    def _more_words(self, words: set[str]) -> Callable[[str], bool]:
        def of(code: str) -> bool:
            theirs, english = self._known(words, code)
            return theirs > english

        return of

    def _known(self, words: set[str], code: str) -> tuple[int, int]:
        """How many words are common in that language only, and how many in English only."""
        voice, english = self._voices[code], self._english
        theirs = sum(voice.knows(word) and not english.knows(word) and word not in _PARTICLES for word in words)
        return theirs, sum(english.knows(word) and not voice.knows(word) for word in words)

    def _as_english(self, words: list[str]) -> Language:
        known = sum(self._english.knows(word) for word in words)
        return Language(ENGLISH, round(known / len(words), 3)) if known else NOT_KNOWN


class _Voice:
    """How likely a word is in one language: as a common word, or letter by letter."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(unicodedata.normalize("NFC", text.lower()))
        words += [folded for folded in map(fold, words) if folded not in set(words)]
        self._counts = Counter(words)
        self._total = sum(self._counts.values())
        self._groups: Counter[str] = Counter()
        for word in self._counts:
            marked = f"  {word} "
            self._groups.update(marked[i : i + size] for size in (1, 2, 3) for i in range(len(marked) - size + 1))
        self._letters = sum(count for group, count in self._groups.items() if len(group) == 1)

    def knows(self, word: str) -> bool:
        """True for a word of the texts, accents or not."""
        return word in self._counts

    def surprise(self, word: str) -> float:
        """Minus the logarithm of the word's probability."""
        return _surprise(self, word)

    def probability(self, word: str) -> float:
        common = self._counts[word] / self._total
        return _SHARE_OF_WORD * common + (1 - _SHARE_OF_WORD) * self._by_letters(word)

    def _by_letters(self, word: str) -> float:
        marked, likely = f"  {word[:20]} ", 1.0
        for i in range(2, len(marked)):
            single = (self._groups[marked[i]] + 0.1) / (self._letters + 10)
            double = self._backed_off(marked[i - 1 : i + 1], single)
            likely *= self._backed_off(marked[i - 2 : i + 1], double)
        return likely

    def _backed_off(self, group: str, shorter: float) -> float:
        before = self._groups[group[:-1]]
        return (self._groups[group] + _SMOOTHING * shorter) / (before + _SMOOTHING)


@functools.lru_cache(maxsize=20_000)
def _surprise(voice: _Voice, word: str) -> float:
    return -math.log(voice.probability(word))


def is_wordless(text: str) -> bool:
    """True for emojis, punctuation and links alone: there is nothing in it to read."""
    return not any(character.isalnum() for character in _LINK.sub(" ", text))


def fold(word: str) -> str:
    """`word` without accents, as it is typed on a keyboard that has none."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _script(text: str) -> Language | None:
    """The language of a text mostly in letters other than Latin ones, else None."""
    letters = [letter for letter in text if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0] for letter in letters)
    latin = scripts.pop("LATIN", 0)
    if len(letters) < _FEWEST_WORDS or not scripts or latin >= len(letters) / 2:
        return None
    share = round(1 - latin / len(letters), 3)
    if scripts["HIRAGANA"] or scripts["KATAKANA"]:
        return Language("ja", share)
    code = _SCRIPTS.get(scripts.most_common(1)[0][0], "other")
    return Language("uk" if code == "ru" and _UKRAINIAN & set(text.lower()) else code, share)


def read_texts(folder: Path = FOLDER) -> dict[str, str]:
    """The text of every language, by its code. Raises FileNotFoundError when there is no English."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}
    if ENGLISH not in texts:
        raise FileNotFoundError(f"{folder / 'en.txt'} is missing: restore it from the repository.")
    return texts


def texts_hash(texts: Iterable[tuple[str, str]]) -> str:
    """Changes with any text."""
    return hashlib.sha256("\0".join(part for pair in sorted(texts) for part in pair).encode("utf-8")).hexdigest()


def is_foreign(language: Any, sure: float) -> bool:
    """True when the mark of a message names a language other than English, and surely enough."""
    if not isinstance(language, dict) or language.get("code") in (ENGLISH, UNKNOWN, None):
        return False
    return float(language.get("confidence") or 0.0) >= sure
