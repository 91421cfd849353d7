"""What is on the shelf, as customers call it: products, sizes and colours, plural and misspelt ones too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, product

import spacy
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlu.endless_words import without_endless_words
from bot.nlu.found_entity import FoundEntity, without_overlaps
from bot.nlu.spelling import nearest, singular

# Colours that are colours wherever they stand. Others of the catalogue ("Clear", "Smoke", "Ash") need a hint.
_PLAIN_COLOURS = frozenset(
    ["beige", "black", "blue", "brown", "burgundy", "cream", "gold", "gray", "green", "grey", "ivory", "khaki",
     "lilac", "mint", "navy", "olive", "orange", "pink", "purple", "red", "silver", "teal", "turquoise", "violet",
     "white", "yellow"]
)  # fmt: skip
_POINTERS = frozenset(
    ["a", "an", "any", "both", "each", "every", "her", "his", "its", "my", "no", "one", "our", "some", "that", "the",
     "their", "these", "this", "those", "three", "two", "four", "six", "what", "which", "your"]
)  # fmt: skip
_DESCRIBING = frozenset(
    ["beautiful", "big", "broken", "damaged", "first", "large", "last", "lovely", "missing", "new", "nice", "old",
     "other", "same", "second", "small", "third", "wrong", "ordered"]
)  # fmt: skip
_SIZE_WORDS = {"small": "S", "medium": "M", "large": "L", "extra large": "XL", "extra small": "XS"}
_LETTER = r"(?:XXS|XS|S|M|L|XL|XXL|XXXL|3XL)"
_LETTER_WITHOUT_HINT = re.compile(r"(?<![\w&'’.-])(?:XXS|XS|S|M|L|XL|XXL|3XL|x[sl]|xx[sl])(?![\w&'’.-])")
_SAID_SIZE = re.compile(
    rf"\bsizes?\s*(?:is|was|of|in|:|=)?\s*(?P<size>{_LETTER}|extra (?:small|large)|small|medium|large"
    r"|\d\d(?:\s?[-–]\s?\d\d)?)(?![\w-])",
    re.IGNORECASE,
)
_WORD_SIZE = re.compile(
    r"\b(?:in|a|the)\s+(?P<size>extra (?:small|large)|small|medium|large)"
    r"(?=\s*(?:$|[.,?!;]|\b(?:and|or|instead|please|size)\b))",
    re.IGNORECASE,
)
_SHOE_RANGE = re.compile(r"(?<![\w.-])(?P<low>3[4-9]|4[0-7])\s?[-–]\s?(?P<high>3[4-9]|4[0-7])(?![\w-])")
_MEASURE = re.compile(
    r"(?<![\w.,-])(?P<one>\d{1,4})(?:\s?(?:x|×|by)\s?(?P<two>\d{1,4}))?\s?(?P<unit>cm|ml|centimet(?:re|er)s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Catalogue:
    """The names as the shop writes them."""

    products: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()


class ShopWordFinder:
    """Phrase matching over tokens brought to one form: lower case, singular, misspellings of the catalogue mended.

    `known` are words that are spelt as they are meant to be, so "short" is never taken for a shirt.
    """

    def __init__(self, catalogue: Catalogue, known: frozenset[str] = frozenset()) -> None:
        self._language = spacy.blank("en")
        self._ways = _ways_to_say(catalogue.products)
        self._words = frozenset(word for way in self._ways for word in way if word.isalpha())
        self._known = known | STOP_WORDS
        self._colours = {singular(colour.lower()): colour for colour in catalogue.colours}
        self._sizes = {_plain_size(size): size for size in catalogue.sizes}
        self._matcher = PhraseMatcher(self._language.vocab)
        for way, name in self._ways.items():
            self._matcher.add(name, [Doc(self._language.vocab, words=list(way))])

    def find(self, text: str) -> list[FoundEntity]:
        """Products, sizes and colours in the order of the text, without overlaps."""
        document = self._language.make_doc(without_endless_words(text))
        if not len(document):
            return []
        forms = [self._form(token.lower_) for token in document]
        products = self._find_products(document, forms)
        return without_overlaps([*products, *self._find_colours(document, forms, products), *self._find_sizes(text)])

    def _form(self, word: str) -> str:
        form = singular(word)
        if form in self._words or form in self._known or word in self._known:
            return form
        return nearest(form, self._words) or form

    def _find_products(self, document: Doc, forms: list[str]) -> list[FoundEntity]:
        found = []
        for name, start, end in self._matcher(Doc(self._language.vocab, words=forms)):
            if end - start == 1 and not self._is_a_thing(document, forms, start):
                continue
            span = document[start:end]
            found.append(FoundEntity("product", self._language.vocab.strings[name], span.start_char, span.end_char))
        return without_overlaps(found)

    def _is_a_thing(self, document: Doc, forms: list[str], at: int) -> bool:
        """A lone "cover" or "throw" may be a verb; one that is pointed at, or plural, or stands alone, is not."""
        words = [token.lower_ for token in document]
        if sum(word.isalpha() for word in words) <= 2 or words[at] != forms[at]:
            return True
        before = words[at - 1] if at else ""
        two_before = words[at - 2] if at > 1 else ""
        described = before in _DESCRIBING or before in _PLAIN_COLOURS or before in self._colours
        return before in _POINTERS or before.isdigit() or (described and (two_before in _POINTERS or at == 1))

    def _find_colours(self, document: Doc, forms: list[str], products: list[FoundEntity]) -> list[FoundEntity]:
        found = []
        for token, form in zip(document, forms, strict=True):
            if form not in self._colours and form not in _PLAIN_COLOURS:
                continue
            if form in _PLAIN_COLOURS or self._is_hinted(document, token.i, products):
                value = self._colours.get(form, form)
                found.append(FoundEntity("colour", value, token.idx, token.idx + len(token.text)))
        return found

    def _is_hinted(self, document: Doc, at: int, products: list[FoundEntity]) -> bool:
        before = document[at - 1].lower_ if at else ""
        after = document[at + 1].lower_ if at + 1 < len(document) else ""
        start, end = document[at].idx, document[at].idx + len(document[at].text)
        beside = any(each.start == end + 1 or start in (each.end + 1, each.end + 2) for each in products)
        last = after in ("", ".", "?", "!", ",", "please", "or", "and", "instead")
        return (
            beside
            or before in ("colour", "color")
            or after in ("one", "ones", "colour", "color")
            or (before == "in" and last)
        )

    def _find_sizes(self, text: str) -> list[FoundEntity]:
        found = []
        for pattern in (_SAID_SIZE, _WORD_SIZE):
            found += [self._size(match["size"], *match.span("size")) for match in pattern.finditer(text)]
        if any(character.islower() for character in text) or len(text) <= len("XXXL?"):
            found += [self._size(match.group(), *match.span()) for match in _LETTER_WITHOUT_HINT.finditer(text)]
        found += [self._size(f"{match['low']}-{match['high']}", *match.span()) for match in _SHOE_RANGE.finditer(text)]
        for match in _MEASURE.finditer(text):
            unit = "ml" if match["unit"].lower() == "ml" else "cm"
            measure = f"{match['one']} x {match['two']} {unit}" if match["two"] else f"{match['one']} {unit}"
            found.append(self._size(measure, *match.span()))
        return found

    def _size(self, said: str, start: int, end: int) -> FoundEntity:
        plain = _plain_size(said)
        value = self._sizes.get(plain) or _SIZE_WORDS.get(plain)
        return FoundEntity(
            "size", value or (plain.upper() if re.fullmatch(_LETTER, plain, re.IGNORECASE) else plain), start, end
        )


def _plain_size(said: str) -> str:
    return re.sub(r"\s?[-–]\s?", "-", " ".join(said.lower().split()))


def _ways_to_say(names: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    """Token sequences that mean exactly one product: its name, with words before the last one left out or not."""
    meant: dict[tuple[str, ...], set[str]] = {}
    for name in names:
        words = name.split(",")[0].lower().split()
        for count in range(len(words)):
            for chosen in combinations(words[:-1], count):
                for spelling in product(*(_spellings(word) for word in (*chosen, words[-1]))):
                    meant.setdefault(tuple(token for tokens in spelling for token in tokens), set()).add(name)
    return {way: next(iter(products)) for way, products in meant.items() if len(products) == 1}


def _spellings(word: str) -> list[tuple[str, ...]]:
    """ "t-shirt" is also written "tshirt" and "t shirt"; spaCy makes three tokens of the first."""
    if "-" not in word:
        return [(singular(word),)]
    parts = word.split("-")
    parts[-1] = singular(parts[-1])
    hyphened = tuple(token for part in parts for token in (part, "-"))[:-1]
    return [hyphened, ("".join(parts),), tuple(parts)]
