"""Signing in as a colleague: throttled, without a way to lock others out; new sessions; authenticators."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher

from desk.access.limits import LIMITS
from desk.agents import flows
from desk.agents.device import DeviceMarks
from desk.agents.factor import accepted, confirmed, fresh
from desk.settings import Settings
from tests.desk.conftest import PASSWORD, Running, running

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 9, 30, 10, tzinfo=UTC)
MAYA = "maya@warmhand.example"
SIGN_IN = "/api/agent/sign-in"
REMOVE = "/api/agent/account/authenticator/remove"


async def try_sign_in(
    http: httpx.AsyncClient, password: str = PASSWORD, email: str = MAYA, **more: str
) -> httpx.Response:
    return await http.post(SIGN_IN, json={"email": email, "password": password, **more})


@pytest.fixture
def hashed_as_outside(desk_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords cost what they cost outside of tests, those of the team too."""
    monkeypatch.setattr(flows, "_hasher", PasswordHasher())
    flows._nobodys_hash.cache_clear()
    with closing(sqlite3.connect(desk_settings.database_url.split("///")[1])) as database, database:
        database.execute("UPDATE agents SET password_hash = ?", (flows.password_hash(PASSWORD),))
    yield
    flows._nobodys_hash.cache_clear()


@pytest.mark.slow
async def test_s19_unknown_and_wrong_are_alike(desk_settings: Settings, hashed_as_outside: None) -> None:
    """An unknown e-mail, a wrong password and a disabled colleague get the same bytes in the same time."""
    async with running(desk_settings.model_copy(update={"limit_factor": 100.0})) as desk, desk.http() as http:
        noor = await desk.agent("noor@warmhand.example")
        await noor.post("/api/agent/people/a_tom/let-go", json={"version": 1})
        tries = {
            "wrong": (MAYA, "no"),
            "unknown": ("x@y.example", "no"),
            "disabled": ("tom@warmhand.example", PASSWORD),
        }
        times: dict[str, list[float]] = {kind: [] for kind in tries}
        bodies = set()
        for _ in range(15):
            for kind, (email, password) in tries.items():
                began = time.perf_counter()
                answer = await try_sign_in(http, password, email)
                times[kind].append(time.perf_counter() - began)
                bodies.add((answer.status_code, answer.content))
        assert len(bodies) == 1
        medians = [statistics.median(each) for each in times.values()]
        assert max(medians) - min(medians) < max(0.3 * min(medians), 0.01), times


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_s19_guessing_ends_and_the_colleague_still_gets_in(desk_settings: Settings) -> None:
    """Guesses from one address and from many are stopped; at her own browser Maya signs in all the same."""
    behind = desk_settings.model_copy(update={"trusted_proxies": "127.0.0.1"})
    moment = datetime.now(UTC)
    # A clock that stands still: the windows of the limits do not end in the middle of the guesses.
    async with running(behind, lambda: moment) as desk, desk.http() as maya, desk.http() as thief:
        first = await maya.post(
            SIGN_IN, json={"email": MAYA, "password": PASSWORD}, headers={"x-forwarded-for": "192.0.2.1"}
        )
        assert first.status_code == 200
        one = [
            (await thief.post(SIGN_IN, json={"email": "olu@warmhand.example", "password": "no"})).status_code
            for _ in range(LIMITS["sign_in"].calls + 3)
        ]
        assert Counter(one)[429] == 3
        many = []
        for number in range(LIMITS["sign_in_account"].calls + 5):
            headers = {"x-forwarded-for": f"198.51.100.{number}"}
            many.append(
                (await thief.post(SIGN_IN, json={"email": MAYA, "password": "no"}, headers=headers)).status_code
            )
        assert 429 in many
        again = await maya.post(
            SIGN_IN, json={"email": MAYA, "password": PASSWORD}, headers={"x-forwarded-for": "192.0.2.1"}
        )
        assert again.status_code == 200, again.text


async def test_s19_every_sign_in_is_a_new_session(desk: Running) -> None:
    """A cookie that was there before is not taken over, and ends; one planted by somebody else is not used."""
    async with desk.http(origin=desk.url) as http:
        http.cookies.set("warmhand_agent", "planted-by-somebody-else")
        first = await try_sign_in(http)
        one = first.cookies["warmhand_agent"]
        assert one != "planted-by-somebody-else"
        http.cookies.set("warmhand_agent", one)
        second = await try_sign_in(http)
        two = second.cookies["warmhand_agent"]
    assert one != two
    for cookie, status in ((one, 401), (two, 200)):
        async with desk.http(cookie=f"warmhand_agent={cookie}") as http:
            assert (await http.get("/api/agent/me")).status_code == status
    flags = str(first.headers.get_list("set-cookie"))
    assert flags.count("HttpOnly") == 2
    assert flags.count("SameSite=Strict") == 2


async def enrolled(desk: Running) -> tuple[httpx.AsyncClient, pyotp.TOTP, list[str]]:
    """Maya, her authenticator and her recovery codes."""
    maya = await desk.agent(MAYA)
    begun = (await maya.post("/api/agent/account/authenticator", json={})).json()
    assert begun["address"].startswith("otpauth://totp/Warmhand:a_maya?secret=")
    totp = pyotp.TOTP(begun["secret"])
    assert (await maya.post("/api/agent/account/authenticator/confirm", json={"code": "000000"})).status_code == 400
    code = totp.at(int(time.time()) - 30)
    done = await maya.post("/api/agent/account/authenticator/confirm", json={"code": code})
    assert done.status_code == 200, done.text
    assert (await maya.get("/api/agent/me")).json()["authenticator"] is True
    return maya, totp, done.json()["recovery_codes"]


async def test_s19_a_second_factor_is_asked_for_and_each_code_works_once(desk: Running) -> None:
    """With an authenticator the password alone does not let in; a code does, once; a recovery code does, once."""
    _, totp, recovery = await enrolled(desk)
    async with desk.http() as http:
        asked = await try_sign_in(http)
        assert (asked.status_code, asked.json()["code"]) == (401, "code_required")
        assert (await try_sign_in(http, code="000000")).json()["code"] == "unauthorized"
        assert (await try_sign_in(http, password="wrong", code=totp.now())).json()["code"] == "unauthorized"
        code = totp.at(int(time.time()) + 30)
        assert (await try_sign_in(http, code=code)).status_code == 200
        replayed = await try_sign_in(http, code=code)
        assert (replayed.status_code, replayed.json()["code"]) == (401, "unauthorized")
        assert len(recovery) == 10
        assert (await try_sign_in(http, code=recovery[0].upper())).status_code == 200
        assert (await try_sign_in(http, code=recovery[0])).status_code == 401


async def test_s19_removing_a_factor_needs_password_and_code_or_an_admin(desk: Running) -> None:
    """Its owner tells password and code; an admin removes a lost one, which is written down."""
    maya, _, recovery = await enrolled(desk)
    for password, code, field in ((PASSWORD, "000000", "code"), ("no", recovery[1], "password")):
        refused = await maya.post(REMOVE, json={"password": password, "code": code})
        assert (refused.status_code, refused.json()["field"]) == (400, field)
    assert (await maya.get("/api/agent/me")).json()["authenticator"] is True
    assert (await maya.post(REMOVE, json={"password": PASSWORD, "code": recovery[1]})).status_code == 204
    await enrolled(desk)
    noor = await desk.agent("noor@warmhand.example")
    assert (await noor.delete("/api/admin/agents/a_maya/authenticator")).status_code == 204
    async with desk.http() as http:
        assert (await try_sign_in(http)).status_code == 200


def test_s19_codes_of_the_authenticator() -> None:
    """A step is good from the one before to the one after, once, and never again after a later one."""
    factor, codes = confirmed(fresh("a_1"), NOW)
    totp = pyotp.TOTP(factor.secret)
    assert accepted(factor, totp.at(NOW - timedelta(seconds=70)), NOW) is None
    assert accepted(factor, totp.at(NOW + timedelta(seconds=70)), NOW) is None
    used = accepted(factor, f" {totp.at(NOW)[:3]} {totp.at(NOW)[3:]} ", NOW)
    assert used is not None
    assert accepted(used, totp.at(NOW), NOW) is None
    assert accepted(used, totp.at(NOW - timedelta(seconds=30)), NOW) is None
    assert accepted(used, totp.at(NOW + timedelta(seconds=30)), NOW) is not None
    once = accepted(used, codes[0].replace("-", ""), NOW)
    assert once is not None
    assert len(once.recovery) == 9
    assert accepted(once, codes[0], NOW) is None
    assert codes[0] not in str(factor)


def test_s19_a_mark_knows_one_browser_of_one_colleague() -> None:
    """It cannot be made up, changed, or used for somebody else."""
    marks = DeviceMarks("s" * 20)
    mark = marks.mark(MAYA)
    assert marks.known(mark, MAYA)
    assert marks.known(mark, "olu@warmhand.example") is None
    for forged in ("", ".", "a.b", mark[:-1], f"x{mark}", DeviceMarks("t" * 20).mark(MAYA), "\ud800.x"):
        assert marks.known(forged, MAYA) is None
