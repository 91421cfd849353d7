"""The API as it describes itself, called with everything its description allows and much that it does not."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode

from desk.http.routes import ROUTES
from tests.desk.conftest import Running

CALLS_AN_ADDRESS = 15
EXAMPLES = 12
SIGN_OUT = "/api/agent/sign-out"


class FromElsewhere(HTTPAdapter):
    """Calls from another address of this machine: limits count by address, and a 429 would hide what comes after."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._address, 0), **kwargs)


class Callers:
    """Someone who may call a route; a fresh one, from a fresh address, every few calls."""

    def __init__(self, desk: Running, agent_headers: dict[str, str], agent_conversation: str) -> None:
        self._url, self._agent_headers = desk.url, agent_headers
        self._agent_conversation = agent_conversation
        self._addresses = (f"127.7.{number // 250}.{number % 250 + 1}" for number in itertools.count())
        self._current: dict[str, Iterator[tuple[requests.Session, str]]] = {}

    def next(self, kind: str) -> tuple[requests.Session, str]:
        """Who calls next, and a conversation they may see."""
        found = next(self._current.get(kind, iter(())), None)
        if found is None:
            self._current[kind] = itertools.repeat(self._fresh(kind), CALLS_AN_ADDRESS)
            found = next(self._current[kind])
        return found

    def _fresh(self, kind: str) -> tuple[requests.Session, str]:
        http = requests.Session()
        http.trust_env = False
        http.mount("http://", FromElsewhere(next(self._addresses)))
        if kind == "agent":
            http.headers.update(self._agent_headers)
            return http, self._agent_conversation
        if kind == "session":
            begun = http.post(f"{self._url}/api/widget/sessions", json={"identity": None}).json()
            http.headers["authorization"] = f"Bearer {begun['token']}"
            opened = http.post(f"{self._url}/api/widget/conversations", json={}).json()
            return http, opened["conversation"]["id"]
        return http, "c_unknown"


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_s13_nothing_the_description_allows_or_forbids_breaks_the_desk(desk: Running) -> None:
    """Good and bad values for every parameter and body of every route: refusals in the one shape, never a 5xx."""
    maya = await desk.agent()
    ana = await desk.visitor()
    cookie = "; ".join(f"{name}={value}" for name, value in maya.cookies.items())
    headers = {"cookie": cookie, "x-csrf-token": maya.headers["x-csrf-token"], "origin": desk.url}
    async with desk.http() as http:
        described = (await http.get("/openapi.json")).json()
    callers = Callers(desk, headers, ana.conversation_id)
    statuses = await asyncio.to_thread(fuzz, desk.url, described, callers)
    assert len({name for name, _ in statuses}) == len(ROUTES)
    assert statuses.total() >= len(ROUTES) * EXAMPLES
    limited = sum(times for (_, status), times in statuses.items() if status == 429)
    assert limited < statuses.total() / 20, "too many calls were turned away unread"
    served = sum(times for (_, status), times in statuses.items() if status < 300)
    assert served > statuses.total() / 20, "hardly any call was a good one"
    async with desk.http() as http:
        assert (await http.get("/health")).status_code == 200


def fuzz(url: str, described: dict[str, Any], callers: Callers) -> Counter[tuple[str, int]]:
    """Every operation, with values that fit and values that do not; how often it answered what."""
    schema = schemathesis.openapi.from_dict(described)
    statuses: Counter[tuple[str, int]] = Counter()
    # Signing out would end the session that all others are called with.
    operations = sorted((found.ok() for found in schema.get_all_operations()), key=lambda each: each.path == SIGN_OUT)
    for operation in operations:
        kind = next((name for need in described_security(described, operation) for name in need), "nobody")
        told = described["paths"][operation.path][operation.method.lower()]
        asked = [parameter for parameter in told.get("parameters", ()) if parameter["in"] != "path"]
        takes_anything = asked or any(told.get(name) for name in ("requestBody", "security"))
        # Where nothing is taken but a word of the address, nothing can be wrong.
        for mode in GenerationMode if takes_anything else [GenerationMode.POSITIVE]:
            strategy = operation.as_strategy(generation_mode=mode)
            try_all(url, operation.label, kind, strategy, callers, statuses)
    return statuses


def described_security(described: dict[str, Any], operation: Any) -> list[dict[str, Any]]:
    return list(described["paths"][operation.path][operation.method.lower()].get("security", []))


def try_all(
    url: str, name: str, kind: str, strategy: Any, callers: Callers, statuses: Counter[tuple[str, int]]
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, known=st.booleans())
    def once(case: Any, known: bool) -> None:
        http, conversation_id = callers.next(kind)
        if known and "conversation_id" in case.path_parameters:
            case.path_parameters["conversation_id"] = conversation_id
        answer = case.call(base_url=url, session=http, timeout=20)
        statuses[(name, answer.status_code)] += 1
        # There is no shop in this house, and the desk says so.
        honest = answer.status_code == 503 and json.loads(answer.content)["code"] == "shop_unavailable"
        assert answer.status_code < 500 or honest, (name, answer.status_code, answer.content[:200])
        if answer.status_code >= 400:
            said = json.loads(answer.content)
            assert {"code", "message"} <= set(said) <= {"code", "message", "field"}, (name, said)

    once()
