"""Somebody else's reply made fit for anybody: names and numbers of that customer become places to fill in. Pure."""

from __future__ import annotations

import re

from desk.customers.customer import Customer
from desk.privacy.masking import mask_text

_NUMBER = re.compile(r"(?<![\w-])(?:[A-Z]{1,4}-?)?\d{5,8}(?![\w-])")
_LONG_NUMBER = re.compile(r"(?<!\w)(?=[A-Z0-9-]{9,})(?=(?:[A-Z-]*\d){5,})[A-Z0-9-]+(?!\w)")


def as_template(text: str, customer: Customer, agent_name: str) -> str:
    """The reply with `{{customer.first_name}}` and the like where that customer or agent was named.

    E-mails, telephone numbers, cards and parcel numbers become `…`: no reply may carry them to somebody else.
    """
    shown = mask_text(text, lines=True)
    shown = re.sub(r"\[(?:e-mail|iban|card|phone|secret)\]", "…", shown)
    shown = _LONG_NUMBER.sub("…", shown)
    shown = _NUMBER.sub("{{order.number}}", shown)
    for name, place in _names(customer.name, "customer") + _names(agent_name, "agent"):
        shown = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", place, shown, flags=re.IGNORECASE)
    return shown


def _names(name: str | None, whose: str) -> list[tuple[str, str]]:
    """The whole name first, since its parts stand in it. Agents go by one name."""
    parts = (name or "").split()
    if not parts:
        return []
    first = "{{agent.name}}" if whose == "agent" else "{{customer.first_name}}"
    found = [(" ".join(parts), f"{{{{{whose}.name}}}}"), (parts[0], first)]
    # A family name alone is an address such as "Mrs Petrova".
    return found + [(part, f"{{{{{whose}.name}}}}") for part in parts[1:] if len(part) > 2]
