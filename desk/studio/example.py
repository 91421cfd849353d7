"""A training example as it stands in a file: one line, entities marked `[4711](order_number)`. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from desk import errors

LONGEST = 500
ENTITY = re.compile(r"\[(?P<value>[^\[\]]+)\]\((?P<entity>[a-z][a-z0-9_]*)\)")
INTENT = re.compile(r"[a-z][a-z0-9_]{1,59}")
_LOOKS_LIKE_MARKUP = re.compile(r"\](?=[({])")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Example:
    """What one label teaches: `line` as it stands in the file, and the words alone."""

    intent: str
    line: str

    @property
    def words(self) -> str:
        """Without the marks of entities."""
        return plain(self.line)


def as_line(text: str) -> str:
    """A customer's words as one line in which nothing is taken for an entity's mark."""
    return _LOOKS_LIKE_MARKUP.sub("] ", _SPACES.sub(" ", text).strip())[:LONGEST].strip()


def plain(line: str) -> str:
    """The words of a line with marked entities."""
    return ENTITY.sub(lambda found: found["value"], line)


def checked_line(line: str, entities: Collection[str]) -> str:
    """A line somebody wrote or marked; raises `invalid_field` when a model could not learn from it."""
    kept = _SPACES.sub(" ", line).strip()
    if not kept or not plain(kept).strip():
        raise errors.invalid_field("text", "An example has words.")
    if len(kept) > LONGEST:
        raise errors.invalid_field("text", f"An example has at most {LONGEST} characters.")
    for found in ENTITY.finditer(kept):
        if found["entity"] not in entities:
            raise errors.invalid_field("text", f"The assistant knows no entity {found['entity']!r}.")
    if _LOOKS_LIKE_MARKUP.search(ENTITY.sub("", kept)):
        raise errors.invalid_field("text", "A mark of an entity is not whole: write [value](entity).")
    return kept


def checked_name(intent: str) -> str:
    """A name for a new intent; raises `invalid_field`."""
    if not INTENT.fullmatch(intent):
        raise errors.invalid_field("name", "A name has lower-case letters, digits and _, and begins with a letter.")
    return intent


def same(text: str) -> str:
    """What two lines have in common when they teach the same."""
    return _SPACES.sub(" ", plain(text)).strip().lower()
