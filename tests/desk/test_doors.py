"""Sockets and writes open to our own pages only, and close when somebody may no longer be there."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from desk.access.frames import CONSOLE, WIDGET
from desk.access.rights import Who
from desk.http.account_routes import ROUTES as ACCOUNT_ROUTES
from desk.http.agent_routes import ROUTES as AGENT_ROUTES
from desk.http.people_routes import ROUTES as PEOPLE_ROUTES
from desk.http.team_routes import ROUTES as TEAM_ROUTES
from desk.settings import Settings
from tests.desk.conftest import Running, free_port, running

pytestmark = pytest.mark.slow

FOREIGN = ["http://evil.example", "null", "http://127.0.0.1.evil.example", "{ours}.evil.example", "https://{host}", ""]


@asynccontextmanager
async def console(desk: Running, client: httpx.AsyncClient, path: str = CONSOLE) -> AsyncIterator[ClientConnection]:
    headers = {"cookie": f"warmhand_agent={client.cookies['warmhand_agent']}"}
    address = desk.url.replace("http", "ws") + path
    async with connect(address, origin=desk.url, additional_headers=headers, proxy=None) as wire:  # type: ignore[arg-type]
        assert json.loads(await wire.recv())["type"] == "ready"
        yield wire


async def _hear_for_ever(wire: ClientConnection) -> None:
    while True:
        await wire.recv()


async def seconds_until_closed(wire: ClientConnection, within: float = 8.0) -> tuple[float, int]:
    """How long the socket lived on, and with which code it ended."""
    began = time.monotonic()
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(_hear_for_ever(wire), within)
    assert closed.value.rcvd is not None
    return time.monotonic() - began, closed.value.rcvd.code


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", [WIDGET, CONSOLE, f"{WIDGET}/", f"{CONSOLE}/"])
async def test_s7_foreign_origins_get_no_socket(desk: Running, origin: str, path: str) -> None:
    """Foreign, null, suffix, other scheme, empty; with and without a slash at the end, cookie or not."""
    maya = await desk.agent()
    named = origin.format(ours=desk.url, host=desk.url.removeprefix("http://"))
    headers = {"cookie": f"warmhand_agent={maya.cookies['warmhand_agent']}", "origin": named}
    with pytest.raises(InvalidStatus) as refused:
        async with connect(desk.url.replace("http", "ws") + path, additional_headers=headers, proxy=None):
            pass
    assert refused.value.response.status_code == 403


async def test_s7_without_an_origin_only_a_token_gets_in(desk: Running) -> None:
    """A program without an Origin is no page: the console's socket refuses it, the widget's asks for the token."""
    maya, ana = await desk.agent(), await desk.visitor()
    address = desk.url.replace("http", "ws")
    headers = {"cookie": f"warmhand_agent={maya.cookies['warmhand_agent']}"}
    with pytest.raises(InvalidStatus) as refused:
        async with connect(address + CONSOLE, additional_headers=headers, proxy=None):
            pass
    assert refused.value.response.status_code == 403
    for token, kind in ((ana.token, "ready"), ("wrong", None)):
        async with connect(address + WIDGET, proxy=None) as wire:
            hello = {"type": "hello", "token": token, "conversation_id": ana.conversation_id, "after": 0}
            await wire.send(json.dumps(hello))
            if kind:
                assert json.loads(await wire.recv())["type"] == kind
            else:
                assert (await seconds_until_closed(wire))[1] == 4401


async def test_s8_a_cookie_alone_writes_nothing(desk: Running) -> None:
    """Each write of the console needs our origin and the token of this session; another session's does not do."""
    maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
    ana = await desk.visitor()
    routes = (*AGENT_ROUTES, *TEAM_ROUTES, *PEOPLE_ROUTES, *ACCOUNT_ROUTES)
    writes = [r for r in routes if r.method != "GET" and r.who is not Who.ANYONE]
    assert len(writes) >= 15
    for route in writes:
        path = route.path.replace("<conversation_id:str>", ana.conversation_id).replace("<agent_id:str>", "a_tom")
        client = (
            await desk.agent("noor@warmhand.example")
            if route.path.startswith(("/api/admin", "/api/agent/people"))
            else maya
        )
        right = client.headers["x-csrf-token"]
        for headers in (
            {"x-csrf-token": ""},
            {"x-csrf-token": olu.headers["x-csrf-token"]},
            {"origin": "http://evil.example", "x-csrf-token": right},
            {"origin": "null", "x-csrf-token": right},
        ):
            answer = await client.request(route.method, path, content="{}", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed"), (route, headers)


async def test_s8_foreign_pages_can_not_begin_sessions_for_a_browser(desk: Running) -> None:
    """Writes without a cookie are refused to foreign pages as well, so nobody is signed in behind their back."""
    async with desk.http(origin="http://evil.example") as http:
        for path, body in (
            ("/api/widget/sessions", {}),
            ("/api/agent/sign-in", {"email": "maya@warmhand.example", "password": "x"}),
        ):
            answer = await http.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize(
    "how", ["disabled", "demoted", "signed out", "signed out everywhere", "disabled at another desk", "without redis"]
)
async def test_s18_sockets_end_within_five_seconds(desk_settings: Settings, how: str) -> None:
    """Shut out, demoted or signed out, here or at another desk, with and without Redis: cut, and not let in again."""
    wanted = desk_settings
    if how == "without redis":
        wanted = desk_settings.model_copy(update={"redis_url": f"redis://127.0.0.1:{free_port()}/0"})
    port = free_port()
    second = wanted.model_copy(update={"desk_port": port, "desk_url": f"http://127.0.0.1:{port}"})
    async with running(wanted) as desk, running(second) as other:
        maya = await desk.agent()
        ruler = await (other if "another" in how or "without" in how else desk).agent("noor@warmhand.example")
        async with console(desk, maya) as wire:
            if how == "signed out":
                assert (await maya.post("/api/agent/sign-out", json={})).status_code == 204
            elif how == "signed out everywhere":
                assert (await ruler.delete("/api/admin/agents/a_maya/sessions")).status_code == 204
            else:
                one = "/api/agent/people/a_maya"
                if how == "demoted":
                    answer = await ruler.patch(one, json={"version": 1, "role": "designer"})
                else:
                    answer = await ruler.post(f"{one}/let-go", json={"version": 1})
                assert answer.status_code == 200
            lived, code = await seconds_until_closed(wire)
        assert lived < 5.0
        assert code == 4401
        if how != "signed out":
            # The browser would still send its cookie; at a sign-out it was taken away.
            with pytest.raises(InvalidStatus):
                async with console(desk, maya):
                    pass


async def test_s18_a_visitor_who_logs_out_is_cut_off(desk: Running) -> None:
    """Logging out in one tab ends the socket of the other."""
    ana = await desk.visitor()
    async with connect(desk.url.replace("http", "ws") + WIDGET, origin=desk.url, proxy=None) as wire:  # type: ignore[arg-type]
        hello = {"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id, "after": 0}
        await wire.send(json.dumps(hello))
        assert json.loads(await wire.recv())["type"] == "ready"
        await ana.http.delete("/api/widget/sessions/current")
        lived, code = await seconds_until_closed(wire)
    assert (lived < 5.0, code) == (True, 4401)


async def test_s15_too_many_sockets_from_one_address(desk_settings: Settings) -> None:
    """Beyond its share an address gets 429 at the handshake; once one of its sockets is closed it gets in again."""
    async with running(desk_settings.model_copy(update={"limit_factor": 0.03})) as desk:
        address = desk.url.replace("http", "ws") + WIDGET
        one = await connect(address, origin=desk.url, proxy=None)  # type: ignore[arg-type]
        two = await connect(address, origin=desk.url, proxy=None)  # type: ignore[arg-type]
        three = await connect(address, origin=desk.url, proxy=None)  # type: ignore[arg-type]
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, origin=desk.url, proxy=None)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 429
        for wire in (one, two, three):
            await wire.close()
