"""Customers and their widget sessions."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import insert, select, update

from desk.customers.customer import Customer, WidgetSession
from desk.storage import rows, statements
from desk.storage.schema import customers, widget_sessions
from desk.storage.search_store import name_person
from desk.storage.sql import Sql


class SqlCustomers:
    """Keeps `desk.customers.ports.CustomerStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def get(self, customer_id: str) -> Customer | None:
        found = await self._connection.fetch(statements.CUSTOMER, id=customer_id)
        return rows.customer(found[0]) if found else None

    async def by_shop_id(self, shop_customer_id: str) -> Customer | None:
        query = select(customers).where(customers.c.shop_customer_id == shop_customer_id)
        row = (await self._connection.execute(query)).mappings().first()
        return rows.customer(row) if row else None

    async def add(self, customer: Customer) -> None:
        await self._connection.execute(insert(customers).values(asdict(customer)))
        await name_person(customer, self._connection)

    async def save(self, customer: Customer) -> None:
        await self._connection.execute(update(customers).where(customers.c.id == customer.id).values(asdict(customer)))
        await name_person(customer, self._connection)

    async def add_session(self, session: WidgetSession) -> None:
        await self._connection.execute(insert(widget_sessions).values(asdict(session)))

    async def session_by_hash(self, token_hash: str) -> WidgetSession | None:
        found = await self._connection.fetch(statements.WIDGET_SESSION, token_hash=token_hash)
        return rows.widget_session(found[0]) if found else None

    async def end_session(self, session: WidgetSession) -> None:
        this = widget_sessions.c.id == session.id
        await self._connection.execute(update(widget_sessions).where(this).values(ended_at=session.ended_at))
