"""News: what a change has just committed, so that a socket that holds all before it need not read the record."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import orjson

from desk.conversations.conversation import Change
from desk.conversations.entry import AMENDMENTS, EntryKind
from desk.live.wire import framed

SAID = (EntryKind.MESSAGE, *AMENDMENTS)


class News:
    """A committed change; its frames are made once, however many look on."""

    def __init__(self, change: Change) -> None:
        self.conversation = change.conversation
        self.entries = change.entries

    @property
    def moved(self) -> bool:
        """Whether more happened than something being said: then the state is to be read again."""
        return any(entry.kind not in SAID for entry in self.entries)

    def follows(self, seq: int) -> bool:
        """Whether these entries are the very next ones after that number."""
        return bool(self.entries) and self.entries[0].seq == seq + 1

    @cached_property
    def shown(self) -> list[orjson.Fragment]:
        """Each entry as the team reads it, written down once for all frames it goes into."""
        return [orjson.Fragment(orjson.dumps(entry.to_json())) for entry in self.entries]

    @cached_property
    def frames(self) -> list[bytes]:
        """One `entry` frame for each entry, in order, as the team reads them."""
        return [self._framed(shown) for shown in self.shown]

    @cached_property
    def customer_frames(self) -> list[bytes]:
        """The same as the customer reads them."""
        if not any(entry.team_only for entry in self.entries):
            return self.frames
        return [self._framed(entry.to_customer_json()) for entry in self.entries]

    def _framed(self, entry: orjson.Fragment | dict[str, Any]) -> bytes:
        return framed({"type": "entry", "conversation_id": self.conversation.id, "entry": entry})
