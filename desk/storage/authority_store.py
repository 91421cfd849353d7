"""The authority matrix, grants, what they are charged to, and the ledger, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from desk import errors
from desk.access.audit import AuditLine, AuditSeals
from desk.authority.grant import OPEN, Grant, State
from desk.authority.ledger import Charge, disagreements
from desk.authority.matrix import (
    AGENT_WINDOW,
    CUSTOMER_WINDOW,
    FIRST,
    Cause,
    Gift,
    Matrix,
    Standing,
    from_document,
    to_document,
)
from desk.authority.money import Money
from desk.authority.verdict import Spent
from desk.storage.authority_schema import (
    authority_charges,
    authority_matrices,
    authority_turn,
    grants,
)
from desk.storage.ledger_store import SqlLedger
from desk.storage.sql import Sql

COLUMNS = [column.name for column in grants.c if column.name not in ("amount", "currency")]
EVERYTHING = 10_000_000
OPEN_STATES = [str(state) for state in OPEN]


class SqlAuthority:
    """Keeps `desk.authority.ports.AuthorityStore`."""

    def __init__(self, sql: Sql, seals: AuditSeals) -> None:
        self._sql = sql
        self._seals = seals.of_ledger()
        self._ledger = SqlLedger(sql, self._seals)

    async def begin(self, now: datetime) -> datetime:
        # One row that all who decide wait for, and take before any other; SQLite has one writer anyway.
        await self._sql.execute(select(authority_turn.c.id).with_for_update())
        written = await self._ledger.last_at()
        return max(now, written) if written is not None else now

    def key(self, kind: str, identifier: str) -> str:
        return self._seals.subject(kind, identifier)

    async def matrix(self) -> Matrix:
        found = await self.matrices(1)
        return found[0] if found else FIRST

    async def matrices(self, limit: int = 50) -> list[Matrix]:
        query = select(authority_matrices).order_by(authority_matrices.c.version.desc()).limit(limit)
        rows = (await self._sql.execute(query)).mappings()
        return [from_document(row["document"] | {"version": row["version"]}, row["at"]) for row in rows]

    async def put_matrix(self, matrix: Matrix) -> None:
        values = {"version": matrix.version, "at": matrix.at, "document": to_document(matrix)}
        await self._sql.execute(insert(authority_matrices).values(values))

    async def spent(self, case_key: str, customer_key: str, authority_of: str, currency: str, at: datetime) -> Spent:
        charged = authority_charges.c
        return Spent(
            await self._charged(currency, charged.case_key == case_key),
            await self._charged(currency, charged.customer_key == customer_key, charged.at > at - CUSTOMER_WINDOW),
            await self._charged(currency, charged.authority_of == authority_of, charged.at > at - AGENT_WINDOW),
        )

    async def _charged(self, currency: str, *where: ColumnElement[bool]) -> int:
        kept = (authority_charges.c.released_at.is_(None), authority_charges.c.currency == currency)
        query = select(func.coalesce(func.sum(authority_charges.c.amount), 0)).where(*kept, *where)
        return int((await self._sql.execute(query)).scalar_one())

    async def charge(self, grant: Grant, at: datetime) -> None:
        values = {
            "grant_id": grant.id,
            "case_key": grant.case_key,
            "customer_key": grant.customer_key,
            "authority_of": grant.authority_of,
            "amount": grant.amount.minor,
            "currency": grant.amount.currency,
            "at": at,
        }
        await self._sql.execute(insert(authority_charges).values(values))

    async def release(self, grant_id: str, at: datetime) -> None:
        kept = (authority_charges.c.grant_id == grant_id, authority_charges.c.released_at.is_(None))
        await self._sql.execute(update(authority_charges).where(*kept).values(released_at=at))

    async def get(self, grant_id: str) -> Grant | None:
        found = await self._grants(grants.c.id == grant_id, limit=1)
        return found[0] if found else None

    async def add(self, grant: Grant) -> None:
        await self._sql.execute(insert(grants).values(_values(grant)))

    async def save(self, before: Grant, after: Grant) -> Grant:
        stored = replace(after, version=before.version + 1)
        held = (grants.c.id == before.id, grants.c.version == before.version)
        if (await self._sql.execute(update(grants).where(*held).values(_values(stored)))).rowcount != 1:
            raise errors.changed_meanwhile()
        return stored

    async def of_conversation(self, conversation_id: str) -> list[Grant]:
        return (await self._grants(grants.c.conversation_id == conversation_id))[::-1]

    async def waiting(self) -> list[Grant]:
        return await self._grants(grants.c.state == str(State.WAITING))

    async def due(self, now: datetime, beyond: datetime, limit: int = 50) -> list[Grant]:
        where = (grants.c.state.in_(OPEN_STATES), or_(grants.c.next_at <= now, grants.c.next_at > beyond))
        query = select(grants).where(*where).order_by(grants.c.next_at, grants.c.id).limit(limit)
        return [_grant(dict(row)) for row in (await self._sql.execute(query)).mappings()]

    async def since(self, moment: datetime, limit: int = 5_000) -> list[Grant]:
        return await self._grants(grants.c.created_at >= moment, limit=limit)

    async def write(self, actor: str, step: str, subject: str, detail: dict[str, Any], at: datetime) -> None:
        await self._ledger.append(actor, step, subject, detail, at)

    async def lines_of(self, subjects: Sequence[str]) -> list[AuditLine]:
        return await self._ledger.lines_of(subjects)

    async def broken_at(self) -> int | None:
        return await self._ledger.broken_at()

    async def check(self) -> list[str]:
        rows = (await self._sql.execute(select(authority_charges))).mappings().all()
        charges = [Charge(**_charge_values(dict(row))) for row in rows]
        lines = [line async for line in self._ledger.lines()]
        return disagreements(lines, charges, await self._grants(limit=EVERYTHING), await self.matrices(EVERYTHING))

    async def count(self) -> int:
        return await self._ledger.count()

    async def _grants(self, *where: ColumnElement[bool], limit: int = 500) -> list[Grant]:
        query = select(grants).where(*where).order_by(grants.c.created_at, grants.c.id).limit(limit)
        return [_grant(dict(row)) for row in (await self._sql.execute(query)).mappings()]


def _charge_values(row: dict[str, Any]) -> dict[str, Any]:
    released = row.pop("released_at") is not None
    del row["at"]
    return row | {"released": released}


def _grant(row: dict[str, Any]) -> Grant:
    money = Money(row.pop("amount"), row.pop("currency"))
    kinds = {
        "gift": Gift(row["gift"]),
        "cause": Cause(row["cause"]),
        "standing": Standing(row["standing"]),
        "state": State(row["state"]),
    }
    return Grant(**row | kinds, amount=money)


def _values(grant: Grant) -> dict[str, Any]:
    values = {name: getattr(grant, name) for name in COLUMNS}
    kinds = {name: str(values[name]) for name in ("gift", "cause", "standing", "state")}
    return values | kinds | {"amount": grant.amount.minor, "currency": grant.amount.currency}
