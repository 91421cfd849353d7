"""Who works here: asked in, set up, let go and brought back; and coming in by a link (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from desk.agents import hiring, joining, team
from desk.agents import people as view
from desk.agents.agent import Agent, Role
from desk.agents.browser import in_words
from desk.agents.flows import Where
from desk.agents.hiring import MadeLink
from desk.agents.team import SeatWish
from desk.conversations.entry import stamp
from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.http.team_routes import signed_in_as
from desk.routing.seat import DEFAULT_CAPACITY

Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
"""Its own rules (`desk/agents/person.py`) give the finer refusals."""
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(clean)]
RoleName = Literal["agent", "supervisor", "designer", "admin"]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Words = Annotated[list[Word], Field(max_length=20)]
Languages = Annotated[list[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]], Field(max_length=20)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(clean)]


class SeatUp(Body):
    capacity: Annotated[int, Field(ge=0, le=50)] = DEFAULT_CAPACITY
    skills: Words = Field(default_factory=list)
    languages: Languages = Field(default_factory=lambda: ["en"])
    teams: Words = Field(default_factory=list)


class Invite(Body):
    name: Name
    email: Email
    role: RoleName
    seat: SeatUp | None = None


class ChangePerson(Body):
    version: Version
    role: RoleName | None = None
    seat: SeatUp | None = None


class Seen(Body):
    """Which version of somebody the screen showed."""

    version: Version


class MakeLink(Seen):
    remove_authenticator: bool = False


class OpenLink(Body):
    token: Token


class Join(Body):
    token: Token
    password: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(clean)]
    """Its own rules (`desk/agents/password.py`) give the finer refusals."""


async def people(call: Call) -> Answer:
    return Answer(await view.people(call.desk))


async def invite(call: Call) -> Answer:
    body = call.body
    made = await hiring.invite(body.name, body.email, Role(body.role), _seat(body.seat), call.worker, call.desk)
    return Answer(_link(made), status=201)


async def change(call: Call) -> Answer:
    body = call.body
    role = Role(body.role) if body.role else None
    after = await team.change(call.path["agent_id"], body.version, role, _seat(body.seat), call.worker, call.desk)
    return await _told(after, call)


async def make_link(call: Call) -> Answer:
    """The link is in this answer only."""
    made = await hiring.make_link(
        call.path["agent_id"],
        call.body.version,
        call.worker,
        call.desk,
        removes_factor=call.body.remove_authenticator,
    )
    return Answer(_link(made), status=201)


async def let_go(call: Call) -> Answer:
    return await _told(await team.let_go(call.path["agent_id"], call.body.version, call.worker, call.desk), call)


async def bring_back(call: Call) -> Answer:
    return await _told(await team.bring_back(call.path["agent_id"], call.body.version, call.worker, call.desk), call)


async def look_at_link(call: Call) -> Answer:
    return Answer(await joining.look_at_link(call.body.token, call.desk))


async def join(call: Call) -> Answer:
    """In at once; whoever has an authenticator signs in with the new password and a code of it."""
    where = Where(call.cookie, in_words(call.browser), call.address_key)
    joined = await joining.join(call.body.token, call.body.password, where, call.desk)
    if joined.session is None:
        return Answer({"agent": joined.agent.to_json(), "sign_in": True})
    return await signed_in_as(joined.agent, joined.session, joined.cookie, call)


def _seat(wished: SeatUp | None) -> SeatWish | None:
    if wished is None:
        return None
    skills, languages, teams = (frozenset(each) for each in (wished.skills, wished.languages, wished.teams))
    return SeatWish(wished.capacity, skills, languages, teams)


async def _told(agent: Agent, call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        links = await unit.invitations.all()
    return Answer({"person": view.person_json(agent, links.get(agent.id), call.desk)})


def _link(made: MadeLink) -> dict[str, Any]:
    """Without the address before the `#`: the console knows where it stands itself."""
    return {
        "id": made.agent.id,
        "token": made.token,
        "until": stamp(made.expires_at),
        "mailed": str(made.mailed),
    }


ALL = "/api/agent/people"
ONE = f"{ALL}/<agent_id:str>"
LINK = "/api/agent/joining"
TEAM = Owner.TEAM

ROUTES: tuple[Route, ...] = (
    Route("GET", ALL, "Who works here", Who.SUPERVISOR, people, owner=TEAM),
    Route("POST", ALL, "Invite somebody", Who.ADMIN, invite, Invite, owner=TEAM),
    Route("PATCH", ONE, "Another role (admins), or set up anew", Who.SUPERVISOR, change, ChangePerson, owner=TEAM),
    Route("POST", f"{ONE}/link", "Invite again, or reset a password", Who.ADMIN, make_link, MakeLink, owner=TEAM),
    Route("POST", f"{ONE}/let-go", "Let somebody go", Who.ADMIN, let_go, Seen, owner=TEAM),
    Route("POST", f"{ONE}/bring-back", "Bring somebody back", Who.ADMIN, bring_back, Seen, owner=TEAM),
    Route("POST", f"{LINK}/look", "Whom a link is for", Who.ANYONE, look_at_link, OpenLink, limit="joining"),
    Route("POST", LINK, "Choose a password by a link", Who.ANYONE, join, Join, limit="joining"),
)
