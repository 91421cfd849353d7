"""A text as people of the team may read it who do not need to know whose it is: no names, numbers or addresses. Pure.

On top of what logs and training texts lose (`masking`, `desk.studio.masked`) it loses names that customers give
themselves and streets. It errs on the side of taking too much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from desk.customers.customer import Customer
from desk.studio.masked import NAME, masked

_INTRODUCES = re.compile(
    r"\b((?:my name(?: is|'s)|my name:|i am called|this is|i'm|i am|mr\.?|mrs\.?|ms\.?|regards,?|sincerely,?|cheers,?|"
    r"yours,?|mein name ist|ich heisse|ich heiße|me llamo|je m'appelle)\s+)",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’-]+)(?:\s+[A-ZÀ-ÖØ-Þ][\w'’-]+){0,3}")
_STREET = re.compile(
    r"\b\d{1,4}[a-z]?,?\s+(?:[A-ZÀ-Þ][\w'-]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Court|Square|"
    r"Way)\b\.?"
    r"|\b[A-ZÀ-Þ][\w-]*(?:straße|strasse|str\.|weg|platz|gasse|allee)\s+\d{1,4}[a-z]?\b"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{5}(?=\s+[A-Z][a-z]+)")
ADDRESS = "[address]"


def scrubbed(text: str, customer: Customer, others: Iterable[str] = ()) -> str:
    """The text without what names the customer, `others` (whole names), or where somebody lives."""
    shown = "\n".join(masked(line, customer) for line in _without_addresses(text).splitlines())
    for name in others:
        # The whole name first, since its parts stand in it.
        for part in dict.fromkeys((name, *name.split())):
            if len(part) > 1:
                shown = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", NAME, shown, flags=re.IGNORECASE)
    return _introductions(shown)


def _without_addresses(text: str) -> str:
    return _POSTCODE.sub(ADDRESS, _STREET.sub(ADDRESS, text))


def _introductions(text: str) -> str:
    kept, at = [], 0
    for found in _INTRODUCES.finditer(text):
        name = _NAMES.match(text, found.end())
        if name is not None and found.end() >= at:
            kept += [text[at : found.end()], NAME]
            at = name.end()
    return "".join(kept) + text[at:]
