"""Who may change what of whom, what a name may be, how long a link lives: rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.agents.agent import Agent, Role
from desk.agents.colleague_letter import invitation_letter, reset_letter
from desk.agents.hiring import one_address
from desk.agents.invitation import INVITATION_LIFE, invitation
from desk.agents.person import (
    Standing,
    check_admin_stays,
    check_may_give_role,
    check_may_let_go,
    check_may_set_up,
    checked_name,
    standing_of,
)
from desk.errors import DeskError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def person(role: Role, person_id: str = "a_x") -> Agent:
    return Agent(person_id, "Xenia", "x@desk.example", role, "hash")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Zoë", "Zoë"),
        ("  Zoe\u0301   Öztürk ", "Zoé Öztürk"),
        ("山田 太郎", "山田 太郎"),
        ("O’Brien-Smith", "O’Brien-Smith"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Line\nbreak", "Line break"),
        ("x" * 80, "x" * 80),
    ],
)
def test_names_of_people(given: str, kept: str) -> None:
    """Any script; composed and on one line."""
    assert checked_name(given) == kept


@pytest.mark.parametrize("given", ["", "   ", "42", "\u202eevil", "a\u200bb", "a\x07b", "x" * 81, "👋"])
def test_names_that_are_none(given: str) -> None:
    """Nothing that nobody sees, turns text around, or is no name at all."""
    with pytest.raises(DeskError) as refused:
        checked_name(given)
    assert (refused.value.code, refused.value.field) == ("invalid_field", "name")


@pytest.mark.parametrize(
    ("by", "whom", "allowed"),
    [
        (Role.ADMIN, Role.AGENT, True),
        (Role.ADMIN, Role.ADMIN, True),
        (Role.SUPERVISOR, Role.AGENT, True),
        (Role.SUPERVISOR, Role.SUPERVISOR, False),
        (Role.SUPERVISOR, Role.DESIGNER, False),
        (Role.SUPERVISOR, Role.ADMIN, False),
        (Role.AGENT, Role.AGENT, False),
        (Role.DESIGNER, Role.AGENT, False),
    ],
)
def test_who_sets_up_whom(by: Role, whom: Role, allowed: bool) -> None:
    """Supervisors set up agents only; admins everybody."""
    if allowed:
        check_may_set_up(person(by, "a_by"), person(whom))
        return
    with pytest.raises(DeskError) as refused:
        check_may_set_up(person(by, "a_by"), person(whom))
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("by", "whom", "role", "code"),
    [
        (person(Role.ADMIN, "a_by"), person(Role.AGENT), Role.ADMIN, None),
        (person(Role.SUPERVISOR, "a_by"), person(Role.AGENT), Role.AGENT, None),
        (person(Role.SUPERVISOR, "a_by"), person(Role.AGENT), Role.SUPERVISOR, "forbidden"),
        (person(Role.ADMIN), person(Role.ADMIN), Role.ADMIN, None),
        (person(Role.ADMIN), person(Role.ADMIN), Role.AGENT, "wrong_state"),
        (person(Role.SUPERVISOR), person(Role.SUPERVISOR), Role.ADMIN, "forbidden"),
    ],
)
def test_who_gives_roles(by: Agent, whom: Agent, role: Role, code: str | None) -> None:
    """Admins, and nobody their own."""
    if code is None:
        check_may_give_role(by, whom, role)
        return
    with pytest.raises(DeskError) as refused:
        check_may_give_role(by, whom, role)
    assert refused.value.code == code


def test_nobody_lets_themselves_go() -> None:
    """Whatever they are."""
    with pytest.raises(DeskError, match="yourself"):
        check_may_let_go(person(Role.ADMIN), person(Role.ADMIN))
    check_may_let_go(person(Role.ADMIN), person(Role.ADMIN, "a_other"))


@pytest.mark.parametrize(
    ("others", "refused"),
    [
        ([], True),
        ([replace(person(Role.ADMIN, "a_o"), disabled_at=NOW)], True),
        ([replace(person(Role.ADMIN, "a_o"), invited_at=NOW)], True),
        ([person(Role.ADMIN, "a_o")], False),
    ],
)
@pytest.mark.parametrize("change", [{"role": Role.AGENT}, {"disabled_at": NOW}])
def test_an_admin_stays(others: list[Agent], refused: bool, change: dict[str, object]) -> None:
    """One who was let go, or has not come in yet, does not count."""
    whom = person(Role.ADMIN)
    after = replace(whom, **change)  # type: ignore[arg-type]
    if not refused:
        check_admin_stays(whom, after, [whom, *others])
        return
    with pytest.raises(DeskError, match="last admin"):
        check_admin_stays(whom, after, [whom, *others])


def test_what_is_no_admin_may_go() -> None:
    """The rule is about admins who work here only."""
    for whom in (person(Role.AGENT), replace(person(Role.ADMIN), invited_at=NOW)):
        check_admin_stays(whom, replace(whom, disabled_at=NOW), [whom])


@pytest.mark.parametrize(
    ("agent", "standing"),
    [
        (person(Role.AGENT), Standing.ACTIVE),
        (replace(person(Role.AGENT), invited_at=NOW), Standing.INVITED),
        (replace(person(Role.AGENT), invited_at=NOW, disabled_at=NOW), Standing.GONE),
    ],
)
def test_how_somebody_stands(agent: Agent, standing: Standing) -> None:
    """Only who came in and was not let go works here and may answer."""
    assert standing_of(agent) is standing
    assert agent.works_here is agent.may_answer is (standing is Standing.ACTIVE)


def test_a_link_lives_three_days() -> None:
    """To the second."""
    made = invitation("a_x", "digest", "a_by", NOW)
    assert made.alive(NOW + INVITATION_LIFE - timedelta(seconds=1))
    assert not made.alive(NOW + INVITATION_LIFE)
    assert timedelta(hours=72) == INVITATION_LIFE


@pytest.mark.parametrize(
    ("typed", "kept"), [("Zoe@Desk.EXAMPLE", "zoe@desk.example"), (" zoe@bücher.example ", "zoe@xn--bcher-kva.example")]
)
def test_one_address_is_one_person(typed: str, kept: str) -> None:
    """Whatever case it is typed in."""
    assert one_address(typed) == kept


@pytest.mark.parametrize(
    "typed", ["zoe", "zoe@desk.example\nBcc: eve@example.com", "a b@desk.example", "@desk.example"]
)
def test_addresses_that_are_none(typed: str) -> None:
    """Nothing that could become a header of its own."""
    with pytest.raises(DeskError) as refused:
        one_address(typed)
    assert refused.value.field == "email"


def test_letters_hold_names_harmlessly() -> None:
    """A shop or a name that tries to be a header or HTML is words, and the link stands in the text."""
    whom = replace(person(Role.AGENT), name="<b>Zoe</b>")
    shop = "Fern\r\nBcc: eve@example.com"
    letter = invitation_letter(whom, "Noor", shop, "https://desk.example/agent#invite=t", "r")
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert "<b>Zoe" not in letter.html
    assert "https://desk.example/agent#invite=t" in letter.text
    told = reset_letter(whom, "Noor", "Fern", "https://desk.example/x", "r", removes_factor=True)
    assert "authenticator is taken away" in told.text
    assert "authenticator" not in reset_letter(whom, "Noor", "Fern", "x", "r", removes_factor=False).text
