"""Words as they are compared: without case and accents, whatever stands between them. Pure.

What is stored for searching and what is looked for go through the same rule, so both databases find the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desk.conversations.entry import Message
from desk.customers.customer import Customer

WORD_LIMIT = 64
"""Characters of a word that count; longer ones are compared by their beginning."""
_PLAIN = re.compile(r"[A-Za-z0-9]+")
_BETWEEN = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
"""Of plain text: letters as they are compared, and a space for what stands between words."""


@dataclass(frozen=True)
class Word:
    """A word of a text: as it is compared, and where it stands."""

    folded: str
    begin: int
    end: int


def words(text: str) -> list[Word]:
    """The words of a text in order: runs of letters and digits, with the marks that belong to them."""
    if text.isascii():
        return [Word(folded(each.group()), each.start(), each.end()) for each in _PLAIN.finditer(text)]
    found: list[Word] = []
    begin = None
    for at, character in enumerate(text + " "):
        if character.isalnum() or (begin is not None and unicodedata.category(character).startswith("M")):
            begin = at if begin is None else begin
        elif begin is not None:
            as_compared = folded(text[begin:at])
            if as_compared:
                found.append(Word(as_compared, begin, at))
            begin = None
    return found


def folded(word: str) -> str:
    """Without case and accents; letters and digits only."""
    if word.isascii():
        return word.lower()[:WORD_LIMIT]
    # Folding case may undo a letter, and undoing one may leave a capital: once more, and nothing changes any more.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word.casefold()).casefold())
    return "".join(letter for letter in plain if letter.isalnum())[:WORD_LIMIT]


def as_words(text: str) -> str:
    """A text as it is stored for searching."""
    if text.isascii():
        # Written with every message, so without a place for each word.
        found = text.translate(_BETWEEN).split()
        return " ".join([word[:WORD_LIMIT] for word in found] if len(text) > WORD_LIMIT else found)
    return " ".join(word.folded for word in words(text))


def searchable(message: Message) -> str:
    """All of a message that can be found: what was said, the order it shows, and the names of its files."""
    order = (message.card or {}).get("order") or {}
    shown = [str(order["number"])] if "number" in order else []
    return " · ".join(part for part in (message.text, *shown, *(file.name for file in message.attachments)) if part)


def naming(customer: Customer) -> str:
    """All that a customer can be found by."""
    return " ".join(part for part in (customer.name, customer.email, customer.shop_customer_id) if part)
