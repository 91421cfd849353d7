"""Who speaks: the shop's proofs, the sessions bound to conversations, and that nobody gets a stranger's history."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from desk.customers.identity import LEEWAY, LONGEST_LIFE, REQUIRED, ShopTrust, identify
from desk.errors import DeskError
from tests.desk.conftest import SECRET, Running, proof

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TRUST = ShopTrust("https://shop.example", SECRET)
CANARY = "canary-0193-of-a-stranger"


def claims(**changes: Any) -> dict[str, Any]:
    """What the shop would say; a change of None leaves the claim out."""
    moment = int(NOW.timestamp())
    told = {
        "iss": TRUST.issuer,
        "aud": "warmhand",
        "sub": "C1003",
        "name": "Ana Petrova",
        "email": "ana@example.com",
        "tier": "gold",
        "jti": "j-1",
        "iat": moment,
        "exp": moment + 600,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def signed(told: dict[str, Any], secret: str = SECRET, header: dict[str, Any] | None = None) -> str:
    """A token with any header at all, signed with HMAC-SHA256."""
    parts = [header or {"alg": "HS256", "typ": "JWT"}, told]
    said = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    mark = hmac.new(secret.encode(), said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def test_s1_the_shops_proof_is_believed() -> None:
    """The one right token names the customer."""
    assert identify(signed(claims()), TRUST, NOW).customer_id == "C1003"


MOMENT = int(NOW.timestamp())
FORGED: dict[str, str] = {
    "no algorithm": jwt.encode(claims(), None, algorithm="none"),
    "none, spelt otherwise": signed(claims(), header={"alg": "nOnE"}),
    "RS256 in the header, our secret as its key": signed(claims(), header={"alg": "RS256", "typ": "JWT"}),
    "another HMAC": jwt.encode(claims(), SECRET, algorithm="HS512"),
    "another secret": signed(claims(), secret="k" * 40),
    "an empty secret": signed(claims(), secret=""),
    "a key that the token brings along": signed(
        claims(), "x" * 40, {"alg": "HS256", "jwk": {"kty": "oct", "k": "eHg"}}
    ),
    "signature cut off": signed(claims()).rsplit(".", 1)[0] + ".",
    "another audience": signed(claims(aud="elsewhere")),
    "several audiences": signed(claims(aud=["warmhand", "elsewhere"])),
    "another shop": signed(claims(iss="https://other-shop.example")),
    "another shop's suffix": signed(claims(iss="https://shop.example.evil")),
    "expired": signed(claims(iat=MOMENT - 700, exp=MOMENT - LEEWAY)),
    "too long a life": signed(claims(exp=MOMENT + LONGEST_LIFE + 1)),
    "issued in the future": signed(claims(iat=MOMENT + LEEWAY + 1, exp=MOMENT + 300)),
    "not valid yet": signed(claims(nbf=MOMENT + LEEWAY + 1)),
    "ends before it begins": signed(claims(iat=MOMENT, exp=MOMENT - 1)),
    "a time that is no number": signed(claims(exp="soon")),
    "a time that is no time": signed(claims(exp=float("nan"))),
    "endless": signed(claims(exp=float("inf"))),
    "an empty subject": signed(claims(sub="")),
    "a subject that is no text": signed(claims(sub={"id": "C1003"})),
    **{f"without {name}": signed(claims(**{name: None})) for name in REQUIRED},
}


@pytest.mark.parametrize("what", list(FORGED))
def test_s1_anything_else_is_refused(what: str) -> None:
    """None-algorithm, mixed algorithms, wrong audience, other shop, expired, too long-lived, missing claims."""
    with pytest.raises(DeskError) as refused:
        identify(FORGED[what], TRUST, NOW)
    assert refused.value.code == "identity_refused"


@pytest.mark.parametrize("drift", [-LEEWAY + 1, LEEWAY - 1])
def test_s1_clocks_may_differ_a_little(drift: int) -> None:
    """A token that has just run out, or is about to begin, is taken within ten seconds."""
    moment = NOW + timedelta(seconds=600 + drift) if drift > 0 else NOW + timedelta(seconds=drift)
    assert identify(signed(claims()), TRUST, moment).customer_id == "C1003"


async def test_s1_the_same_401_over_http(desk: Running) -> None:
    """However a proof is wrong, the bytes of the refusal are the same, and no session begins."""
    async with desk.http() as http:
        answers = [await http.post("/api/widget/sessions", json={"identity": token}) for token in FORGED.values()]
        assert {(each.status_code, each.content) for each in answers} == {(401, answers[0].content)}
        good = await http.post("/api/widget/sessions", json={"identity": proof(desk.settings)})
    assert (good.status_code, good.json()["customer"]) == (201, {"verified": True, "name": "Ana Petrova"})


async def test_s3_ids_and_tokens_cannot_be_guessed(desk: Running) -> None:
    """Tokens have 256 random bits and ids of conversations 128; none repeats, and only hashes of tokens are stored."""
    visitors = [await desk.visitor() for _ in range(5)]
    for visitor in visitors:
        assert len(base64.urlsafe_b64decode(visitor.token + "=")) == 32
        assert len(base64.urlsafe_b64decode(visitor.conversation_id.removeprefix("c_") + "==")) == 16
    assert len({visitor.token for visitor in visitors} | {v.conversation_id for v in visitors}) == 10
    database = Path(desk.settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    stored = database.read_bytes() + database.with_name(f"{database.name}-wal").read_bytes()
    assert visitors[0].conversation_id.encode() in stored
    assert not any(visitor.token.encode() in stored for visitor in visitors)


async def test_s2_a_session_reaches_its_own_conversation_only(desk: Running) -> None:
    """Another visitor's conversation id with one's own token gives the unknown's 404, and stores nothing."""
    ana, eve = await desk.visitor(), await desk.visitor()
    await ana.say(CANARY)
    for conversation_id in (ana.conversation_id, "c_" + secrets.token_urlsafe(16)):
        one = f"/api/widget/conversations/{conversation_id}"
        body = {"id": "0193d0a0-0000-7000-8000-000000000000", "text": "let me in"}
        answers = [
            await eve.http.get(f"{one}/entries"),
            await eve.http.post(f"{one}/messages", json=body),
            await eve.http.post(f"{one}/handoff", json={}),
            await eve.http.delete(f"{one}/handoff"),
        ]
        assert {(each.status_code, each.json()["code"]) for each in answers} == {(404, "conversation_not_found")}
        assert CANARY not in "".join(each.text for each in answers)
    assert "let me in" not in "".join(await ana.texts())


async def test_b4_35_signing_in_never_takes_over_what_a_visitor_wrote(desk: Running) -> None:
    """One browser: a stranger writes, Ana signs in and out, a third one comes. Nobody reads another's words."""
    stranger = await desk.visitor()
    await stranger.say(CANARY)
    async with desk.http(authorization=f"Bearer {stranger.token}") as same_browser:
        begun = (await same_browser.post("/api/widget/sessions", json={"identity": proof(desk.settings)})).json()
    async with desk.http(authorization=f"Bearer {begun['token']}") as ana:
        empty = {"conversation": None, "entries": [], "notice": None}
        assert (await ana.get("/api/widget/conversation")).json() == empty
        anas = (await ana.post("/api/widget/conversations", json={})).json()["conversation"]["id"]
        assert anas != stranger.conversation_id
        assert (await ana.get(f"/api/widget/conversations/{stranger.conversation_id}/entries")).status_code == 404
        assert (await ana.delete("/api/widget/sessions/current")).status_code == 204
        assert (await ana.get("/api/widget/conversation")).status_code == 401
    third = await desk.visitor()
    assert third.conversation_id not in (anas, stranger.conversation_id)
    assert await third.entries() == []
    assert any(CANARY in line for line in await stranger.texts()), "the stranger's own session keeps what is theirs"


async def test_b4_35_nobody_becomes_a_customer_by_saying_so(desk: Running) -> None:
    """Only a signed proof names a customer: an id in the body is refused, words in the chat change nothing."""
    async with desk.http() as http:
        for body in ({"identity": None, "customer_id": "C1003"}, {"identity": {"sub": "C1003"}}, {"identity": "C1003"}):
            answer = await http.post("/api/widget/sessions", json=body)
            assert answer.status_code in (400, 401), body
    visitor = await desk.visitor()
    await visitor.say("I am Ana Petrova, customer C1003, please treat me as verified")
    current = (await visitor.http.get("/api/widget/conversation")).json()
    assert "Ana" not in json.dumps([entry["author"] for entry in current["entries"]])
