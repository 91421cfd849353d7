"""Conversations as this process last wrote them, so that the next message need not read them again.

They hold only while nobody else has written: SQLite says so at the start of each transaction, and what it cannot vouch
for is dropped whole.
"""

from __future__ import annotations

from collections import OrderedDict

from sqlalchemy import Delete, Executable, TextClause, Update

from desk.conversations.conversation import Conversation
from desk.storage.schema import conversations

MOST = 1_000
"""Conversations kept; those not asked for longest go first."""


class KeptConversations:
    """As they stand in the open transaction of one connection."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Conversation] = OrderedDict()
        self._data_version = -1

    def get(self, conversation_id: str) -> Conversation | None:
        """The conversation, if it is known for certain."""
        found = self._known.get(conversation_id)
        if found is not None:
            self._known.move_to_end(conversation_id)
        return found

    def put(self, conversation: Conversation) -> None:
        """It stands like this now."""
        self._known[conversation.id] = conversation
        self._known.move_to_end(conversation.id)
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def clear(self) -> None:
        """Nothing is certain any more: something was undone, or written past here."""
        self._known.clear()

    def begin(self, data_version: int) -> None:
        """A transaction begins; the number changes when anybody else has written (SQLite's `data_version`)."""
        if data_version != self._data_version:
            self._known.clear()
            self._data_version = data_version

    def executed(self, statement: Executable) -> None:
        """Something rare was done, perhaps to conversations that are known. A new one is not known yet."""
        changes = isinstance(statement, (Update, Delete)) and statement.table is conversations
        if changes or isinstance(statement, TextClause):
            self._known.clear()
