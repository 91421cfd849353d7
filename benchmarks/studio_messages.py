"""Which of a public set's messages a designer gets to label, and what each asks for in the names of our intents.

The labels were given by hand, one by one, and name each message by a digest of its words: the words are not ours to
publish.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labelled_rows import RowsInvalid, read_rows

DIGEST = 16


@dataclass(frozen=True)
class Miss:
    """A message as it was written, and the intent that a designer gives it."""

    text: str
    intent: str


def chosen(files: Sequence[Path], labels: Path) -> list[Miss]:
    """The messages of the files that `labels` (digest<TAB>intent) names, each once, in the order of the files.

    A digest is the first 16 hexadecimal digits of SHA-256 over the words parted by single spaces. Raises RowsInvalid
    where a file is not what it should be, or a labelled message is in none.
    """
    meant = {row.text: row.intent for row in read_rows([labels])}
    found: dict[str, Miss] = {}
    for row in read_rows(files):
        text = " ".join(row.text.split())
        digest = hashlib.sha256(text.encode()).hexdigest()[:DIGEST]
        if digest in meant:
            found[digest] = Miss(text, meant[digest])
    if len(found) < len(meant):
        raise RowsInvalid(f"{len(meant) - len(found)} of the {len(meant)} labelled messages are in none of the files.")
    return list(found.values())
