"""Is it there yet? Each probe asks once and answers quickly; who waits, and how long, is decided elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import urllib.request
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

ASK_SECONDS = 2.0

Probe = Callable[[], Awaitable[bool]]


def port_is_free(port: int) -> bool:
    """True when a server could listen there, on loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without this, connections of the last run that are still closing would look like a server.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def redis_probe(url: str) -> Probe:
    """Answers PING. A Redis that asks for a password or TLS is there as well; one that still loads is not."""
    parts = urlsplit(url)

    async def ask() -> bool:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                reader, writer = await asyncio.open_connection(parts.hostname or "127.0.0.1", parts.port or 6379)
                try:
                    if parts.scheme == "rediss":
                        return True
                    writer.write(b"PING\r\n")
                    await writer.drain()
                    answer = await reader.readline()
                    return answer.startswith((b"+PONG", b"-NOAUTH"))
                finally:
                    writer.close()
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
        except (OSError, TimeoutError):
            return False

    return ask


def http_probe(url: str, *, secret: str = "", must_say: str = "") -> Probe:
    """Answers GET with a 2xx; with `must_say`, that field of the JSON answer must be true as well."""

    def ask() -> bool:
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {secret}"} if secret else {})  # noqa: S310 - our own address
        try:
            with _direct.open(request, timeout=ASK_SECONDS) as answer:
                if not must_say:
                    return True
                document = json.loads(answer.read())
                return isinstance(document, dict) and document.get(must_say) is True
        except (OSError, ValueError, http.client.HTTPException):
            return False

    return lambda: asyncio.to_thread(ask)


# A proxy set for the outside world must not be asked for loopback addresses.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
