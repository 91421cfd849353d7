"""Read receipts in SQL."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from desk.storage.receipts_schema import receipts
from desk.storage.sql import Prepared, Sql

SEEN = Prepared(select(receipts).where(receipts.c.conversation_id == bindparam("its_conversation")))
FIRST = Prepared(insert(receipts).values({column.name: bindparam(column.name) for column in receipts.c}))
FURTHER = {
    side: Prepared(
        update(receipts)
        .where(
            receipts.c.conversation_id == bindparam("its_conversation"), receipts.c[f"{side}_seen"] < bindparam("seq")
        )
        .values({f"{side}_seen": bindparam("seq")})
    )
    for side in ("customer", "agent")
}


class SqlReceipts:
    """Keeps `desk.conversations.ports.ReceiptStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def seen(self, conversation_id: str) -> dict[str, int]:
        found = await self._sql.fetch(SEEN, its_conversation=conversation_id)
        row = found[0] if found else {}
        return {side: row.get(f"{side}_seen", 0) for side in FURTHER}

    async def advance(self, conversation_id: str, side: str, seq: int) -> bool:
        if seq <= (await self.seen(conversation_id))[side]:
            return False
        if await self._sql.run(FURTHER[side], {"its_conversation": conversation_id, "seq": seq}) == 0:
            first = {f"{other}_seen": seq if other == side else 0 for other in FURTHER}
            await self._sql.run(FIRST, {"conversation_id": conversation_id} | first)
        return True
