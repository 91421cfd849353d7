"""The studio's messages and labels in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, or_, select, update

from desk import errors
from desk.storage.schema import BY_CUSTOMERS, conversations
from desk.storage.sql import Sql
from desk.storage.studio_schema import studio_labels, studio_messages, studio_read
from desk.studio.heard import Heard, Kind, Reason
from desk.studio.label import Label, LabelKind, LabelState, StudioMessage
from desk.studio.ports import StudioFilter

_m, _l = studio_messages.c, studio_labels.c
_ORDERS: dict[str, tuple[ColumnElement[Any], bool]] = {
    "cost": (_m.cost, True),
    "newest": (_m.id, True),
    "unsure": (_m.confidence, False),
}
"""By what, and whether the highest come first."""


class SqlStudio:
    """Keeps `desk.studio.ports.StudioStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def unread(self, since: datetime, until: datetime, limit: int) -> list[tuple[str, int, datetime]]:
        joined = conversations.outerjoin(studio_read, studio_read.c.conversation_id == conversations.c.id)
        stale = or_(studio_read.c.version.is_(None), studio_read.c.version < conversations.c.version)
        columns = (conversations.c.id, conversations.c.version, conversations.c.updated_at)
        changed = conversations.c.updated_at.between(since, until)
        query = select(*columns).select_from(joined).where(changed, stale, BY_CUSTOMERS)
        rows = await self._sql.execute(query.order_by(conversations.c.updated_at).limit(limit))
        return [(row["id"], row["version"], row["updated_at"]) for row in rows.mappings()]

    async def keep(self, conversation_id: str, version: int, messages: Sequence[tuple[Heard, str]]) -> None:
        known = {row["seq"]: row["id"] for row in await self._rows(_of(conversation_id, _m.id, _m.seq))}
        for message, text in messages:
            values = _values(message, text)
            if message.seq in known:
                await self._sql.execute(update(studio_messages).where(_m.id == known[message.seq]).values(values))
            else:
                await self._sql.execute(insert(studio_messages).values(values | {"version": 1}))
        gone = [known[seq] for seq in known.keys() - {message.seq for message, _ in messages}]
        if gone:
            # Deleted by who wrote it: what nobody decided about goes, too.
            await self._sql.execute(delete(studio_messages).where(_m.id.in_(gone), _m.label_id.is_(None)))
        await self._sql.execute(delete(studio_read).where(studio_read.c.conversation_id == conversation_id))
        read = {"conversation_id": conversation_id, "version": version}
        await self._sql.execute(insert(studio_read).values(read))

    async def page(
        self, wanted: StudioFilter, cursor: str | None, limit: int
    ) -> tuple[list[StudioMessage], str | None]:
        column, falling = _ORDERS[wanted.order]
        query = _joined().where(*_holding(wanted))
        if cursor is not None:
            value, last_id = _read_cursor(cursor)
            beyond = column < value if falling else column > value
            query = query.where(or_(beyond, and_(column == value, _m.id < last_id)))
        query = query.order_by(column.desc() if falling else column.asc(), _m.id.desc()).limit(limit + 1)
        found = await self._rows(query)
        shown = [_message(row) for row in found[:limit]]
        after = None
        if len(found) > limit:
            last = found[limit - 1]
            after = f"{float(last[column.name])!r}:{last['id']}"
        return shown, after

    async def count(self, wanted: StudioFilter) -> int:
        query = select(func.count()).select_from(studio_messages).where(*_holding(wanted))
        return int((await self._sql.execute(query)).scalar_one())

    async def reasons(self) -> dict[str, int]:
        query = select(_m.kinds, func.count().label("n")).where(_m.label_id.is_(None)).group_by(_m.kinds)
        counted = {str(kind): 0 for kind in Kind}
        for row in await self._rows(query):
            for kind in filter(None, row["kinds"].split("|")):
                counted[kind] += int(row["n"])
        return counted

    async def get(self, message_id: int) -> StudioMessage | None:
        found = await self._rows(_joined().where(_m.id == message_id))
        return _message(found[0]) if found else None

    async def of(self, conversation_id: str) -> list[StudioMessage]:
        query = _joined().where(_m.conversation_id == conversation_id).order_by(_m.seq)
        return [_message(row) for row in await self._rows(query)]

    async def decide(self, message: StudioMessage, label: Label) -> bool:
        as_read = (_m.id == message.id, _m.version == message.version)
        values = {"version": message.version + 1, "label_id": label.id}
        if (await self._sql.execute(update(studio_messages).where(*as_read).values(values))).rowcount != 1:
            return False
        if message.label is not None:
            await self._sql.execute(
                update(studio_labels).where(_l.id == message.label.id).values(state=LabelState.UNDONE)
            )
        row = vars(label) | {"kind": str(label.kind), "state": str(label.state)}
        await self._sql.execute(insert(studio_labels).values(row))
        return True

    async def label(self, label_id: str) -> Label | None:
        found = await self._rows(select(studio_labels).where(_l.id == label_id))
        return _label(found[0]) if found else None

    async def undo(self, label: Label) -> bool:
        still = (_l.id == label.id, _l.state == str(LabelState.PENDING))
        undone = update(studio_labels).where(*still).values(state=str(LabelState.UNDONE))
        if (await self._sql.execute(undone)).rowcount != 1:
            return False
        await self._open(_m.label_id == label.id)
        return True

    async def pending(self) -> list[Label]:
        query = select(studio_labels).where(_l.state == str(LabelState.PENDING))
        return [_label(row) for row in await self._rows(query.order_by(_l.at, _l.id))]

    async def written(self, labels: Sequence[Label], change_id: str) -> None:
        ids = [label.id for label in labels]
        values = {"state": str(LabelState.WRITTEN), "change_id": change_id}
        await self._sql.execute(update(studio_labels).where(_l.id.in_(ids)).values(values))

    async def reopen(self, change_id: str) -> int:
        these = select(_l.id).where(_l.change_id == change_id)
        count = await self._open(_m.label_id.in_(these))
        undone = update(studio_labels).where(_l.change_id == change_id).values(state=str(LabelState.UNDONE))
        await self._sql.execute(undone)
        return count

    async def exam(self) -> list[Label]:
        kept = (_l.kind == str(LabelKind.EXAM), _l.state != str(LabelState.UNDONE))
        return [_label(row) for row in await self._rows(select(studio_labels).where(*kept).order_by(_l.at))]

    async def days(self, since: datetime) -> list[dict[str, Any]]:
        columns = (_m.at, _m.kinds, _m.label_id)
        counted: dict[date, dict[str, int]] = {}
        for row in await self._rows(select(*columns).where(_m.at >= since)):
            day = counted.setdefault(row["at"].date(), {"messages": 0, "missed": 0, "handoffs": 0, "labelled": 0})
            day["messages"] += 1
            day["missed"] += "|missed|" in row["kinds"]
            day["handoffs"] += "|handoff|" in row["kinds"]
            day["labelled"] += row["label_id"] is not None
        if not counted:
            return []
        first, last = min(counted), max(counted)
        none = {"messages": 0, "missed": 0, "handoffs": 0, "labelled": 0}
        every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [{"day": day.isoformat(), **counted.get(day, none)} for day in every]

    async def _open(self, which: ColumnElement[bool]) -> int:
        values = {"label_id": None, "version": _m.version + 1}
        return int((await self._sql.execute(update(studio_messages).where(which).values(values))).rowcount)

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return (await self._sql.execute(query)).mappings().all()


def _joined() -> Select[Any]:
    labels = [column.label(f"label_{column.name}") for column in studio_labels.c if column.name != "id"]
    return select(*studio_messages.c, *labels).select_from(
        studio_messages.outerjoin(studio_labels, _l.id == _m.label_id)
    )


def _of(conversation_id: str, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).where(_m.conversation_id == conversation_id)


def _holding(wanted: StudioFilter) -> list[ColumnElement[bool]]:
    holds: list[ColumnElement[bool]] = []
    if wanted.state == "open":
        holds.append(_m.label_id.is_(None))
    elif wanted.state == "labelled":
        holds.append(_m.label_id.is_not(None))
    if wanted.intent is not None:
        holds.append(_m.intent == wanted.intent)
    if wanted.reason is not None:
        holds.append(_m.kinds.contains(f"|{wanted.reason}|", autoescape=True))
    if wanted.search:
        holds.append(func.lower(_m.text).contains(wanted.search.lower(), autoescape=True))
    return holds


def _read_cursor(cursor: str) -> tuple[float, int]:
    value, _, last_id = cursor.partition(":")
    try:
        return float(value), int(last_id)
    except ValueError as wrong:
        raise errors.invalid_field("cursor", "This is no place in the list.") from wrong


def _values(message: Heard, text: str) -> dict[str, Any]:
    suggestion = message.suggestion
    return {
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "at": message.at,
        "text": text,
        "model_id": message.model_id,
        "intent": message.intent,
        "confidence": message.confidence,
        "ranking": [list(pair) for pair in message.ranking],
        "cost": message.cost,
        "reasons": [[str(reason.kind), reason.says, reason.weight] for reason in message.reasons],
        "kinds": "|" + "".join(f"{kind}|" for kind in dict.fromkeys(str(reason.kind) for reason in message.reasons)),
        "suggested_intent": suggestion.intent if suggestion else None,
        "suggested_by": suggestion.agent_id if suggestion else None,
    }


def _message(row: Any) -> StudioMessage:
    label = None
    if row["label_id"] is not None:
        known = {name: row[f"label_{name}"] for name in _LABEL_COLUMNS}
        label = _label(known | {"id": row["label_id"]})
    return StudioMessage(
        id=row["id"],
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        at=row["at"],
        text=row["text"],
        model_id=row["model_id"],
        intent=row["intent"],
        confidence=row["confidence"],
        ranking=tuple((name, float(sure)) for name, sure in row["ranking"]),
        cost=row["cost"],
        reasons=tuple(Reason(Kind(kind), says, weight) for kind, says, weight in row["reasons"]),
        suggested_intent=row["suggested_intent"],
        suggested_by=row["suggested_by"],
        version=row["version"],
        label=label,
    )


_LABEL_COLUMNS = tuple(column.name for column in studio_labels.c if column.name != "id")


def _label(row: Any) -> Label:
    return Label(**{**row, "kind": LabelKind(row["kind"]), "state": LabelState(row["state"])})
