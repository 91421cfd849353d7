"""One's own account: password, authenticator, sessions. No call reaches anybody else's (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from desk.access.limits import Counted
from desk.agents import account, factors
from desk.agents.agent import AgentSession
from desk.agents.qr_code import modules_of
from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.http.guard import guesses
from desk.http.widget_routes import Nothing

Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]
Password = Annotated[str, StringConstraints(max_length=256), AfterValidator(clean)]


class ChangePassword(Body):
    old: Password
    new: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(clean)]
    """Its own rules (`desk/agents/password.py`) give the finer refusals."""


class TellCode(Body):
    code: Code


class RemoveFactor(Body):
    password: Password
    code: Code


async def own_account(call: Call) -> Answer:
    return Answer(await account.look_at(call.worker, _session(call), call.address_key, call.desk))


async def change_password(call: Call) -> Answer:
    """Whoever sits at an unlocked screen and guesses the password is stopped as at the sign-in."""
    await call.limits.check(guesses(call, call.worker.email))
    ended = await account.change_password(call.worker, _session(call), call.body.old, call.body.new, call.desk)
    return Answer({"sessions_ended": ended})


async def end_session(call: Call) -> Answer:
    await account.end_session(call.worker, _session(call), call.path["session_id"], call.desk)
    return Answer(status=204)


async def end_others(call: Call) -> Answer:
    return Answer({"sessions_ended": await account.end_others(call.worker, _session(call), call.desk)})


async def begin_factor(call: Call) -> Answer:
    factor = await factors.begin(call.worker, call.desk)
    told = {"secret": factor.secret, "address": factor.address, "qr": modules_of(factor.address)}
    return Answer(told, status=201)


async def confirm_factor(call: Call) -> Answer:
    await call.limits.check([Counted("second_factor", call.worker.id)])
    codes = await factors.confirm(call.worker, call.body.code, call.desk)
    return Answer({"recovery_codes": list(codes)})


async def remove_factor(call: Call) -> Answer:
    await call.limits.check([Counted("second_factor", call.worker.id)])
    await call.limits.check(guesses(call, call.worker.email))
    await factors.remove_own(call.worker, call.body.password, call.body.code, call.desk)
    return Answer(status=204)


def _session(call: Call) -> AgentSession:
    if call.agent_session is None:
        raise RuntimeError("this route is not for agents")
    return call.agent_session


OWN = "/api/agent/account"
FACTOR, SESSIONS = f"{OWN}/authenticator", f"{OWN}/sessions"

ROUTES: tuple[Route, ...] = (
    Route("GET", OWN, "One's own account", Who.STAFF, own_account),
    Route("POST", f"{OWN}/password", "Another password", Who.STAFF, change_password, ChangePassword),
    Route("POST", FACTOR, "A secret for one's authenticator", Who.STAFF, begin_factor, Nothing),
    Route("POST", f"{FACTOR}/confirm", "Put it in force", Who.STAFF, confirm_factor, TellCode),
    Route("POST", f"{FACTOR}/remove", "Take it away", Who.STAFF, remove_factor, RemoveFactor),
    Route("DELETE", SESSIONS, "Sign out everywhere else", Who.STAFF, end_others),
    Route("DELETE", f"{SESSIONS}/<session_id:str>", "End another session", Who.STAFF, end_session, owner=Owner.SELF),
)
