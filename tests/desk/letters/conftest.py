"""These tests have a quiet desk and a mail server of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from desk.letters import flows
from desk.letters.return_link import ReturnLinks
from desk.smtp import MailServer, SmtpPostman
from tests.desk.conftest import free_port
from tests.desk.quiet import Quiet, quiet

__all__ = ["quiet"]

SENDER = "chat@shop.example"


@dataclass
class MailServerSide:
    """A mail server that keeps what it takes, and can be told to answer badly or to be gone."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    taken_for: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """What it says to the next letters instead of taking them; "cut" takes one and hangs up without a word."""
    refuses_recipient: str | None = None
    _server: asyncio.Server | None = None

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        make = lambda: SMTP(self, hostname="mail.test", loop=loop)  # noqa: E731 - one protocol for each connection
        self._server = await loop.create_server(make, "127.0.0.1", self.port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuses_recipient is not None:
            return self.refuses_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers and self.answers[0] != "cut":
            return self.answers.pop(0)
        raw = envelope.content
        assert isinstance(raw, bytes)
        self.letters.append(cast("EmailMessage", message_from_bytes(raw, policy=policy.default)))
        self.taken_for += envelope.rcpt_tos
        if self.answers:
            self.answers.pop(0)
            assert server.transport is not None
            server.transport.close()
        return "250 Kept"


def plain(letter: EmailMessage) -> str:
    """Its plain text."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def as_html(letter: EmailMessage) -> str:
    """Its HTML."""
    body = letter.get_body(("html",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
async def post(quiet: Quiet) -> AsyncIterator[MailServerSide]:
    """A mail server; the quiet desk promises letters now."""
    side = MailServerSide(free_port())
    await side.open()
    settings = quiet.settings
    quiet.changes = {"return_links": ReturnLinks(settings.bot_secret, settings.desk_url, settings.shop_url)}
    yield side
    await side.close()


async def letters_round(quiet: Quiet, post: MailServerSide) -> int:
    """What the desk's round does with letters; returns how many were sent."""
    postman = SmtpPostman(MailServer("smtp", "127.0.0.1", post.port), SENDER, "Fern & Oak")
    await flows.look_for_answers(quiet.ports)
    sent = [await flows.deliver(letter, quiet.ports, postman) for letter in await flows.letters_due(quiet.ports)]
    return sum(sent)
