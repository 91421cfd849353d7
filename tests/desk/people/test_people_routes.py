"""The team over HTTP: who gets what, in whose name, how often, and that nothing of a link is kept anywhere."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from desk.access.frames import CONSOLE
from desk.settings import Settings
from tests.desk.conftest import Running, running

pytestmark = pytest.mark.slow
PEOPLE, JOIN = "/api/agent/people", "/api/agent/joining"
GOOD = "seven green ladders"
ZOE = {"name": "Zoë Öztürk", "email": "zoe@desk.example", "role": "agent"}


async def admin(desk: Running) -> httpx.AsyncClient:
    return await desk.agent("noor@warmhand.example")


async def joined(desk: Running, token: str, password: str = GOOD) -> httpx.AsyncClient:
    """Somebody who came in by a link, in a browser of their own."""
    http = desk.http(origin=desk.url)
    answer = await http.post(JOIN, json={"token": token, "password": password})
    assert answer.status_code == 200, answer.text
    http.headers["x-csrf-token"] = answer.json()["csrf_token"]
    return http


@asynccontextmanager
async def console(desk: Running, http: httpx.AsyncClient) -> AsyncIterator[ClientConnection]:
    cookies = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    url, headers = desk.url.replace("http", "ws") + CONSOLE, {"Cookie": cookies}
    async with connect(url, origin=desk.url, additional_headers=headers, proxy=None) as wire:  # type: ignore[arg-type]
        yield wire


async def heard_out(wire: ClientConnection) -> None:
    """Hear whatever is said, until it is closed."""
    while True:
        await wire.recv()


async def test_from_invitation_to_good_bye(desk: Running) -> None:
    """Invited, in, holds somebody; let go: signed out and cut off within 5 s, and the customer hears of it."""
    noor = await admin(desk)
    made = (await noor.post(PEOPLE, json=ZOE | {"seat": {"capacity": 2, "languages": ["en", "de"]}})).json()
    zoe = await joined(desk, made["token"])
    me = (await zoe.get("/api/agent/me")).json()
    assert (me["agent"]["name"], me["agent"]["role"]) == ("Zoë Öztürk", "agent")
    ana = await desk.visitor()
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    assert (await zoe.post(f"/api/agent/conversations/{ana.conversation_id}/claim", json={})).status_code == 200
    row = next(r for r in (await noor.get(PEOPLE)).json()["people"] if r["id"] == made["id"])
    assert (row["standing"], row["seat"]["load"], row["link"]) == ("active", 1, None)
    assert row["seen_at"] is not None
    async with console(desk, zoe) as wire:
        began = asyncio.get_running_loop().time()
        gone = await noor.post(f"{PEOPLE}/{made['id']}/let-go", json={"version": row["version"]})
        assert gone.json()["person"]["standing"] == "gone"
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(heard_out(wire), 10)
        assert asyncio.get_running_loop().time() - began < 5.0
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
    await ana.until("Zoë Öztürk", seconds=5)
    assert (await zoe.get("/api/agent/me")).status_code == 401
    again = await zoe.post("/api/agent/sign-in", json={"email": ZOE["email"], "password": GOOD})
    assert again.status_code == 401
    back = await noor.post(f"{PEOPLE}/{made['id']}/bring-back", json={"version": row["version"] + 1})
    assert back.json()["person"]["standing"] == "active"
    again = await zoe.post("/api/agent/sign-in", json={"email": "ZOE@desk.example", "password": GOOD})
    assert again.status_code == 200
    audit = (await noor.get("/api/agent/audit")).text
    assert "invited Zo" in audit
    assert "go" in audit


async def test_what_each_role_may(desk: Running) -> None:
    """Supervisors see the list and set up agents; roles, links and good-byes are for admins."""
    olu, maya = await desk.agent("olu@warmhand.example"), await desk.agent()
    assert (await maya.get(PEOPLE)).status_code == 403
    assert (await olu.get(PEOPLE)).status_code == 200
    seat = {"version": 1, "seat": {"capacity": 2}}
    assert (await olu.patch(f"{PEOPLE}/a_maya", json=seat)).json()["person"]["version"] == 2
    for whom in ("a_noor", "a_ida", "a_olu"):
        assert (await olu.patch(f"{PEOPLE}/{whom}", json=seat)).status_code == 403
    refused = await olu.patch(f"{PEOPLE}/a_tom", json={"version": 1, "role": "admin"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    for path, body in (
        ("", ZOE),
        ("/a_tom/link", {"version": 1}),
        ("/a_tom/let-go", {"version": 1}),
        ("/a_tom/bring-back", {"version": 1}),
    ):
        assert (await olu.post(f"{PEOPLE}{path}", json=body)).status_code == 403


async def test_nobody_rules_themselves(desk: Running) -> None:
    """Not one's role, not one's place, not one's password this way; one's own seat an admin may set up."""
    noor = await admin(desk)
    assert (await noor.patch(f"{PEOPLE}/a_noor", json={"version": 1, "role": "agent"})).status_code == 409
    assert (await noor.post(f"{PEOPLE}/a_noor/let-go", json={"version": 1})).status_code == 409
    assert (await noor.post(f"{PEOPLE}/a_noor/link", json={"version": 1})).status_code == 409
    assert (await noor.patch(f"{PEOPLE}/a_noor", json={"version": 1, "seat": {"capacity": 1}})).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("", ZOE | {"name": "\u202eeoZ"}, "name"),
        ("", ZOE | {"name": ""}, "name"),
        ("", ZOE | {"email": "zoe@desk.example\r\nBcc: eve@example.com"}, "email"),
        ("", ZOE | {"email": "z\x00e@desk.example"}, "email"),
        ("", ZOE | {"role": "king"}, "role"),
        ("", ZOE | {"seat": {"capacity": 51}}, "seat"),
        ("", ZOE | {"seat": {"teams": ["nowhere"]}}, "teams"),
        ("", ZOE | {"disabled": False}, "disabled"),
        ("/a_maya/let-go", {}, "version"),
        ("/a_maya/let-go", {"version": "1"}, "version"),
        ("/a_maya/let-go", {"version": 0}, "version"),
        ("/a_maya/link", {"version": 1, "remove_authenticator": "yes"}, "remove_authenticator"),
    ],
)
async def test_bad_input_is_refused(desk: Running, path: str, body: dict[str, Any], field: str) -> None:
    """Typed, and nothing is stored."""
    noor = await admin(desk)
    before = (await noor.get(PEOPLE)).json()
    refused = await noor.post(f"{PEOPLE}{path}", json=body)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (400, "invalid_field", field)
    assert [each["version"] for each in (await noor.get(PEOPLE)).json()["people"]] == [
        each["version"] for each in before["people"]
    ]


async def test_strangers_and_unknown_ones(desk: Running) -> None:
    """404 for nobody, 403 without the token of this console or from another page."""
    noor = await admin(desk)
    assert (await noor.post(f"{PEOPLE}/a_nobody/let-go", json={"version": 1})).status_code == 404
    assert (await noor.patch(f"{PEOPLE}/a_nobody", json={"version": 1})).status_code == 404
    del noor.headers["x-csrf-token"]
    assert (await noor.post(PEOPLE, json=ZOE)).json()["code"] == "csrf_failed"
    async with desk.http(origin="https://evil.example") as eve:
        for path, body in ((JOIN, {"token": "x", "password": GOOD}), (f"{JOIN}/look", {"token": "x"})):
            assert (await eve.post(path, json=body)).json()["code"] == "csrf_failed"


async def test_guessing_links_ends(desk: Running) -> None:
    """After thirty tries from one address in five minutes; one answer before, 429 after."""
    async with desk.http(origin=desk.url) as eve:
        answers = [await eve.post(f"{JOIN}/look", json={"token": uuid.uuid4().hex}) for _ in range(20)]
        answers += [await eve.post(JOIN, json={"token": uuid.uuid4().hex, "password": GOOD}) for _ in range(12)]
    assert {answer.content for answer in answers[:30]} == {answers[0].content}
    assert answers[0].status_code == 403
    assert {answer.status_code for answer in answers[30:]} == {429}


async def test_two_at_once_hear_of_each_other(desk: Running) -> None:
    """409 with what was done meanwhile."""
    noor, olu = await admin(desk), await desk.agent("olu@warmhand.example")
    assert (await noor.patch(f"{PEOPLE}/a_maya", json={"version": 1, "role": "supervisor"})).status_code == 200
    late = await olu.patch(f"{PEOPLE}/a_maya", json={"version": 1, "seat": {"capacity": 1}})
    assert (late.status_code, late.json()["code"]) == (409, "person_changed")
    assert "Noor made Maya a supervisor" in late.json()["message"]


async def test_a_token_stands_nowhere(desk_settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    """Not in the log, the list, the audit log or the database file."""
    with structlog.testing.capture_logs() as logs:
        async with running(desk_settings) as desk:
            noor = await admin(desk)
            token = (await noor.post(PEOPLE, json=ZOE)).json()["token"]
            shown = (await noor.get(PEOPLE)).text + (await noor.get("/api/agent/audit")).text
            async with desk.http(origin=desk.url) as http:
                assert (await http.post(f"{JOIN}/look", json={"token": token})).status_code == 200
            await joined(desk, token)
    written = capfd.readouterr()
    assert token not in shown + json.dumps(logs, default=str) + written.out + written.err
    folder = Path(desk_settings.database_url.partition("///")[2]).parent
    kept = [path for path in folder.glob("desk.db*") if token.encode() in path.read_bytes()]
    assert kept == []


async def test_coming_in_takes_the_place_of_who_was_here(desk: Running) -> None:
    """In a browser where somebody else was signed in, their session ends."""
    noor = await admin(desk)
    token = (await noor.post(PEOPLE, json=ZOE)).json()["token"]
    maya = await desk.agent()
    cookie = maya.cookies["warmhand_agent"]
    assert (await maya.post(JOIN, json={"token": token, "password": GOOD})).status_code == 200
    assert (await maya.get("/api/agent/me")).json()["agent"]["name"] == "Zoë Öztürk"
    async with desk.http(cookie=f"warmhand_agent={cookie}") as old:
        assert (await old.get("/api/agent/me")).status_code == 401
