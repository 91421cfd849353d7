"""The demo's own mail server: takes letters over SMTP on loopback and shows them on a page, instead of sending them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from shop.errors import SetupError
from shop.letters import MailServer

HOST = "127.0.0.1"
KEPT = 200
LARGEST_LETTER = 256 * 1024


@dataclass(frozen=True)
class Received:
    """A letter as it arrived."""

    at: datetime
    to: str
    subject: str
    text: str


class Mailbox:
    """A mail server in this process. `port` 0 takes any free one."""

    def __init__(self, port: int, clock: Callable[[], datetime]) -> None:
        self._port = port
        self._clock = clock
        self._letters: deque[Received] = deque(maxlen=KEPT)
        self._server: asyncio.Server | None = None

    @property
    def letters(self) -> list[Received]:
        """What arrived, newest first."""
        return list(reversed(self._letters))

    async def open(self) -> MailServer:
        """Begin to listen; returns where. Raises SetupError when the port is taken."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                lambda: SMTP(self, hostname="mailbox", data_size_limit=LARGEST_LETTER, loop=loop), HOST, self._port
            )
        except OSError as error:
            raise SetupError(
                f"Port {self._port} is not free ({error.strerror}): stop what uses it, or set WARMHAND_MAIL_PORT."
            ) from error
        return MailServer("smtp", HOST, int(self._server.sockets[0].getsockname()[1]))

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd for each letter."""
        raw = envelope.content
        message: Any = message_from_bytes(raw if isinstance(raw, bytes) else b"", policy=policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        subject = str(message["Subject"] or "")
        self._letters.append(Received(self._clock(), ", ".join(envelope.rcpt_tos), subject, text.replace("\r\n", "\n")))
        return "250 Kept"
