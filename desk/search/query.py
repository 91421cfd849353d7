"""What somebody typed into the search field, and the piece of a text that answers it. Pure.

There is no query language to get wrong: words, "words in a row", and the beginning of a word while it is being typed.
All of them must stand in the text, in any order.
"""

from __future__ import annotations

from dataclasses import dataclass

from desk import errors
from desk.search.words import words

QUERY_LIMIT, TERMS_LIMIT = 200, 12
AROUND = 60
"""Characters shown on either side of what was found."""


@dataclass(frozen=True)
class Term:
    """One or several words in a row, folded. `begins` means that the last one may go on."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Query:
    """All terms must be found."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `hit` when it is what was looked for."""

    text: str
    hit: bool = False


def parsed(typed: str) -> Query:
    """The query; raises `invalid_field` when there is no word in it."""
    if len(typed) > QUERY_LIMIT:
        raise errors.invalid_field("q", f"A search has at most {QUERY_LIMIT} characters.")
    terms: list[Term] = []
    # Every second part stood between quotation marks; a mark without its partner quotes to the end.
    for number, part in enumerate(typed.split('"')):
        typed_words = [word.folded for word in words(part)]
        if number % 2:
            terms += [Term(tuple(typed_words))] * bool(typed_words)
        else:
            terms += [Term((word,)) for word in typed_words]
    if not terms:
        raise errors.invalid_field("q", "Type a word to search for.")
    ends_inside_a_word = typed[-1:].isalnum()
    if ends_inside_a_word:
        terms[-1] = Term(terms[-1].words, begins=True)
    return Query(tuple(terms[:TERMS_LIMIT]))


def excerpt(text: str, query: Query) -> list[Piece]:
    """The text around the first hit, cut at words, with every hit in it marked."""
    found = [(word.begin, word.end) for word in words(text) if _is_hit(word.folded, query)]
    first = found[0][0] if found else 0
    begin = _word_begin(text, first - AROUND) if first > AROUND else 0
    end = _word_end(text, max(first, begin) + 2 * AROUND)
    pieces = [Piece("…")] if begin else []
    at = begin
    for number, (start, whole) in enumerate(found):
        # A first hit longer than the excerpt is cut like everything else; later ones are whole or not marked.
        stop = min(whole, end) if number == 0 else whole
        if start < begin or stop > end:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:stop], hit=True))
        at = stop
    rest = text[at:end] + ("…" if end < len(text) else "")
    return [*pieces, Piece(rest)] if rest else pieces


def _is_hit(word: str, query: Query) -> bool:
    return any(
        word == wanted or (term.begins and number == len(term.words) - 1 and word.startswith(wanted))
        for term in query.terms
        for number, wanted in enumerate(term.words)
    )


def _word_begin(text: str, at: int) -> int:
    space = text.find(" ", at)
    return at if space == -1 or space - at > AROUND // 2 else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - AROUND // 2, at)
    return at if space == -1 else space
