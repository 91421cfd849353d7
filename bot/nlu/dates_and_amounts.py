"""Days and sums of money in a message, by patterns. Pure: no clock, so "last Friday" stays "last friday"."""

from __future__ import annotations

import re
from datetime import date

from bot.nlu.found_entity import FoundEntity, without_overlaps

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_MONTH_NUMBERS = {name: number for number, month in enumerate(_MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_COUNT = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few)"

_YEAR_FIRST = re.compile(r"(?<![\w.-])(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?![\w-])")
# Day before month, as everywhere the shop delivers to.
_DAY_FIRST = re.compile(
    r"(?<![\w./-])(?P<day>[0-3]?\d)(?P<sign>[./-])(?P<number>[01]?\d)(?P=sign)(?P<year>20\d\d|\d\d)(?![\w/-]|\.\d)"
)
_DOTTED = re.compile(r"(?<![\w./-])(?P<day>[0-3]?\d)\.(?P<number>[01]?\d)\.(?![\w/-])")
_IN_WORDS = (
    re.compile(rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+(?P<year>20\d\d))?(?!\w)", re.IGNORECASE),
    re.compile(
        rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?!\d|\s*(?:cm|ml|€|euro))(?:,?\s+(?P<year>20\d\d))?(?!\w)", re.IGNORECASE
    ),
)
_RELATIVE = re.compile(
    rf"\b(?:(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|yesterday|today|tonight|tomorrow"
    rf"|(?:last|next|this|coming|on)\s+{_WEEKDAY}|{_WEEKDAY}|(?:last|next)\s+(?:week|month|weekend)"
    rf"|{_COUNT}\s+(?:days?|weeks?|months?)\s+ago|in\s+{_COUNT}\s+(?:days?|weeks?))\b",
    re.IGNORECASE,
)

_CURRENCIES = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP",
               "pounds": "GBP", "quid": "GBP", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
               "chf": "CHF", "francs": "CHF"}  # fmt: skip
_SUM = r"(?P<sum>\d{1,3}(?:[.,'\u00a0 ]\d{3})+(?:[.,]\d{1,2})?|\d{1,7}(?:[.,]\d{1,2})?)"
_SIGN_FIRST = re.compile(rf"(?P<currency>[€£$]|\b(?:eur|gbp|usd|chf)\b)\s?{_SUM}(?![\d%]|[.,]\d)", re.IGNORECASE)
_SIGN_LAST = re.compile(
    rf"(?<![\w.,]){_SUM}\s?(?P<currency>[€£$]|(?:euros?|eur|gbp|usd|chf|pounds?|quid|dollars?|francs)\b)", re.IGNORECASE
)


def find_dates(text: str) -> list[FoundEntity]:
    """Days: ISO dates where the year is said ("2026-11-27"), else as people say them ("27 November", "last friday")."""
    found = [
        _dated(match) for pattern in (_YEAR_FIRST, _DAY_FIRST, _DOTTED, *_IN_WORDS) for match in pattern.finditer(text)
    ]
    found += [
        FoundEntity("date", " ".join(match.group().lower().removeprefix("on ").split()), match.start(), match.end())
        for match in _RELATIVE.finditer(text)
    ]
    return without_overlaps([each for each in found if each is not None])


def find_amounts(text: str) -> list[FoundEntity]:
    """Sums that name their currency, as "59.90 EUR"."""
    found = []
    for pattern in (_SIGN_FIRST, _SIGN_LAST):
        for match in pattern.finditer(text):
            value = f"{_plain_sum(match['sum'])} {_CURRENCIES[match['currency'].lower()]}"
            found.append(FoundEntity("amount", value, match.start(), match.end()))
    return without_overlaps(found)


def _dated(match: re.Match[str]) -> FoundEntity | None:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _MONTH_NUMBERS[parts["month"].lower()]
    year = parts.get("year")
    # 2028 has a 29 February: a day without its year may be any year's.
    full_year = 2028 if not year else int(year) + (2000 if len(year) == 2 else 0)
    try:
        day = date(full_year, month, int(parts["day"]))
    except ValueError:
        return None
    value = day.isoformat() if year else f"{day.day} {_MONTHS[month - 1].capitalize()}"
    return FoundEntity("date", value, match.start(), match.end())


def _plain_sum(said: str) -> str:
    """`1.234,56`, `1,234.56` and `1234.5` alike: the last sign with one or two digits behind it begins the cents."""
    whole, cents = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", said).groups()  # type: ignore[union-attr]
    return f"{int(re.sub(r'[^0-9]', '', whole))}.{(cents or '').ljust(2, '0')}"
