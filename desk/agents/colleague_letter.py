"""Letters to people of the team. Pure; names are harmless in a header and escaped in HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence

from desk.agents.agent import Agent
from desk.letters.ports import Outgoing
from desk.letters.wording import in_header

KEEP = "The link is good once, for three days. Please keep it to yourself."
EXPECTED = "You did not expect this letter? Then leave the link alone, and tell an admin of your desk."
FACTOR_GOES = (
    "Your authenticator is taken away with it, as an admin asked for. Please set up a new one under My account."
)


def invitation_letter(whom: Agent, by: str, shop: str, link: str, reference: str) -> Outgoing:
    """Somebody new is asked in."""
    says = [f"{by} invites you to the support desk of {shop}. Choose a password, and you are in:"]
    return _letter(whom, f"Your place at the desk of {shop}", says, link, [KEEP, EXPECTED], shop, reference)


def reset_letter(whom: Agent, by: str, shop: str, link: str, reference: str, *, removes_factor: bool) -> Outgoing:
    """Somebody is to choose another password."""
    says = [f"{by} made you a link to choose a new password. Until you do, the old one stays as it is."]
    says += [FACTOR_GOES] if removes_factor else []
    return _letter(whom, f"A new password for the desk of {shop}", says, link, [KEEP, EXPECTED], shop, reference)


def factor_letter(whom: Agent, by: str, shop: str, reference: str) -> Outgoing:
    """Somebody's authenticator was taken away by an admin."""
    says = [
        f"{by} took your authenticator away, since you lost it.",
        "Your password alone lets you in now: please set up a new one under My account.",
    ]
    after = ["You did not ask for this? Then tell another admin at once."]
    return _letter(whom, f"Your authenticator at the desk of {shop}", says, None, after, shop, reference)


def _letter(
    whom: Agent, subject: str, says: Sequence[str], link: str | None, after: Sequence[str], shop: str, reference: str
) -> Outgoing:
    greeting = f"Hello {whom.name},"
    text = "\n\n".join([greeting, *says, *([link] if link else []), *after, shop]) + "\n"
    rows = [f"<p>{html.escape(line)}</p>" for line in (greeting, *says)]
    rows += [f'<p><a href="{html.escape(link)}">Open the desk</a></p>'] if link else []
    rows += [f"<p>{html.escape(line)}</p>" for line in (*after, shop)]
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body>{"".join(rows)}</body></html>\n'
    return Outgoing(whom.email, in_header(subject), text, page, reference)
