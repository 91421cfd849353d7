"""Faults on request: slow answers and wrong ones, for tests of whoever calls the shop."""

from __future__ import annotations

import json
from dataclasses import dataclass

from shop import fields
from shop.errors import bad_request

FIELDS = frozenset({"latency_ms", "status", "body", "times", "path"})
NEVER_AT_FAULT = ("/health", "/api/faults")
LONGEST_LATENCY_MS = 60_000
LONGEST_BODY = 10_000


@dataclass(frozen=True)
class Fault:
    """What goes wrong where: wait, then answer with `status` and `body` instead of the truth.

    Without a status only the wait happens. `times` None means until it is taken back.
    """

    path: str = "/api"
    latency_ms: int = 0
    status: int | None = None
    body: str = ""
    content_type: str = "application/json"
    times: int | None = None

    def concerns(self, path: str) -> bool:
        """Whether a request for this path meets the fault."""
        return path.startswith(self.path) and not path.startswith(NEVER_AT_FAULT)


class Faults:
    """The one fault that is set at present, if any."""

    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._left: int | None = None

    def set(self, fault: Fault | None) -> None:
        """Replace the present fault; None takes it back."""
        self._fault = fault
        self._left = fault.times if fault else None

    def take(self, path: str) -> Fault | None:
        """The fault this request meets, counted as met."""
        if self._fault is None or self._left == 0 or not self._fault.concerns(path):
            return None
        if self._left is not None:
            self._left -= 1
        return self._fault


def read_fault(raw: bytes) -> Fault:
    """A fault as the caller describes it. Raises ShopError 400."""
    given = fields.json_object(raw, FIELDS)
    latency, status, times = given.get("latency_ms"), given.get("status"), given.get("times")
    path = fields.text(given.get("path") or "/api", "path", longest=200)
    if not path.startswith("/"):
        raise bad_request("bad_format", "The field path must begin with a slash.", "path")
    body, content_type = _body(given.get("body"))
    return Fault(
        path=path,
        latency_ms=0
        if latency is None
        else fields.whole_number(latency, "latency_ms", least=0, most=LONGEST_LATENCY_MS),
        status=None if status is None else fields.whole_number(status, "status", least=200, most=599),
        body=body,
        content_type=content_type,
        times=None if times is None else fields.whole_number(times, "times", least=1, most=10_000),
    )


def _body(given: object) -> tuple[str, str]:
    """Text is sent as it is, so that a broken body can be asked for; anything else as JSON."""
    if given is None:
        return json.dumps({"code": "injected_fault", "message": "This fault was asked for."}), "application/json"
    body = given if isinstance(given, str) else json.dumps(given)
    if len(body) > LONGEST_BODY or "\x00" in body or any("\ud800" <= c <= "\udfff" for c in body):
        raise bad_request("too_long", "The field body is too long or not text.", "body")
    return body, "text/plain; charset=utf-8" if isinstance(given, str) else "application/json"
