"""Links by which people come in: good once, for three days, and all bad ones alike."""

from __future__ import annotations

import asyncio
import re

import pytest

from desk.agents import factors
from desk.agents.agent import Agent, Role
from desk.agents.factor import STEP_SECONDS
from desk.agents.flows import Where, sign_in
from desk.agents.front_door import Mailed
from desk.agents.hiring import MadeLink, invite, invite_first, make_link
from desk.agents.invitation import INVITATION_LIFE
from desk.agents.joining import join, look_at_link
from desk.agents.people import people
from desk.agents.team import SeatWish, let_go
from desk.customers.customer import hashed
from desk.errors import DeskError
from tests.desk.conftest import PASSWORD
from tests.desk.letters.conftest import MailServerSide, as_html, plain
from tests.desk.quiet import Quiet

pytestmark = pytest.mark.slow
ON_BOTH_DATABASES = True

GOOD = "seven green ladders"


async def invited(quiet: Quiet, name: str = "Zoë Öztürk", email: str = "Zoe@Desk.example") -> MadeLink:
    noor = await quiet.agent("a_noor", here=False)
    seat = SeatWish(3, frozenset({"returns"}), frozenset({"de"}), frozenset())
    return await invite(name, email, Role.AGENT, seat, noor, quiet.ports)


async def refused_code(quiet: Quiet, token: str, password: str = GOOD) -> tuple[str, int, str]:
    with pytest.raises(DeskError) as refused:
        await join(token, password, Where(), quiet.ports)
    with pytest.raises(DeskError) as looked:
        await look_at_link(token, quiet.ports)
    assert looked.value.body() == refused.value.body()
    return refused.value.code, refused.value.status, refused.value.message


async def test_somebody_new_comes_in(quiet: Quiet) -> None:
    """By the link, with a password of their own, set up as the admin said; only a digest of the token is kept."""
    made = await invited(quiet)
    assert made.mailed is Mailed.NOT_SET_UP
    assert len(made.token) >= 43
    assert (await quiet.row("invitations", "by_hash", made.token)) is None
    assert (await quiet.row("invitations", "by_hash", hashed(made.token))).agent_id == made.agent.id
    told = await look_at_link(made.token, quiet.ports)
    assert (told["name"], told["email"], told["new"]) == ("Zoë Öztürk", "zoe@desk.example", True)
    before = await quiet.row("agents", "get", made.agent.id)
    assert not before.may_answer
    assert made.agent.id not in [seat.agent_id for seat in await quiet.row("seats", "all")]
    joined = await join(made.token, GOOD, Where(), quiet.ports)
    assert joined.session is not None
    after = await quiet.row("agents", "get", made.agent.id)
    assert after.may_answer
    assert made.agent.id in [seat.agent_id for seat in await quiet.row("seats", "all")]
    assert (await quiet.row("seats", "get", made.agent.id)).capacity == 3
    agent, _, _ = await sign_in("ZOE@desk.example", GOOD, None, Where(), quiet.ports)
    assert agent.id == made.agent.id
    assert after.password_hash.startswith("$argon2id$")


async def test_bad_links_are_all_alike(quiet: Quiet) -> None:
    """Wrong, used, replaced, run out, and of somebody let go: the same answer to the byte."""
    noor = await quiet.agent("a_noor", here=False)
    used = await invited(quiet, email="used@desk.example")
    await join(used.token, GOOD, Where(), quiet.ports)
    replaced = await invited(quiet, email="replaced@desk.example")
    again = await make_link(replaced.agent.id, 1, noor, quiet.ports, removes_factor=False)
    gone = await invited(quiet, email="gone@desk.example")
    await let_go(gone.agent.id, 1, noor, quiet.ports)
    old = await invited(quiet, email="old@desk.example")
    answers = {await refused_code(quiet, token) for token in ("x", used.token, replaced.token, gone.token)}
    await join(again.token, GOOD, Where(), quiet.ports)
    quiet.clock.at += INVITATION_LIFE
    answers.add(await refused_code(quiet, old.token))
    answers.add(await refused_code(quiet, old.token, "short"))
    assert len(answers) == 1
    assert answers.pop()[:2] == ("link_refused", 403)


async def test_of_two_who_use_a_link_at_once_one_gets_in(quiet: Quiet) -> None:
    """The other one's password is not the one that counts."""
    made = await invited(quiet)
    tries = (join(made.token, f"{GOOD} {who}", Where(), quiet.ports) for who in ("first", "second"))
    results = await asyncio.gather(*tries, return_exceptions=True)
    refused = [each for each in results if isinstance(each, BaseException)]
    assert [each.code for each in refused if isinstance(each, DeskError)] == ["link_refused"]
    winner = "first" if not isinstance(results[0], BaseException) else "second"
    await sign_in("zoe@desk.example", f"{GOOD} {winner}", None, Where(), quiet.ports)


@pytest.mark.parametrize("password", ["short", "zoe@desk.example", "passwordpassword1", "aaaaaaaaaaaaaaa", "x" * 257])
async def test_a_weak_password_does_not_use_the_link_up(quiet: Quiet, password: str) -> None:
    """The house's rules for passwords hold here too; afterwards a better one does."""
    made = await invited(quiet)
    with pytest.raises(DeskError) as refused:
        await join(made.token, password, Where(), quiet.ports)
    assert (refused.value.code, refused.value.field) == ("invalid_field", "password")
    assert (await join(made.token, GOOD, Where(), quiet.ports)).session is not None


async def test_one_address_one_person(quiet: Quiet) -> None:
    """In any case of letters, even when two admins ask at once; who was let go is named as such."""
    noor = await quiet.agent("a_noor", here=False)
    with pytest.raises(DeskError, match="Maya has this address") as refused:
        await invite("M", "MAYA@Warmhand.example", Role.AGENT, None, noor, quiet.ports)
    assert (refused.value.code, refused.value.field) == ("email_taken", "email")
    both = (invite("Zoe", f"{name}@desk.example", Role.AGENT, None, noor, quiet.ports) for name in ("zoe", "ZOE"))
    results = await asyncio.gather(*both, return_exceptions=True)
    assert [each.code for each in results if isinstance(each, DeskError)] == ["email_taken"]
    await let_go("a_tom", 1, noor, quiet.ports)
    with pytest.raises(DeskError, match="bring them back"):
        await invite("Tom", "tom@warmhand.example", Role.AGENT, None, noor, quiet.ports)


async def with_authenticator(quiet: Quiet, agent: Agent) -> None:
    import pyotp

    factor = await factors.begin(agent, quiet.ports)
    await factors.confirm(agent, pyotp.TOTP(factor.secret).at(quiet.clock.at), quiet.ports)
    quiet.clock.forward(seconds=2 * STEP_SECONDS)


async def test_a_reset_keeps_the_old_password_until_it_is_used(quiet: Quiet) -> None:
    """Then every session ends and only the new one opens; the authenticator stays and is still asked for."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    await with_authenticator(quiet, maya)
    made = await make_link("a_maya", 1, noor, quiet.ports, removes_factor=False)
    with pytest.raises(DeskError) as asked:
        await sign_in(maya.email, PASSWORD, None, Where(), quiet.ports)
    assert asked.value.code == "code_required", "the old password is right until the new one is set"
    told = await look_at_link(made.token, quiet.ports)
    assert (told["new"], told["authenticator_stays"]) == (False, True)
    joined = await join(made.token, GOOD, Where(), quiet.ports)
    assert joined.session is None, "a link alone does not stand for the authenticator"
    assert await quiet.row("agents", "sessions_of", "a_maya") == []
    for password, code in ((PASSWORD, "unauthorized"), (GOOD, "code_required")):
        with pytest.raises(DeskError) as asked:
            await sign_in(maya.email, password, None, Where(), quiet.ports)
        assert asked.value.code == code


async def test_a_reset_may_take_a_lost_authenticator_away(quiet: Quiet, post: MailServerSide) -> None:
    """Only once the link is used; it is in the audit log under the admin's name, and in the letter."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    await with_authenticator(quiet, maya)
    made = await make_link("a_maya", 1, noor, quiet.ports, removes_factor=True)
    assert "Your authenticator is taken away with it" in plain(post.letters[0])
    assert (await quiet.row("factors", "in_force")) == {"a_maya"}
    assert (await look_at_link(made.token, quiet.ports))["authenticator_removed"] is True
    joined = await join(made.token, GOOD, Where(), quiet.ports)
    assert joined.session is not None
    assert joined.factor_removed
    assert (await quiet.row("factors", "in_force")) == frozenset()
    async with quiet.ports.record.look() as unit:
        lines = [(line.actor, line.action, line.subject) async for line in unit.audit.lines()]
    assert ("a_noor", "factor_removed", "a_maya") in lines
    assert ("a_noor", "link_made", "a_maya") in lines
    assert ("a_maya", "person_joined", "a_maya") in lines


async def test_the_letter_brings_the_link(quiet: Quiet, post: MailServerSide) -> None:
    """To the address as it is kept; the token stands in the letter's text alone."""
    made = await invited(quiet, name="Zoë <i>Ö</i>")
    assert made.mailed is Mailed.SENT
    (letter,) = post.letters
    assert letter["to"] == "zoe@desk.example"
    assert "Fern & Oak" in letter["subject"]
    assert f"https://desk.example/agent#invite={made.token}" in plain(letter)
    assert "<i>" not in as_html(letter)
    headers = " ".join(f"{name}: {value}" for name, value in letter.items())
    assert made.token not in headers
    assert hashed(made.token)[:16] not in headers


async def test_a_letter_that_is_not_taken_is_said(quiet: Quiet, post: MailServerSide) -> None:
    """The link is there to copy all the same."""
    post.refuses_recipient = "550 no such box"
    made = await invited(quiet)
    assert made.mailed is Mailed.FAILED
    assert (await join(made.token, GOOD, Where(), quiet.ports)).session is not None


async def test_a_colleague_hears_that_their_authenticator_is_gone(quiet: Quiet, post: MailServerSide) -> None:
    """When an admin takes a lost one away without a new password."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    await with_authenticator(quiet, maya)
    await factors.remove_lost("a_maya", noor, quiet.ports)
    await factors.remove_lost("a_maya", noor, quiet.ports)
    (letter,) = post.letters
    assert letter["to"] == maya.email
    assert "Noor took your authenticator away" in plain(letter)


async def test_the_first_admin_of_a_house(quiet: Quiet) -> None:
    """Made at the machine; the same word again is another link; an address that is somebody else's is refused."""
    made = await invite_first("Ada", "Ada@House.example", quiet.ports, removes_factor=False)
    again = await invite_first("Ada", "ada@house.example", quiet.ports, removes_factor=False)
    assert again.agent.id == made.agent.id
    assert (await refused_code(quiet, made.token))[0] == "link_refused"
    joined = await join(again.token, GOOD, Where(), quiet.ports)
    assert joined.agent.role is Role.ADMIN
    reset = await invite_first("Ada", "ada@house.example", quiet.ports, removes_factor=True)
    assert reset.agent.invited_at is None
    with pytest.raises(DeskError, match="no admin here"):
        await invite_first("M", "maya@warmhand.example", quiet.ports, removes_factor=False)
    async with quiet.ports.record.look() as unit:
        actors = [line.actor async for line in unit.audit.lines() if line.action in ("person_invited", "link_made")]
    assert actors == ["shell", "shell", "shell"]


async def test_the_list_tells_no_secret(quiet: Quiet) -> None:
    """Everybody, how they stand and what they hold; no hash, no token, no digest."""
    made, maya = await invited(quiet), await quiet.agent()
    await quiet.held(maya)
    shown = await people(quiet.ports)
    by_id = {row["id"]: row for row in shown["people"]}
    assert by_id[made.agent.id]["standing"] == "invited"
    assert by_id[made.agent.id]["link"]["open"] is True
    assert (by_id["a_maya"]["present"], by_id["a_maya"]["seat"]["load"]) == (True, 1)
    assert shown["skills"] == ["returns"]
    assert not re.search(r"argon2|hash", str(shown))
    assert made.token not in str(shown)
