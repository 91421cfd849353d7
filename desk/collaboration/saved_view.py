"""A filter of the inbox that an agent keeps under a name. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk import errors

MOST_OF_ONE = 20


@dataclass(frozen=True)
class SavedView:
    """`filter` is what the inbox is asked with, as the console sends it."""

    id: str
    agent_id: str
    name: str
    filter: dict[str, Any]
    at: datetime


def checked_name(name: str) -> str:
    """The name without spaces around it, or a typed refusal."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 40:
        raise errors.invalid_field("name", "A view's name has 1 to 40 characters.")
    return tidy
