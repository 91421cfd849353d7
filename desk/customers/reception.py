"""How visitors are received: what is asked before the first message, consent, and messages that speak first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desk import errors
from desk.customers.customer import Customer


class Asked(StrEnum):
    """Whether a detail is asked for before the first message."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Consent:
    """What somebody must agree to before anything of theirs is kept, and where to read more."""

    text: str
    link: str | None = None


@dataclass(frozen=True)
class Proactive:
    """A message that speaks first: on which pages (`*` stands for anything), after how long, and how rarely."""

    id: str
    text: str
    pages: tuple[str, ...] = ("*",)
    after_seconds: float = 30
    most_times: int = 1
    """At most so often for each browser."""
    days_between: float = 7

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "text": self.text,
            "pages": list(self.pages),
            "after_seconds": self.after_seconds,
            "most_times": self.most_times,
            "days_between": self.days_between,
        }


@dataclass(frozen=True)
class Reception:
    """How this house receives visitors. People the shop vouches for are not asked for name and address."""

    name: Asked = Asked.OFF
    email: Asked = Asked.OFF
    consent: Consent | None = None
    proactive: tuple[Proactive, ...] = ()
    proactive_needs_consent: bool = True
    """Nothing speaks first, and nothing of it is remembered, before the shop's page says that the visitor agreed."""

    def check(self, customer: Customer) -> None:
        """Whether this person may begin; raises `consent_needed` or `details_needed`."""
        if self.consent is not None and customer.consented_at is None:
            raise errors.consent_needed()
        wanted = {"name": (self.name, customer.name), "email": (self.email, customer.email)}
        missing = [field for field, (asked, known) in wanted.items() if asked is Asked.REQUIRED and not known]
        if missing and not customer.verified:
            raise errors.details_needed(missing[0])

    def to_json(self) -> dict[str, Any]:
        """As the widget gets it (docs/wire.md §4)."""
        agreed = {"text": self.consent.text, "link": self.consent.link} if self.consent else None
        return {"ask": {"name": str(self.name), "email": str(self.email)}, "consent": agreed}
