"""One's own account: another password ends every other session, sessions are known and ended, nobody else's are."""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from desk import demo_team
from desk.access.audit import AuditLine
from desk.access.frames import CONSOLE
from desk.access.limits import LIMITS
from desk.agents import account
from desk.agents.agent import USED_AGAIN_AFTER
from desk.agents.flows import Where, sign_in, signed_in
from desk.errors import DeskError
from desk.ports import Unit
from tests.desk.conftest import PASSWORD, Running
from tests.desk.quiet import Quiet
from tests.desk.quiet import quiet as quiet  # noqa: PLC0414 - a fixture

ON_BOTH_DATABASES = True

MAYA, OWN = "maya@warmhand.example", "/api/agent/account"
NEW = "seven blue kettles"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def lines_of(desk: Running) -> list[AuditLine]:
    async with desk.desk.record.look() as unit:
        return [line async for line in unit.audit.lines()]


async def change(client: httpx.AsyncClient, old: str = PASSWORD, new: str = NEW) -> httpx.Response:
    return await client.post(f"{OWN}/password", json={"old": old, "new": new})


async def test_another_password_ends_every_other_session(desk: Running) -> None:
    """The old password does not let in any more, the new one does; here one stays, elsewhere one is out."""
    here, there = await desk.agent(), await desk.agent()
    done = await change(here)
    assert (done.status_code, done.json()) == (200, {"sessions_ended": 1})
    assert (await here.get("/api/agent/me")).status_code == 200
    assert (await there.get("/api/agent/me")).status_code == 401
    async with desk.http() as http:
        for password, status in ((PASSWORD, 401), (NEW, 200)):
            answer = await http.post("/api/agent/sign-in", json={"email": MAYA, "password": password})
            assert answer.status_code == status
    lines = await lines_of(desk)
    line = next(each for each in lines if each.action == "password_changed")
    assert (line.actor, line.subject, line.detail) == ("a_maya", "a_maya", {"sessions_ended": 1})
    told = json.dumps([vars(each) for each in lines], default=str)
    assert not [secret for secret in (PASSWORD, NEW, "argon2") if secret in told]
    assert (await here.get(OWN)).json()["password_set_at"] is not None
    async with desk.desk.record.look() as unit:
        kept = await unit.agents.get("a_maya")
    assert kept is not None
    assert kept.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("not it", NEW, "old"),
        (PASSWORD, PASSWORD, "new"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "maya12345678", "new"),
    ],
)
async def test_what_does_not_make_another_password(desk: Running, old: str, new: str, field: str) -> None:
    """A wrong old one and a weak new one are refused with the field, and nothing changes or ends."""
    here, there = await desk.agent(), await desk.agent()
    refused = await change(here, old, new)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (400, "invalid_field", field)
    assert (await there.get("/api/agent/me")).status_code == 200
    assert [line.action for line in await lines_of(desk)] == ["signed_in"] * 2


async def test_guesses_at_the_old_password_lock_out_as_at_the_sign_in(desk: Running) -> None:
    """Wrong ones are counted with those of the sign-in, on the same browser: then not even the right one counts."""
    here = await desk.agent()
    most = LIMITS["sign_in_device"].calls
    answers = [(await change(here, old="no")).status_code for _ in range(most - 1)]
    assert set(answers) == {400}
    wrong = await here.post("/api/agent/sign-in", json={"email": MAYA, "password": "no"})
    assert wrong.status_code == 401
    for old in ("no", PASSWORD):
        refused = await change(here, old=old)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert (await here.post("/api/agent/sign-in", json={"email": MAYA, "password": PASSWORD})).status_code == 429


async def test_the_sockets_of_ended_sessions_are_cut(desk: Running) -> None:
    """Another password, "everywhere else" and ending one: the socket there closes with 4401, the one here stays."""

    async def socket(client: httpx.AsyncClient) -> Any:
        headers = {"cookie": f"warmhand_agent={client.cookies['warmhand_agent']}"}
        address = desk.url.replace("http", "ws") + CONSOLE
        wire = await connect(address, origin=desk.url, additional_headers=headers, proxy=None)  # type: ignore[arg-type]
        assert json.loads(await wire.recv())["type"] == "ready"
        return wire

    here = await desk.agent()
    stays = await socket(here)

    async def end_one() -> httpx.Response:
        other = next(each for each in (await here.get(OWN)).json()["sessions"] if not each["this"])
        return await here.delete(f"{OWN}/sessions/{other['id']}")

    for end in (end_one, lambda: here.delete(f"{OWN}/sessions"), lambda: change(here)):
        cut = await socket(await desk.agent())
        assert (await end()).status_code in (200, 204)
        assert await code_of_closing(cut) == 4401
    await stays.send(json.dumps({"type": "ping"}))
    async with asyncio.timeout(4):
        while json.loads(await stays.recv())["type"] != "pong":
            pass
    await stays.close()


async def code_of_closing(wire: Any) -> int | None:
    """With which code it is closed, within the seconds that it may take."""
    try:
        async with asyncio.timeout(5):
            while True:
                await wire.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


async def test_own_sessions_are_known_and_ended(desk: Running) -> None:
    """Which browser, since when, last used, and which is this one; nobody ends where they are, or somebody else's."""
    here, tom = await desk.agent(), await desk.agent("tom@warmhand.example")
    async with desk.http(**{"user-agent": FIREFOX}, origin=desk.url) as there:
        await there.post("/api/agent/sign-in", json={"email": MAYA, "password": PASSWORD})
        sessions = (await here.get(OWN)).json()["sessions"]
        assert {(each["this"], each["browser"], each["same_place"]) for each in sessions} == {
            (True, "A program", True),
            (False, "Firefox on Linux", True),
        }
        assert all(each["since"] <= each["last_used"] for each in sessions)
        own, other = (next(each["id"] for each in sessions if each["this"] is this) for this in (True, False))
        toms = (await tom.get(OWN)).json()["sessions"][0]["id"]
        refused = [await here.delete(f"{OWN}/sessions/{each}") for each in (toms, "s_unknown")]
        assert {each.status_code for each in refused} == {404}
        assert len({each.content for each in refused}) == 1, "somebody else's looks like one that does not exist"
        assert (await here.delete(f"{OWN}/sessions/{own}")).status_code == 409
        assert (await here.delete(f"{OWN}/sessions/{other}")).status_code == 204
        assert (await there.get("/api/agent/me")).status_code == 401
    assert (await tom.get("/api/agent/me")).status_code == 200
    for ended in (0, 2):
        for _ in range(ended):
            await desk.agent()
        assert (await here.delete(f"{OWN}/sessions")).json() == {"sessions_ended": ended}
    acts = [(line.action, line.detail) for line in await lines_of(desk) if line.action != "signed_in"]
    assert acts == [("session_ended", {"browser": "Firefox on Linux"}), ("other_sessions_ended", {"sessions": 2})]
    answer = (await here.get(OWN)).text
    async with desk.desk.record.look() as unit:
        for session in await unit.agents.sessions_of("a_maya"):
            assert session.token_hash not in answer


@pytest.mark.parametrize("name", ["maya", "olu", "ida", "noor"])
async def test_everybody_of_the_team_has_an_account(desk: Running, name: str) -> None:
    """Agents, supervisors, designers and admins see and change their own."""
    one = await desk.agent(f"{name}@warmhand.example")
    told = (await one.get(OWN)).json()
    assert told["agent"]["email"] == f"{name}@warmhand.example"
    assert told["authenticator"] == {"since": None, "recovery_codes_left": 0}
    assert (await change(one)).status_code == 200


async def test_an_authenticator_comes_as_text_and_as_a_picture(desk: Running) -> None:
    """The secret and a QR code of its address; not in force before a code of it was told."""
    maya = await desk.agent()
    begun = (await maya.post(f"{OWN}/authenticator", json={})).json()
    assert begun["secret"] in begun["address"]
    assert {len(row) for row in begun["qr"]} == {len(begun["qr"])}
    assert (await maya.get(OWN)).json()["authenticator"]["since"] is None
    again = (await maya.post(f"{OWN}/authenticator", json={})).json()
    assert again["secret"] != begun["secret"], "one that was not confirmed is begun anew"
    told = json.dumps([vars(line) for line in await lines_of(desk)], default=str)
    assert begun["secret"] not in told


async def test_use_is_written_down_now_and_then(quiet: Quiet) -> None:
    """A session that is used is known as used some minutes later, and not written down at every call."""
    *_, cookie = await sign_in(MAYA, PASSWORD, None, Where(None, "Firefox on Linux", "a_1"), quiet.ports)
    begun = quiet.clock()
    quiet.clock.at += USED_AGAIN_AFTER - timedelta(seconds=1)
    await signed_in(cookie, quiet.ports)
    assert (await quiet.row("agents", "sessions_of", "a_maya"))[0].last_used == begun
    quiet.clock.forward(seconds=1)
    await signed_in(cookie, quiet.ports)
    assert (await quiet.row("agents", "sessions_of", "a_maya"))[0].last_used == quiet.clock()


class ChangedMeanwhile:
    """A record in which the password is changed between a sign-in's look at it and its transaction."""

    def __init__(self, quiet: Quiet) -> None:
        self._record, self._quiet, self._done = quiet.ports.record, quiet, False

    def look(self) -> AbstractAsyncContextManager[Unit]:
        return self._record.look()

    def change(self) -> AbstractAsyncContextManager[Unit]:
        return _After(self)

    async def first(self) -> None:
        """Change it, once."""
        if not self._done:
            self._done = True
            agent, session = await signed_in(self.cookie, self._quiet.ports)
            await account.change_password(agent, session, PASSWORD, NEW, self._quiet.ports)

    cookie = ""


class _After(AbstractAsyncContextManager[Unit]):
    def __init__(self, held: ChangedMeanwhile) -> None:
        self._held = held

    async def __aenter__(self) -> Unit:
        await self._held.first()
        self._opened = self._held._record.change()
        return await self._opened.__aenter__()

    async def __aexit__(self, *raised: object) -> None:
        await self._opened.__aexit__(*raised)  # type: ignore[arg-type]


async def test_no_session_begins_with_a_password_that_was_just_changed(quiet: Quiet) -> None:
    """A sign-in that checked the old password a moment before the change is refused, and leaves no session."""
    *_, cookie = await sign_in(MAYA, PASSWORD, None, Where(), quiet.ports)
    held = ChangedMeanwhile(quiet)
    held.cookie = cookie
    with pytest.raises(DeskError) as refused:
        await sign_in(MAYA, PASSWORD, None, Where(), replace(quiet.ports, record=held))
    assert refused.value.code == "unauthorized"
    assert len(await quiet.row("agents", "sessions_of", "a_maya")) == 1


async def test_a_password_of_ones_own_outlives_a_start(quiet: Quiet) -> None:
    """A start gives demo agents the current password; who chose one keeps it, and who was shut out stays out."""
    _, session, _ = await sign_in(MAYA, PASSWORD, None, Where(), quiet.ports)
    await account.change_password(await quiet.agent("a_maya", here=False), session, PASSWORD, NEW, quiet.ports)
    tom = await quiet.agent("a_tom", here=False)
    async with quiet.ports.record.change() as unit:
        await unit.agents.put(replace(tom, disabled_at=quiet.clock()))
    await demo_team._seed(quiet.settings.model_copy(update={"agent_password": "another-lamp-oak"}))
    await sign_in(MAYA, NEW, None, Where(), quiet.ports)
    await sign_in("olu@warmhand.example", "another-lamp-oak", None, Where(), quiet.ports)
    assert (await quiet.agent("a_tom", here=False)).disabled_at is not None
