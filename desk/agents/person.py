"""Who may change what of whom, and what a name may be. Pure.

Admins change everything of everybody but their own role and whether they work here. Supervisors set up the agents.
A house keeps at least one admin who works there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from enum import StrEnum

from desk import errors
from desk.agents.agent import Agent, Role

LONGEST_NAME = 80
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that show nothing, or turn what stands around them: no name needs them but for joiners."""
JOINERS = frozenset({"\u200c", "\u200d"})
"""Needed to write names in Persian and some languages of India; harmless between letters."""


class Standing(StrEnum):
    """How somebody stands to the house."""

    ACTIVE = "active"
    INVITED = "invited"
    GONE = "gone"


def standing_of(agent: Agent) -> Standing:
    if agent.disabled_at is not None:
        return Standing.GONE
    return Standing.INVITED if agent.invited_at is not None else Standing.ACTIVE


def checked_name(name: str) -> str:
    """The name as it is kept: composed Unicode, single spaces. Raises `invalid_field`."""
    composed = unicodedata.normalize("NFC", " ".join(name.split()))
    if any(unicodedata.category(each) in HIDDEN and each not in JOINERS for each in composed):
        raise errors.invalid_field("name", "The name holds characters that nobody can see.")
    if not any(unicodedata.category(each)[0] == "L" for each in composed):
        raise errors.invalid_field("name", "Please give a name with at least one letter.")
    if len(composed) > LONGEST_NAME:
        raise errors.invalid_field("name", f"A name has at most {LONGEST_NAME} characters.")
    return composed


def check_may_set_up(by: Agent, whom: Agent) -> None:
    """Raise `forbidden` unless `by` may say what `whom` can do and how much they take at once."""
    if by.role is Role.ADMIN or (by.role is Role.SUPERVISOR and whom.role is Role.AGENT):
        return
    raise errors.forbidden("Supervisors set up agents; everybody else is set up by an admin.")


def check_may_give_role(by: Agent, whom: Agent, role: Role) -> None:
    """Raise `forbidden` or `wrong_state` unless `by` may give `whom` that role."""
    if role is whom.role:
        return
    if by.role is not Role.ADMIN:
        raise errors.forbidden("Only an admin gives roles.")
    if whom.id == by.id:
        raise errors.wrong_state("Nobody changes their own role. Ask another admin.")


def check_may_let_go(by: Agent, whom: Agent) -> None:
    """Raise `wrong_state` when somebody would let themselves go."""
    if whom.id == by.id:
        raise errors.wrong_state("You cannot let yourself go. Ask another admin.")


def check_admin_stays(whom: Agent, after: Agent, admins: Collection[Agent]) -> None:
    """Raise `wrong_state` when nobody of `admins` (all there are, as they stand now) would be left after the change."""
    was, is_one = (each.works_here and each.role is Role.ADMIN for each in (whom, after))
    others = [each for each in admins if each.id != whom.id and each.works_here]
    if was and not is_one and not others:
        raise errors.wrong_state(f"{whom.name} is the last admin here. Make somebody else an admin first.")
