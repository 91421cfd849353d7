"""What would happen in a quarter whatever the desk did: people, orders, troubles, and when people would write. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from benchmarks.quarter.people import People, awake, begins
from desk.simulation.contacts import DAYS, arrivals

FIRST_NAMES = (
    "Ada",
    "Bo",
    "Cleo",
    "Dara",
    "Eli",
    "Finn",
    "Greta",
    "Hugo",
    "Iris",
    "Jonas",
    "Kaya",
    "Lio",
    "Mina",
    "Nils",
)
LAST_NAMES = ("Arnold", "Brandt", "Costa", "Dietz", "Ekman", "Fontaine", "Gruber", "Haas", "Ito", "Jansen", "Keller")
TIERS = {"standard": 0.7, "silver": 0.2, "gold": 0.1}


@dataclass(frozen=True)
class Shopper:
    """A customer of the shop."""

    id: str
    name: str
    email: str
    tier: str
    notices: bool


@dataclass(frozen=True)
class Trouble:
    """What goes wrong: parcels of a carrier are held up, or a batch of a product is bad."""

    id: str
    kind: str
    value: str
    reason: str
    at: datetime
    ends: datetime
    delays: timedelta


@dataclass(frozen=True)
class Parcel:
    """An order and what becomes of it. `trouble` names the one it is in."""

    number: str
    shopper: str
    sku: str
    carrier: str
    payment: str
    warehouse: str
    placed: datetime
    shipped: datetime
    delivered: datetime
    trouble: str | None = None


@dataclass(frozen=True)
class Visit:
    """Somebody would write at that moment, for that reason; a visitor has no `shopper`."""

    id: str
    at: datetime
    shopper: str | None
    reason: str
    trouble: str | None = None
    order: str | None = None
    again: int = 0


@dataclass(frozen=True)
class Quarter:
    """The whole plan."""

    begins: datetime
    ends: datetime
    shoppers: tuple[Shopper, ...]
    troubles: tuple[Trouble, ...]
    parcels: tuple[Parcel, ...]
    visits: tuple[Visit, ...]

    def affected(self, trouble_id: str) -> frozenset[str]:
        """The customers whose order is in a trouble."""
        return frozenset(each.shopper for each in self.parcels if each.trouble == trouble_id)


def planned(people: People, days: int, reasons: Sequence[str], skus: Sequence[str], first_number: int) -> Quarter:
    """The plan for that many days; the same people and days give the same plan."""
    begin = begins(people)
    end = begin + timedelta(days=days)
    shoppers = tuple(_shopper(number, people) for number in range(people.house["shop"]["customers"]))
    troubles = tuple(t for t in (_trouble(each, begin) for each in people.house["troubles"]) if t.ends < end)
    parcels = _parcels(people, begin, end, troubles, skus, first_number)
    visits = [*_usual(people, begin, days, reasons, shoppers), *_about_troubles(people, troubles, parcels)]
    kept = tuple(sorted((each for each in visits if each.at < end), key=lambda each: (each.at, each.id)))
    return Quarter(begin, end, shoppers, troubles, parcels, kept)


def _shopper(number: int, people: People) -> Shopper:
    chance = people.draw("shopper", number)
    name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
    tier = people.chosen(TIERS, "tier", number)
    consent = people.does(people.house["shop"]["consent"], "consent", number)
    return Shopper(f"Q{number:04}", name, f"q{number:04}@example.com", tier, consent)


def _trouble(told: dict[str, Any], begin: datetime) -> Trouble:
    at = begin + timedelta(weeks=told["week"] - 1, days=told["day"] - 1, hours=told["hour"])
    ends, delays = at + timedelta(hours=told["lasts_hours"]), timedelta(days=told.get("delays_days", 0))
    return Trouble(told["id"], told["kind"], told["value"], told["reason"], at, ends, delays)


def _parcels(
    people: People, begin: datetime, end: datetime, troubles: Sequence[Trouble], skus: Sequence[str], first_number: int
) -> tuple[Parcel, ...]:
    found: list[Parcel] = []
    for day in range(-6, (end - begin).days):
        midnight, chance = begin + timedelta(days=day), people.draw("orders", day)
        expected = people.house["shop"]["orders_a_day"] * DAYS[midnight.weekday()]
        weights = dict.fromkeys(skus, 1.0)
        for trouble in troubles:
            if trouble.kind == "product" and timedelta(0) <= trouble.at - midnight < timedelta(days=7):
                weights[trouble.value] *= people.house["shop"]["on_offer_times"]
        for _ in range(round(chance.gauss(expected, expected**0.5))):
            number = first_number + len(found)
            placed = midnight + timedelta(hours=chance.uniform(7, 22))
            found.append(_parcel(people, str(number), placed, weights))
    return tuple(_met(people, each, troubles) for each in found)


def _parcel(people: People, number: str, placed: datetime, weights: dict[str, float]) -> Parcel:
    shop, chance = people.house["shop"], people.draw("parcel", number)
    shipped = _working(placed + timedelta(hours=chance.uniform(10, 26)))
    delivered = _working(shipped + timedelta(hours=chance.uniform(22, 50)))
    return Parcel(
        number,
        f"Q{chance.randrange(shop['customers']):04}",
        chance.choices(list(weights), list(weights.values()))[0],
        people.chosen(shop["carriers"], "carrier", number),
        people.chosen(shop["payment"], "payment", number),
        people.chosen(shop["warehouses"], "warehouse", number),
        placed,
        shipped,
        delivered,
    )


def _working(at: datetime) -> datetime:
    """That moment, or the same on Monday: nothing is sent or brought on a Sunday; by day in any case."""
    at = at.replace(hour=min(max(at.hour, 8), 18))
    return at + timedelta(days=1) if at.weekday() == 6 else at


def _met(people: People, parcel: Parcel, troubles: Sequence[Trouble]) -> Parcel:
    for trouble in troubles:
        if trouble.kind == "carrier" and parcel.carrier == trouble.value:
            if parcel.shipped < trouble.ends and parcel.delivered > trouble.at:
                late = (
                    max(trouble.at, parcel.shipped)
                    + trouble.delays
                    + timedelta(hours=people.draw("late", parcel.number).uniform(0, 30))
                )
                return replace(parcel, delivered=_working(max(late, parcel.delivered)), trouble=trouble.id)
        elif (
            trouble.kind == "product" and parcel.sku == trouble.value and trouble.at <= parcel.delivered < trouble.ends
        ):
            return replace(parcel, trouble=trouble.id)
    return parcel


def _usual(
    people: People, begin: datetime, days: int, reasons: Sequence[str], shoppers: Sequence[Shopper]
) -> list[Visit]:
    """Without any trouble: as `bin/bench warning` has them, each message somebody's first."""
    contacts, found = people.house["contacts"], list[Visit]()
    seen: set[int] = set()
    for each in arrivals(begin, days, contacts["a_day"], reasons, (), people.seed):
        if each.person in seen:
            continue
        seen.add(each.person)
        chance = people.draw("who", each.person)
        visitor, shopper = chance.random() < contacts["visitor"], chance.choice(shoppers).id
        found.append(Visit(f"u{each.person}", each.at, None if visitor else shopper, each.reason))
    return found


def _about_troubles(people: People, troubles: Sequence[Trouble], parcels: Sequence[Parcel]) -> list[Visit]:
    told = {each["id"]: each for each in people.house["troubles"]}
    by_id, found, asked = {each.id: each for each in troubles}, list[Visit](), set[tuple[str, str]]()
    for parcel in parcels:
        if parcel.trouble is None or (parcel.shopper, parcel.trouble) in asked:
            continue
        asked.add((parcel.shopper, parcel.trouble))
        trouble, chance = by_id[parcel.trouble], people.draw("writes", parcel.trouble, parcel.shopper)
        if chance.random() >= told[trouble.id]["writes"]:
            continue
        begins_at = max(trouble.at, parcel.shipped) if trouble.kind == "carrier" else parcel.delivered
        at = awake(begins_at + timedelta(hours=chance.expovariate(1 / told[trouble.id]["after_hours"])), chance)
        if trouble.kind == "carrier" and at >= parcel.delivered:
            continue
        found.append(
            Visit(f"{trouble.id}.{parcel.shopper}", at, parcel.shopper, trouble.reason, trouble.id, parcel.number)
        )
    return found
