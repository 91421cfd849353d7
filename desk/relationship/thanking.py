"""Thanks for the n-th order, and congratulations to those who asked for them: each once, never too many notices."""

from __future__ import annotations

from datetime import timedelta

from desk.incidents.incident import DAYS_BACK
from desk.incidents.notice import Kind
from desk.incidents.telling import tell_customer
from desk.ports import DeskPorts
from desk.relationship.house_rules import HouseRules, ordinal, thanked_for
from desk.relationship.preference import celebrated_on
from desk.relationship.standings import bought_by, today


async def thank(desk: DeskPorts) -> int:
    """Look at who ordered lately, keep how they stand, and thank whom thanks are due; how many were thanked.

    Only customers who agreed to be told of things by the shop's record are thanked, with the caps of all notices.
    """
    newest: dict[str, tuple[str, bool]] = {}
    for order in await desk.orders.recent_orders(DAYS_BACK):
        newest.setdefault(order.shop_customer_id, (order.number, order.notices))
    async with desk.record.look() as unit:
        rules = await unit.relationship.rules()
    thanked = 0
    for shop_id, (number, notices) in newest.items():
        thanked += await _look_at(shop_id, number, notices, rules, desk)
    return thanked


async def _look_at(shop_id: str, number: str, notices: bool, rules: HouseRules, desk: DeskPorts) -> bool:
    async with desk.record.look() as unit:
        customer = await unit.customers.by_shop_id(shop_id)
        known = await unit.relationship.standing(customer.id) if customer else None
    if customer is None:
        return False
    if known is not None and known.newest == number and desk.clock() - known.asked_at < timedelta(hours=1):
        return False
    bought = await bought_by(shop_id, desk)
    async with desk.record.change() as unit:
        # Erased while the shop was asked: then nothing of them is kept.
        if await unit.customers.get(customer.id) is None:
            return False
        await unit.relationship.put_standing(bought.standing(customer.id, notices, desk))
    due = thanked_for(rules, bought.orders, today(desk)) if notices else None
    if due is None:
        return False
    words = rules.thanks_words.replace("{n}", ordinal(due[1]))
    return await tell_customer(customer.id, f"thanks.{due[0]}", Kind.THANKS, words, desk)


async def congratulate(desk: DeskPorts) -> int:
    """Congratulate whoever agreed to it and has their birthday today; how many."""
    day = today(desk)
    dates = [(day.month, day.day)]
    if (day.month, day.day) == (2, 28) and celebrated_on(2, 29, day.year) == day:
        dates.append((2, 29))
    async with desk.record.look() as unit:
        rules, born = await unit.relationship.rules(), await unit.relationship.born_on(dates)
    if not rules.birthday_words:
        return 0
    told = 0
    for each in born:
        about = f"birthday.{day.year}"
        told += await tell_customer(each.customer_id, about, Kind.BIRTHDAY, rules.birthday_words, desk)
    return told
