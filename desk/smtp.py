"""The postman: hands letters in at a mail server over SMTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formataddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from desk.letters.ports import NotTaken, Outgoing, Unclear
from desk.letters.wording import in_header

TIMEOUT_SECONDS = 10.0
"""For each step of a conversation with the mail server."""
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. `scheme` is one of PORTS."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def mail_server(url: str) -> MailServer:
    """Read SMTP_URL: smtp, smtp+starttls or smtps, with `user:password@` where asked for. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        # The address may hold a password, so it is not repeated here.
        raise ValueError("must look like smtp+starttls://user:password@mail.example:587")
    if parts.username and parts.scheme == "smtp" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("would send the password in the clear: use smtp+starttls:// or smtps://")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password)


class SmtpPostman:
    """Keeps `desk.letters.ports.Postman`. One connection for each letter: letters are few."""

    def __init__(self, server: MailServer, sender: str, name: str) -> None:
        self._server = server
        self._sender = sender
        self._name = name

    async def carry(self, letter: Outgoing, before_handing_in: Callable[[], Awaitable[None]]) -> None:
        """Hand the letter in. Raises NotTaken while nothing can have been taken, Unclear when nobody can say."""
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await self._agree(client, letter)
            await before_handing_in()
            await self._hand_in(client, composed(letter, self._sender, self._name))
        finally:
            client.close()

    async def _agree(self, client: aiosmtplib.SMTP, letter: Outgoing) -> None:
        try:
            await client.connect()
            await client.mail(self._sender)
            await client.rcpt(letter.to)
        except aiosmtplib.SMTPResponseException as refused:
            raise _refusal(refused) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as failure:
            raise NotTaken(type(failure).__name__) from None

    async def _hand_in(self, client: aiosmtplib.SMTP, text: bytes) -> None:
        try:
            await client.data(text)
        except aiosmtplib.SMTPResponseException as refused:
            raise _refusal(refused) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as failure:
            raise Unclear(f"cut off while being handed in: {type(failure).__name__}") from None


def postman_of(server: MailServer | None, sender: str, name: str) -> SmtpPostman | None:
    """Whoever carries this house's letters; nobody where no mail server is set up."""
    return SmtpPostman(server, sender, name) if server else None


def composed(letter: Outgoing, sender: str, name: str) -> bytes:
    """The letter as it goes over the wire: plain text, and the same as simple HTML."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = formataddr((in_header(name), sender))
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{letter.reference}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message.as_bytes()


def _refusal(refused: aiosmtplib.SMTPResponseException) -> NotTaken:
    # The server's own words may repeat the address: only the number is kept.
    return NotTaken(f"refused with {refused.code}", final=500 <= refused.code < 600)
