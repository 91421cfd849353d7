"""The doors of the sockets: who may open one is decided before it exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sanic import Request

from desk import errors
from desk.access.address import AddressKeys, caller, networks
from desk.access.frames import CONSOLE, WIDGET
from desk.access.limits import SOCKETS_PER_ADDRESS, Counted
from desk.access.rights import Who, lets_in
from desk.agents import flows as agents
from desk.http.server import COOKIE, Edge
from desk.live.hub import Hub


def address_keys(secret: str, trusted_proxies: str) -> Callable[[Request], str]:
    """What tells where a request comes from, as a key."""
    keys, trusted = AddressKeys(secret), networks(trusted_proxies)

    def key_of(request: Request) -> str:
        # Asked for several times on the way of one request.
        known: str | None = getattr(request.ctx, "address_key", None)
        if known is None:
            forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
            known = request.ctx.address_key = keys(caller(request.ip, forwarded, trusted))
        return known

    return key_of


class SocketDoors:
    """Checks handshakes, and counts the sockets that are open here by where they come from."""

    def __init__(self, edge: Edge, hub: Hub, factor: float) -> None:
        self._edge = edge
        self._hub = hub
        self._most = max(1, int(SOCKETS_PER_ADDRESS * factor))
        self._open: Counter[str] = Counter()

    async def check(self, request: Request) -> None:
        """Refuse foreign pages, strangers and floods. A request for anything but a socket passes.

        A browser always says where a page comes from. Without an Origin it is no browser: the widget's socket still
        asks for its token first, the console's takes nobody whom a cookie alone would let in.
        """
        # Sanic serves a path with and without a slash at its end, so both are the same door.
        path = request.path.rstrip("/")
        if path not in (WIDGET, CONSOLE):
            return
        if self._hub.closing:
            raise errors.desk_closing()
        origin = request.headers.get("origin")
        if (origin is None and path == CONSOLE) or (origin is not None and origin not in self._edge.origins):
            raise errors.forbidden("This page may not connect here.")
        address = self._edge.address_key(request)
        await self._edge.limits.check([Counted("socket", address)])
        if self._open[address] >= self._most:
            raise errors.too_many_requests()
        if path == CONSOLE:
            signed_in = agents.signed_in(request.cookies.get(COOKIE), self._edge.desk)
            agent, _ = await self._edge.shelter.run(signed_in)
            if not lets_in(Who.AGENT, agent.role):
                raise errors.forbidden("This is not for your role.")

    @contextmanager
    def counted(self, request: Request) -> Iterator[Callable[[str, str], None]]:
        """Count a socket for as long as it is open; gives what counts the messages it sends."""
        address = self._edge.address_key(request)
        whole = (Counted("message_address", address), Counted("message_shop", "all"))

        def count(name: str, key: str) -> None:
            self._edge.limits.count([Counted(name, key), *(whole if name == "message" else ())])

        self._open[address] += 1
        try:
            yield count
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]
