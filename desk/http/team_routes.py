"""Signing in and out, oneself and others (docs/wire.md §4). Who works here is in `people_routes`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints

from desk.agents import factors, team
from desk.agents import flows as agents
from desk.agents.agent import Agent, AgentSession
from desk.agents.browser import in_words
from desk.agents.factor import Factor
from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.http.guard import guesses

Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]


class SignIn(Body):
    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(clean)]
    password: Annotated[str, StringConstraints(max_length=256), AfterValidator(clean)]
    code: Code | None = None


async def sign_in(call: Call) -> Answer:
    """A new session; whatever is wrong, guesses are counted (`desk.http.guard.guesses`)."""
    email = call.body.email.strip().lower()
    await call.limits.check(guesses(call, email))
    where = agents.Where(call.cookie, in_words(call.browser), call.address_key)
    agent, session, cookie = await agents.sign_in(email, call.body.password, call.body.code, where, call.desk)
    return await signed_in_as(agent, session, cookie, call)


async def signed_in_as(agent: Agent, session: AgentSession, cookie: str, call: Call) -> Answer:
    """What a browser is told that has just got a session, and the mark by which it is known again."""
    mark = None if call.devices.known(call.device, agent.email) else call.devices.mark(agent.email)
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


async def sign_out_everywhere(call: Call) -> Answer:
    await team.sign_out_everywhere(call.path["agent_id"], call.worker, call.desk)
    return Answer(status=204)


async def remove_factor_of(call: Call) -> Answer:
    await factors.remove_lost(call.path["agent_id"], call.worker, call.desk)
    return Answer(status=204)


def _in_force(factor: Factor | None) -> bool:
    return factor is not None and factor.confirmed_at is not None


def _file_limits(call: Call) -> dict[str, int]:
    return call.desk.attachment_limits.to_json()


ONE = "/api/admin/agents/<agent_id:str>"
TEAM = Owner.TEAM

ROUTES: tuple[Route, ...] = (
    Route("POST", "/api/agent/sign-in", "Sign in", Who.ANYONE, sign_in, SignIn),
    Route("POST", "/api/agent/sign-out", "Sign out", Who.STAFF, sign_out),
    Route("GET", "/api/agent/me", "Who is signed in", Who.STAFF, me),
    Route("DELETE", f"{ONE}/sessions", "Sign a colleague out everywhere", Who.ADMIN, sign_out_everywhere, owner=TEAM),
    Route("DELETE", f"{ONE}/authenticator", "Remove a lost authenticator", Who.ADMIN, remove_factor_of, owner=TEAM),
)
