"""Many conversations for the console, through a second desk on the house's record: over HTTP they take an hour."""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from benchmarks.web_house import WebHouse
from desk.assembly import Desk, parts_of
from desk.conversations import conversation as rules
from desk.conversations import flows as conversations
from desk.conversations.entry import Author, AuthorKind, Message
from desk.customers import flows as customers
from desk.customers.customer import Customer
from desk.handoff.queueing import customer_asks_for_agent
from desk.ports import DeskPorts
from desk.settings import Settings, read

AT_ONCE = 48
# How many of all conversations are in the waiting line when the agent comes.
WAITING = 200
# The oldest few are read in a language that nobody else reads: a list narrowed down to it looks at all of them.
RARE_LANGUAGE, RARE = "fr", 5
TALK_OF = (
    "lamp shirt parcel carrier invoice voucher refund broken late address size blue green return label courier "
    "kettle teapot apron basket candle mirror blanket cushion payment twice email newsletter points account"
)
WORDS = tuple(TALK_OF.split())
# Every fiftieth conversation has one; whoever searches for it finds a page of them.
NEEDLES = ("cinnamon", "sapphire", "porcelain", "telescope")
NAMES = ("Ana", "Tom", "Lea", "Noor", "Yusuf", "Ines", "Mila", "Jonas")


def fill(house: WebHouse, count: int) -> None:
    """Let so many people have written something; the first of them wait for a person."""
    with _environment(house):
        settings = read()
    asyncio.run(_fill(settings, count))


async def _fill(settings: Settings, count: int) -> None:
    desk = parts_of(settings)
    # The house's own desk has a bot; what is written here is as if it had been answered.
    ports = replace(desk.ports, wake_bot=lambda _conversation_id: None)
    gate = asyncio.Semaphore(AT_ONCE)

    async def visit(number: int) -> None:
        async with gate:
            await _visit(number, ports)

    try:
        await asyncio.gather(*(visit(number) for number in range(count)))
    finally:
        await _close(desk)


async def _visit(number: int, ports: DeskPorts) -> None:
    chance = random.Random(number)
    customer = await _customer(f"W{number}", f"{chance.choice(NAMES)} {number}", ports)
    language = RARE_LANGUAGE if number < RARE else "en"
    conversation, _ = await conversations.open_conversation(customer, ports, language)
    said = [*chance.choices(WORDS, k=12), *((chance.choice(NEEDLES),) if number % 50 == 0 else ())]
    author = Author(AuthorKind.CUSTOMER, customer.shown_name)
    async with ports.record.change() as unit:
        message = Message(str(uuid.UUID(int=chance.getrandbits(128))), " ".join(said))
        change = rules.customer_says(conversation, author, message, ports.clock())
        await unit.conversations.save(conversation, change)
    if number < WAITING:
        await customer_asks_for_agent(conversation.id, customer, ports)


async def _customer(shop_id: str, name: str, ports: DeskPorts) -> Customer:
    """Somebody the shop has vouched for."""
    session, _, _ = await customers.begin_session(None, "", ports)
    known = replace(session, shop_customer_id=shop_id, name=name, email=f"{shop_id}@example.com", tier="gold")
    async with ports.record.change() as unit:
        await unit.customers.save(known)
    return known


async def _close(desk: Desk) -> None:
    await desk.runner.stop()
    await desk.shelter.settle()
    await desk.bot.close()
    await desk.shop.close()
    await desk.ports.known.meaning.close()
    await desk.redis.aclose()
    await desk.record.close()


@contextmanager
def _environment(house: WebHouse) -> Iterator[None]:
    """The surroundings in which the house's own desk runs."""
    before = dict(os.environ)
    lines = (house.house.var / "secrets.env").read_text(encoding="utf-8").splitlines()
    os.environ |= house.house.environment | dict(line.split("=", 1) for line in lines if "=" in line)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
