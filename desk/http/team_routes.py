"""Signing in, one's own authenticator, and ruling the team (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints

from desk import errors
from desk.access.limits import Counted
from desk.agents import factors, team
from desk.agents import flows as agents
from desk.agents.agent import Agent, Role
from desk.agents.factor import Factor
from desk.customers.customer import hashed
from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.http.widget_routes import Nothing

Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]


class SignIn(Body):
    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(clean)]
    password: Annotated[str, StringConstraints(max_length=256), AfterValidator(clean)]
    code: Code | None = None


class TellCode(Body):
    code: Code


class ChangeAgent(Body):
    role: str | None = None
    disabled: bool | None = None


async def sign_in(call: Call) -> Answer:
    """Guesses are counted by where they come from and by account; a browser that was let in before, by itself.

    So a stranger who tries passwords can shut out strangers only, never the colleague at their own desk.
    """
    email = call.body.email.strip().lower()
    device = call.devices.known(call.device, email)
    account = Counted("sign_in_account", hashed(email))
    strangers = [Counted("sign_in", call.address_key), account]
    await call.limits.check([Counted("sign_in_device", device)] if device else strangers)
    agent, session, cookie = await agents.sign_in(email, call.body.password, call.body.code, call.cookie, call.desk)
    mark = None if device else call.devices.mark(email)
    told: dict[str, Any] = {"agent": agent.to_json(), "csrf_token": session.csrf_token}
    async with call.desk.record.look() as unit:
        factor = await unit.factors.get(agent.id)
    told |= {"shop": {"name": call.shop_name}, "authenticator": _in_force(factor), "attachments": _file_limits(call)}
    return Answer(told, cookie=cookie, device=mark)


async def sign_out(call: Call) -> Answer:
    if call.agent_session is not None:
        await agents.sign_out(call.agent_session, call.desk)
    return Answer(status=204, cookie="")


async def me(call: Call) -> Answer:
    token = call.agent_session.csrf_token if call.agent_session else ""
    async with call.desk.record.look() as unit:
        factor = await unit.factors.get(call.worker.id)
    told = {"agent": call.worker.to_json(), "csrf_token": token, "authenticator": _in_force(factor)}
    return Answer(told | {"attachments": _file_limits(call), "shop": {"name": call.shop_name}})


async def begin_factor(call: Call) -> Answer:
    factor = await factors.begin(call.worker, call.desk)
    return Answer({"secret": factor.secret, "address": factor.address}, status=201)


async def confirm_factor(call: Call) -> Answer:
    await call.limits.check([Counted("second_factor", call.worker.id)])
    codes = await factors.confirm(call.worker, call.body.code, call.desk)
    return Answer({"recovery_codes": list(codes)})


async def remove_factor(call: Call) -> Answer:
    await call.limits.check([Counted("second_factor", call.worker.id)])
    await factors.remove(call.worker.id, call.body.code, call.worker, call.desk)
    return Answer(status=204)


async def list_team(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer({"agents": [_told(agent) for agent in await unit.agents.all()]})


async def change_agent(call: Call) -> Answer:
    role = _role(call.body.role)
    after = await team.change_agent(call.path["agent_id"], role, call.body.disabled, call.worker, call.desk)
    return Answer({"agent": _told(after)})


async def sign_out_everywhere(call: Call) -> Answer:
    await team.sign_out_everywhere(call.path["agent_id"], call.worker, call.desk)
    return Answer(status=204)


async def remove_factor_of(call: Call) -> Answer:
    await factors.remove(call.path["agent_id"], None, call.worker, call.desk)
    return Answer(status=204)


def _in_force(factor: Factor | None) -> bool:
    return factor is not None and factor.confirmed_at is not None


def _file_limits(call: Call) -> dict[str, int]:
    return call.desk.attachment_limits.to_json()


def _role(name: str | None) -> Role | None:
    if name is None:
        return None
    if name not in set(Role):
        raise errors.invalid_field("role", f"The roles are {', '.join(Role)}.")
    return Role(name)


def _told(agent: Agent) -> dict[str, Any]:
    return {**agent.to_json(), "disabled": agent.disabled_at is not None}


ONE = "/api/admin/agents/<agent_id:str>"
TEAM = Owner.TEAM

ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/agent/sign-in", "Sign in", Who.ANYONE, sign_in, SignIn),
    Route("POST", "/api/agent/sign-out", "Sign out", Who.STAFF, sign_out),
    Route("GET", "/api/agent/me", "Who is signed in", Who.STAFF, me),
    Route("POST", "/api/agent/authenticator", "A secret for one's authenticator", Who.STAFF, begin_factor, Nothing),
    Route("POST", "/api/agent/authenticator/confirm", "Put it in force", Who.STAFF, confirm_factor, TellCode),
    Route("POST", "/api/agent/authenticator/remove", "Take it away", Who.STAFF, remove_factor, TellCode),
    Route("GET", "/api/admin/agents", "Who works here", Who.ADMIN, list_team, owner=TEAM),
    Route("PATCH", ONE, "Another role, shut out or in again", Who.ADMIN, change_agent, ChangeAgent, owner=TEAM),
    Route("DELETE", f"{ONE}/sessions", "Sign a colleague out everywhere", Who.ADMIN, sign_out_everywhere, owner=TEAM),
    Route("DELETE", f"{ONE}/authenticator", "Remove a lost authenticator", Who.ADMIN, remove_factor_of, owner=TEAM),
)
