"""What the customer flows need stored."""

from __future__ import annotations

from typing import Protocol

from desk.customers.customer import Customer, WidgetSession


class CustomerStore(Protocol):
    """Customers and their widget sessions, inside one transaction."""

    async def get(self, customer_id: str) -> Customer | None: ...

    async def by_shop_id(self, shop_customer_id: str) -> Customer | None: ...

    async def add(self, customer: Customer) -> None: ...

    async def save(self, customer: Customer) -> None: ...

    async def add_session(self, session: WidgetSession) -> None: ...

    async def session_by_hash(self, token_hash: str) -> WidgetSession | None: ...

    async def end_session(self, session: WidgetSession) -> None: ...
