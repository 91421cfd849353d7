"""The role table: each role on each route and socket event, with its own things and with somebody else's."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sanic import Sanic
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from desk.access.frames import CONSOLE, FRAMES, WIDGET, told_on
from desk.access.pages import FORMS, PAGES
from desk.access.rights import ROLES_OF, Owner, Who, lets_in
from desk.agents.agent import Role
from desk.app import assemble
from desk.http.contract import Route
from desk.http.routes import ROUTES, roles_page
from desk.settings import Settings
from tests.desk.conftest import Running, Visitor
from tests.desk.files import attach, picture, write
from tests.house.sources import ROOT

TEAM = {Role.AGENT: "maya", Role.SUPERVISOR: "olu", Role.DESIGNER: "ida", Role.ADMIN: "noor"}
CANARY = "canary-0193-of-ana"
LEAVES = ("/sign-in", "/sign-out", "/sessions/current", "/erasure")
"""Routes that would end the caller's own session: tried last, with a session of their own."""


def words() -> dict[str, Any]:
    """A message nobody has sent before."""
    return {"id": str(uuid.uuid4()), "text": "hello"}


BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "messages": words,
    "left-message": words,
    "ratings": lambda: {"seq": 1, "score": 4},
    "held": lambda: {"held": True},
    "gifts": lambda: {
        "id": str(uuid.uuid4()),
        "order_number": "20417",
        "gift": "voucher",
        "cause": "late",
        "amount": {"minor": 100, "currency": "EUR"},
    },
    "promises": lambda: {"id": str(uuid.uuid4()), "what": "refund", "due_on": f"{datetime.now(UTC).year + 1}-01-01"},
    "wait": lambda: {"contract": "keep_waiting"},
    "transcript": lambda: {"id": str(uuid.uuid4()), "email": "eve@example.com"},
}
"""Bodies that a route can read; an empty one for the others."""

UNFIT = ("wrong_state", "mail_not_set_up", "nothing_to_rate", "nothing_to_answer", "not_vouched_for")  # just now


@dataclass
class People:
    """Ana, who has a conversation; Eve, who is another visitor; and one colleague of each role."""

    ana: Visitor
    eve: Visitor
    team: dict[Role, httpx.AsyncClient]


async def people(desk: Running) -> People:
    ana, eve = await desk.visitor(), await desk.visitor()
    await ana.say(CANARY)
    await ana.until("You said")
    team = {role: await desk.agent(f"{name}@warmhand.example") for role, name in TEAM.items()}
    return People(ana, eve, team)


async def ask(
    route: Route,
    client: httpx.AsyncClient,
    conversation_id: str,
    attachment_id: str = "unknown-0193",
    message_id: str = "unknown-0193",
) -> httpx.Response:
    """Call a route about a conversation with a body that it can read."""
    path = re.sub(r"<conversation_id:\w+>", conversation_id, route.path)
    path = re.sub(r"<attachment_id:\w+>", attachment_id, path)
    path = re.sub(r"<message_id:\w+>", message_id if route.who is Who.CUSTOMER else str(uuid.uuid4()), path)
    path = re.sub(r"<\w+:\w+>", "unknown-0193", path)
    body = {"text": "hello"} if route.method == "PATCH" else BODIES.get(route.path.rsplit("/", 1)[1], dict)()
    query = {"id": str(uuid.uuid4())} if route.takes_file else None
    content = "words in a file" if route.takes_file else json.dumps(body) if route.body else None
    return await client.request(route.method, path, content=content, params=query)


@pytest.fixture
def desk_settings(desk_settings: Settings) -> Settings:
    """Every role on every route is more than one address may ask for in a minute; who gets in is the matter here."""
    return desk_settings.model_copy(update={"limit_factor": 100.0})


def test_s17_every_served_address_has_a_row(desk_settings: Settings) -> None:
    """What the web server serves is exactly what the table names: routes, pages, sockets."""
    app: Sanic[Any, Any] = assemble(desk_settings, name=f"desk-{uuid.uuid4().hex}")
    app.finalize()
    served = {(method, f"/{route.path.lstrip('/')}") for route in app.router.routes for method in route.methods}
    rows = {(route.method, route.path) for route in ROUTES} | {("POST", path) for path in FORMS}
    rows |= {("GET", path) for path in (*PAGES, *(frame.socket for frame in FRAMES))}
    assert {each for each in served if each[0] not in ("HEAD", "OPTIONS")} == rows


def test_s17_a_page_without_a_row_is_not_served(desk_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a row away, and the desk does not start."""
    monkeypatch.setattr("desk.access.pages.PAGES", {path: PAGES[path] for path in PAGES if path != "/openapi.json"})
    with pytest.raises(RuntimeError, match=r"/openapi\.json"):
        assemble(desk_settings, name=f"desk-{uuid.uuid4().hex}")


def test_s17_a_route_that_names_something_needs_an_owner() -> None:
    """A path with an id in it says whose id that may be, or the route cannot be made."""
    with pytest.raises(ValueError, match="no owner"):
        Route("GET", "/api/x/<thing:str>", "A thing", Who.STAFF, ROUTES[0].handler)


def frames_in_source() -> dict[str, set[str]]:
    """Frame types that appear in the code of the sockets, by file."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "desk/live").glob("*socket.py"):
        types: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                types |= {
                    str(value.value)
                    for key, value in pairs
                    if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant)
                }
            if isinstance(node, ast.Compare) and ast.unparse(node.left).endswith("['type']"):
                types |= {str(each.value) for each in node.comparators if isinstance(each, ast.Constant)}
        found[path.name] = types
    return found


def test_s17_every_frame_in_the_code_has_a_row() -> None:
    """A frame that a socket hears or tells without a row in the table is found here."""
    found = frames_in_source()
    rows = {socket: {frame.type for frame in FRAMES if frame.socket == socket} for socket in (WIDGET, CONSOLE)}
    assert found["widget_socket.py"] - rows[WIDGET] == set()
    assert found["agent_socket.py"] - rows[CONSOLE] == set()
    assert found["socket.py"] - (rows[WIDGET] & rows[CONSOLE]) == set()
    assert sum(len(types) for types in found.values()) >= 12


def test_s17_the_page_is_what_the_table_says() -> None:
    """docs/roles.md was written from these rows."""
    assert (ROOT / "docs/roles.md").read_text("utf-8") == roles_page(), "run bin/roles"


def test_s17_the_narrow_rows_are_narrow() -> None:
    """Written down once more by hand: who of the team may read customers, and who may rule."""
    assert ROLES_OF[Who.AGENT] == {Role.AGENT, Role.SUPERVISOR, Role.ADMIN}
    assert ROLES_OF[Who.ADMIN] == {Role.ADMIN}
    anybody = {"/api/widget/sessions", "/api/widget/settings", "/api/agent/sign-in", "/api/help/answers/<intent:str>"}
    anybody |= {"/api/agent/joining", "/api/agent/joining/look"}
    assert {route.path for route in ROUTES if route.who is Who.ANYONE} == anybody


@pytest.mark.slow
async def test_s17_each_role_on_each_route(desk: Running) -> None:
    """Every role gets in where its row says so, 401 or 403 elsewhere; another visitor gets the unknown's 404."""
    them = await people(desk)
    own = them.ana.conversation_id
    cup = (await attach(them.ana.http, own, picture(20, 20), f"{CANARY}.png")).json()["attachment"]["id"]
    assert (await write(them.ana.http, own, "see", [cup])).status_code == 201
    message_id = (await them.ana.entries())[0]["message"]["id"]
    tried = 0
    async with desk.http(origin=desk.url) as nobody:
        callers: dict[str, httpx.AsyncClient] = {"nobody": nobody, "owner": them.ana.http, "other": them.eve.http}
        callers |= {str(role): client for role, client in them.team.items()}
        for route in [route for route in ROUTES if not route.path.endswith(LEAVES)]:
            for name, client in callers.items():
                answer = await ask(route, client, own, cup, message_id)
                assert answer.status_code < 500 or answer.json()["code"] == "shop_unavailable", (route, name)
                assert allowed(route, name, answer), (route.method, route.path, name, answer.status_code, answer.text)
                tried += 1
    assert tried >= 7 * 14


def allowed(route: Route, name: str, answer: httpx.Response) -> bool:
    """Whether the answer is the one that the row promises this caller."""
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    code = answer.json().get("code", "") if answer.content and is_json else ""
    if name in TEAM:
        if route.who is Who.CUSTOMER:
            return (answer.status_code, code) == (401, "unauthorized")
        let_in = route.who is Who.ANYONE or lets_in(route.who, Role(name))
        return (answer.status_code not in (401, 403)) if let_in else (answer.status_code, code) == (403, "forbidden")
    if route.who is Who.ANYONE:
        return answer.status_code not in (401, 403)
    if name == "nobody" or route.who is not Who.CUSTOMER:
        return (answer.status_code, code) == (401, "unauthorized")
    if name == "other" and route.owner is Owner.CONVERSATION:
        return (answer.status_code, code) == (404, "conversation_not_found") and CANARY not in answer.text
    # Whose it is comes first: what does not fit the state just now is refused to its owner alone, and in these words.
    return answer.status_code < 400 or (answer.status_code == 409 and code in UNFIT)


@pytest.mark.slow
async def test_s17_only_the_holder_answers(desk: Running) -> None:
    """Rows for the holder: a colleague who does not hold the conversation is refused, the holder is not."""
    them = await people(desk)
    maya, olu = them.team[Role.AGENT], them.team[Role.SUPERVISOR]
    one = f"/api/agent/conversations/{them.ana.conversation_id}"
    await them.ana.http.post(f"/api/widget/conversations/{them.ana.conversation_id}/handoff", json={})
    assert (await maya.post(f"{one}/claim", json={})).status_code == 200
    for route in [route for route in ROUTES if route.owner is Owner.HOLDER]:
        body = {"id": str(uuid.uuid4()), "text": "hi"} if route.path.endswith("/messages") else {}
        body |= {"solved": True} if route.path.endswith("/resolve") else {}
        end = route.path.rsplit("/", 1)[1]
        body |= BODIES[end]() if end in ("gifts", "promises") else {}
        if (route.method, end) == ("PUT", "snooze"):
            body = {"until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()}
        path = route.path.replace("<conversation_id:str>", them.ana.conversation_id)
        query = {"id": str(uuid.uuid4())} if route.takes_file else None
        answer = await olu.request(route.method, path, json=body, params=query)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yours"), route
    assert (await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": "hi"})).status_code == 201


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
async def test_s17_each_role_on_the_console_socket(desk: Running, role: Role) -> None:
    """The console's socket opens for those whose rows let them watch customers, and for nobody else."""
    client = await desk.agent(f"{TEAM[role]}@warmhand.example")
    headers = {"cookie": f"warmhand_agent={client.cookies['warmhand_agent']}"}
    address = desk.url.replace("http", "ws") + CONSOLE
    let_in = lets_in(next(frame.who for frame in FRAMES if frame.socket == CONSOLE), role)
    try:
        async with connect(address, origin=desk.url, additional_headers=headers, proxy=None) as wire:  # type: ignore[arg-type]
            outcome = json.loads(await wire.recv())["type"]
    except InvalidStatus as refused:
        outcome = refused.response.status_code
    assert outcome == ("ready" if let_in else 403)


HEARD = [(frame.socket, frame.type) for frame in FRAMES if frame.heard]


@pytest.mark.slow
@pytest.mark.parametrize(("socket", "kind"), HEARD)
async def test_s2_each_frame_about_someone_elses_conversation(desk: Running, socket: str, kind: str) -> None:
    """Eve sends each frame with Ana's conversation in it: she hears nothing of Ana, and Ana hears nothing of her."""
    ana, eve = await desk.visitor(), await desk.visitor()
    await ana.say(CANARY)
    await ana.until("You said")
    address = desk.url.replace("http", "ws")
    heard: list[str] = []
    async with connect(address + WIDGET, origin=desk.url, proxy=None) as anas:  # type: ignore[arg-type]
        await anas.send(json.dumps({"type": "hello", "token": ana.token, "conversation_id": ana.conversation_id}))
        if socket == CONSOLE:
            with pytest.raises(InvalidStatus):
                async with connect(
                    address + CONSOLE,
                    origin=desk.url,  # type: ignore[arg-type]
                    additional_headers={
                        "authorization": f"Bearer {eve.token}",
                        "cookie": f"warmhand_agent={eve.token}",
                    },
                    proxy=None,
                ):
                    pass
            return
        async with connect(address + WIDGET, origin=desk.url, proxy=None) as eves:  # type: ignore[arg-type]
            if kind != "hello":
                await eves.send(
                    json.dumps({"type": "hello", "token": eve.token, "conversation_id": eve.conversation_id})
                )
            await eves.send(
                json.dumps({"type": kind, "token": eve.token, "conversation_id": ana.conversation_id, "on": True})
            )
            try:
                async with asyncio.timeout(1.5):
                    while True:
                        heard.append(str(await eves.recv()))
            except (TimeoutError, ConnectionClosed):
                pass
        assert CANARY not in "".join(heard)
        assert {json.loads(each)["type"] for each in heard} <= told_on(WIDGET)
        seen: list[str] = []
        try:
            async with asyncio.timeout(0.5):
                while True:
                    seen.append(json.loads(await anas.recv())["type"])
        except TimeoutError:
            pass
        assert "typing" not in seen
