"""Nothing a stranger sends may be answered with 5xx, stored by mistake, or reach someone else's conversation."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.access.limits import LIMITS
from desk.http.contract import Who
from desk.http.routes import ROUTES
from desk.settings import Settings
from tests.desk.conftest import SECRET, Running, proof, running

ON_BOTH_DATABASES = True

MESSAGE = "/api/widget/conversations/{}/messages"


def body(text: Any = "hello", message_id: Any = None) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()) if message_id is None else message_id, "text": text}


@pytest.mark.parametrize(
    "sent, code, field",
    [
        (body(""), "invalid_field", "text"),
        (body("   \n "), "invalid_field", "text"),
        (body("x" * 4_001), "message_too_long", "text"),
        (body("x" * 30_000), "invalid_field", "text"),
        (body("a\x00b"), "invalid_field", "text"),
        (body(None), "invalid_field", "text"),
        (body(7), "invalid_field", "text"),
        (body({"$gt": ""}), "invalid_field", "text"),
        (body(["a"]), "invalid_field", "text"),
        (body(True), "invalid_field", "text"),
        (body(message_id=""), "invalid_field", "id"),
        (body(message_id="bot-1-0"), "invalid_field", "id"),
        (body(message_id=str(uuid.uuid4()).upper()), "invalid_field", "id"),
        (body(message_id=12), "invalid_field", "id"),
        ({"text": "no id"}, "invalid_field", "id"),
        ({"id": str(uuid.uuid4())}, "invalid_field", "text"),
        (body() | {"author": "agent"}, "invalid_field", "author"),
        ([], "invalid_body", None),
        ("text", "invalid_body", None),
    ],
)
async def test_refused_messages(desk: Running, sent: Any, code: str, field: str | None) -> None:
    """Each malformed message is a 400 in the one error shape, and nothing is stored."""
    ana = await desk.visitor()
    answer = await ana.http.post(MESSAGE.format(ana.conversation_id), json=sent)
    assert answer.status_code == 400
    said = answer.json()
    assert (said["code"], said.get("field")) == (code, field)
    assert set(said) <= {"code", "message", "field"}
    assert await ana.entries() == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"id": "x", "text": "\\ud800"}',
        b'{"id": "' + str(uuid.uuid4()).encode() + b'", "text": "\\ud800"}',
        b"[" * 50_000,
        b'{"\\ud800": 1}',
        b"null",
        b"1e999999",
        b'{"text": NaN}',
    ],
)
async def test_refused_bytes(desk: Running, raw: bytes) -> None:
    """Bytes that are no JSON, or JSON that is no text, are a 400 and not stored."""
    ana = await desk.visitor()
    answer = await ana.http.post(MESSAGE.format(ana.conversation_id), content=raw)
    assert answer.status_code == 400, answer.text
    assert set(answer.json()) <= {"code", "message", "field"}
    assert await ana.entries() == []


async def test_too_large_a_body(desk: Running) -> None:
    """A body beyond 64 kB is refused before it is read into a message."""
    ana = await desk.visitor()
    answer = await ana.http.post(MESSAGE.format(ana.conversation_id), content=b"x" * 200_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_longest_message_and_odd_characters_are_kept(desk: Running) -> None:
    """4,000 characters, emoji, right-to-left marks and markup are text and come back as they were."""
    ana = await desk.visitor()
    for text in (
        "x" * 4_000,
        "<script>alert(1)</script> {{7*7}} 👩‍👩‍👧 \u202eabc",
        "/restart",
        '/cancel_order{"order_number":"1"}',
    ):
        assert (await ana.say(text)).status_code == 201
        assert text in [e["message"]["text"] for e in await ana.entries() if e["message"]]


BODIES: dict[str, dict[str, Any]] = {
    "messages": body(),
    "left-message": body() | {"email": "eve@example.com"},
    "ratings": {"seq": 1, "score": 4},
    "wait": {"contract": "keep_waiting"},
    "held": {"held": True},
    "transcript": {"id": str(uuid.uuid4()), "email": "eve@example.com"},
}


async def test_s2_someone_elses_conversation_looks_unknown(desk: Running) -> None:
    """Every route with a conversation answers a stranger exactly as for an id that does not exist."""
    ana, eve = await desk.visitor(), await desk.visitor()
    await ana.say("my secret")
    routes = [r for r in ROUTES if r.who is Who.CUSTOMER and "<conversation_id" in r.path]
    assert len(routes) >= 4
    for route in routes:
        answers = []
        for conversation_id in (ana.conversation_id, "c_unknown"):
            path = route.path.replace("<conversation_id:str>", conversation_id)
            path = path.replace("<message_id:str>", str(uuid.uuid4()))
            sent = {"text": "mine now"} if route.method == "PATCH" else BODIES.get(route.path.rsplit("/", 1)[1], {})
            content = json.dumps(sent) if route.body else None
            query = {"id": body()["id"]} if route.takes_file else None
            answers.append(await eve.http.request(route.method, path, content=content, params=query))
        assert {a.status_code for a in answers} == {404}, route
        assert answers[0].content == answers[1].content
    assert len([e for e in await ana.entries() if e["author"]["kind"] == "customer"]) == 1


@pytest.mark.slow
async def test_s17_every_route_refuses_strangers(desk_settings: Settings) -> None:
    """Without a token or cookie, with a wrong one, or with the other kind, no guarded route answers."""
    # Thrice as many requests within a minute as one address may make.
    async with running(desk_settings.model_copy(update={"limit_factor": 4.0})) as desk:
        ana, maya = await desk.visitor(), await desk.agent()
        for route in ROUTES:
            if route.who is Who.ANYONE:
                continue
            path = route.path.replace("<conversation_id:str>", ana.conversation_id)
            async with (
                desk.http() as nobody,
                desk.http(authorization="Bearer wrong", cookie="warmhand_agent=wrong") as liar,
            ):
                other = maya if route.who is Who.CUSTOMER else ana.http
                for client in (nobody, liar, other):
                    answer = await client.request(route.method, path, content="{}")
                    assert answer.status_code == 401, (route, answer.text)
                    assert answer.json()["code"] == "unauthorized"


async def test_agent_writes_need_the_consoles_token_and_origin(desk: Running) -> None:
    """A cookie alone is not enough: a write needs the CSRF token and an origin of ours."""
    ana, maya = await desk.visitor(), await desk.agent()
    claim = f"/api/agent/conversations/{ana.conversation_id}/claim"
    for headers in (
        {"x-csrf-token": ""},
        {"x-csrf-token": "wrong"},
        {"x-csrf-token": "w\u00e4r"},
        {"origin": "http://shop.example.evil"},
        {"origin": "null"},
    ):
        encoded = {name: value.encode("latin-1") for name, value in headers.items()}
        answer = await maya.post(claim, json={}, headers=encoded)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed"), headers


async def test_ended_session_is_dead(desk: Running) -> None:
    """After logging out the token opens nothing."""
    ana = await desk.visitor()
    assert (await ana.http.delete("/api/widget/sessions/current")).status_code == 204
    answer = await ana.http.get("/api/widget/conversation")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


def forged(desk: Running) -> dict[str, str]:
    """Proofs of identity that must not be believed."""
    later, earlier = datetime.now(UTC) + timedelta(hours=9), datetime.now(UTC) - timedelta(hours=9)
    good = jwt.decode(proof(desk.settings), options={"verify_signature": False})
    return {
        "not a token": "abc",
        "empty parts": "..",
        "other key": jwt.encode(good, "k" * 40, algorithm="HS256"),
        "no signature": jwt.encode(good, None, algorithm="none"),
        "other algorithm": jwt.encode(good, SECRET, algorithm="HS512"),
        "expired": proof(desk.settings, iat=earlier, exp=earlier + timedelta(minutes=10)),
        "lives too long": proof(desk.settings, exp=later),
        "from the future": proof(desk.settings, iat=later, exp=later + timedelta(minutes=5)),
        "another audience": proof(desk.settings, aud="elsewhere"),
        "another shop": proof(desk.settings, iss="http://evil.example"),
        "nobody": proof(desk.settings, sub=None),
        "number for a name": proof(desk.settings, name=7),
        "no id": proof(desk.settings, jti=None),
    }


async def test_forged_proofs_are_refused(desk: Running) -> None:
    """No forged, expired or foreign proof begins a session."""
    async with desk.http() as http:
        for what, token in forged(desk).items():
            answer = await http.post("/api/widget/sessions", json={"identity": token})
            assert (answer.status_code, answer.json()["code"]) == (401, "identity_refused"), what


async def test_signing_in_takes_over_nothing(desk: Running) -> None:
    """A visitor's conversation stays with the visitor when the same browser signs in; two devices share one."""
    visitor = await desk.visitor()
    ana, phone = await desk.visitor(proof(desk.settings)), await desk.visitor(proof(desk.settings))
    assert ana.conversation_id == phone.conversation_id != visitor.conversation_id


async def test_wrong_passwords_tell_nothing(desk: Running) -> None:
    """An unknown e-mail and a wrong password are answered alike."""
    async with desk.http() as http:
        tries = [{"email": "maya@warmhand.example", "password": "no"}, {"email": "x@y.example", "password": "no"}]
        answers = [await http.post("/api/agent/sign-in", json=body_) for body_ in tries]
    assert answers[0].content == answers[1].content
    assert answers[0].status_code == 401


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_sign_in_is_limited(desk_settings: Settings) -> None:
    """Guessing passwords is stopped with 429."""
    moment = datetime.now(UTC)
    async with running(desk_settings, lambda: moment) as desk, desk.http() as http:
        guesses = [
            (
                await http.post("/api/agent/sign-in", json={"email": "maya@warmhand.example", "password": str(n)})
            ).status_code
            for n in range(LIMITS["sign_in"].calls + 2)
        ]
    assert guesses[0] == 401
    assert guesses[-1] == 429


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.slow
async def test_s13_no_body_makes_a_5xx(desk: Running) -> None:
    """Whatever JSON is thrown at whatever route, as visitor or as agent, the answer is never 5xx."""
    ana, maya = await desk.visitor(), await desk.agent()
    examples: list[tuple[Any, Any]] = []

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.one_of(ANYTHING, st.fixed_dictionaries({"id": ANYTHING, "text": ANYTHING})), st.text(max_size=20))
    def collect(sent: Any, query: str) -> None:
        examples.append((sent, query))

    collect()
    for index, (sent, query) in enumerate(examples):
        route = ROUTES[index % len(ROUTES)]
        client = maya if route.who in (Who.AGENT, Who.STAFF) else ana.http
        if route.path.endswith(("sign-out", "sessions/current", "sign-in")):
            continue
        path = route.path.replace("<conversation_id:str>", ana.conversation_id)
        answer = await client.request(
            route.method, path, content=json.dumps(sent), params={"after": query, "view": query}
        )
        assert answer.status_code < 500 or answer.json()["code"] == "shop_unavailable", (route, sent, answer.text)
