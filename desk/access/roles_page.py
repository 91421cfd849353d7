"""docs/roles.md: the role table as people read it, written from the rows that the desk enforces. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desk.access.frames import Frame
from desk.access.rights import Owner, Who, lets_in
from desk.agents.agent import Role

HEAD = """# Who may do what

Written by `bin/roles` from the rows the desk enforces; a test compares. A route or socket event without a row is not
served. Visitors are people with the widget, signed in to the shop or not.

Whose things a call reaches: **nobody**: nothing of a person's. **self**: what hangs on the caller's own session, no id
is sent. **conversation**: a visitor's own; anybody else's is answered like one that does not exist (404, same bytes).
**team**: any customer's. **holder**: only for the colleague who holds the conversation (409 `not_yours`).

Refusals: nobody signed in, or the other kind of session: 401. Signed in, but not for this role: 403. A write without
the console's CSRF token, or from another origin: 403.
"""
COLUMNS = "| | what | whose | anyone | visitor | agent | supervisor | designer | admin |\n" + "|---" * 9 + "|"


@dataclass(frozen=True)
class Row:
    """One line of the table: the name of a route, a page or a frame."""

    name: str
    says: str
    who: Who
    owner: Owner


def page(routes: Iterable[Row], pages: Iterable[Row], frames: Iterable[Frame]) -> str:
    """The whole document."""
    told = [Row(f"{_way(frame)} `{frame.type}`", frame.says, frame.who, frame.owner) for frame in frames]
    parts = [HEAD]
    for title, rows in (("Routes", routes), ("Pages", pages), ("Socket events", told)):
        parts.append(f"## {title}\n{COLUMNS}\n" + "\n".join(_line(row) for row in rows) + "\n")
    return "\n".join(parts)


def _way(frame: Frame) -> str:
    side = frame.socket.split("/")[2]
    return f"{side}: heard" if frame.heard else f"{side}: told"


def _line(row: Row) -> str:
    anyone = row.who is Who.ANYONE
    visitor = anyone or row.who is Who.CUSTOMER
    cells = [anyone, visitor, *(anyone or lets_in(row.who, role) for role in Role)]
    marks = "".join(" yes |" if cell else " |" for cell in cells)
    return f"| {row.name} | {row.says} | {row.owner} |{marks}"
