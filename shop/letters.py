"""Letters to customers: what they say, and the way they are sent, over SMTP, behind the back of whoever asked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, make_msgid
from urllib.parse import unquote, urlsplit

import aiosmtplib

from shop.errors import SetupError

SHOP_NAME = "Fern & Oak"
SEND_SECONDS = 15.0
TRIES = 3
MOST_WAITING = 500
CARRIERS = 3
SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
logger = logging.getLogger("shop")


@dataclass(frozen=True)
class Letter:
    """One e-mail."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed in. `scheme` is one of SMTP_PORTS."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None


def code_letter(to: str, name: str, number: str, code: str, shop_name: str = SHOP_NAME) -> Letter:
    """The letter with the code. The code is not in the subject: subjects show on locked screens."""
    text = (
        f"Hello {name},\n\n"
        f"your code for order {number} is\n\n    {code[:3]} {code[3:]}\n\n"
        "Type it into the chat. It is good for 10 minutes and works once; it opens this one order there for half an "
        "hour.\n\n"
        "You did not ask for it? Then somebody else typed your order number. Without this code they see nothing of "
        "your order but its state; there is nothing you need to do. Do not give the code to anybody.\n\n"
        f"{shop_name}\n"
    )
    return Letter(to, f"Your code for order {number}", text)


def mail_server(url: str) -> MailServer:
    """Read SMTP_URL: smtp, smtp+starttls or smtps, with `user:password@` where asked for. Raises SetupError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in SMTP_PORTS or not parts.hostname or parts.path not in ("", "/"):
        # The address may hold a password, so it is not repeated here.
        raise SetupError("SMTP_URL must look like smtp+starttls://user:password@mail.example:587.")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(parts.scheme, parts.hostname, port or SMTP_PORTS[parts.scheme], user, password)


STOP_AGAIN_SECONDS = 0.5


class Post:
    """Takes letters at once and sends them a moment later, a few at a time, trying again where that may help."""

    def __init__(self, sender: str, wait: Callable[[], float], shop_name: str = SHOP_NAME) -> None:
        self._sender = sender
        self._shop_name = shop_name
        self._wait = wait
        self._waiting: asyncio.Queue[Letter] = asyncio.Queue(MOST_WAITING)
        self._carriers: list[asyncio.Task[None]] = []

    def start(self, server: MailServer) -> None:
        """Begin to send."""
        loop = asyncio.get_running_loop()
        self._carriers = [loop.create_task(self._carry(server)) for _ in range(CARRIERS)]

    async def stop(self) -> None:
        """Stop sending; what waits is dropped, and whoever waits for it asks again."""
        going = set(self._carriers)
        while going:
            for carrier in going:
                carrier.cancel()
            # A cancellation that meets the end of a connection is lost on its way (asyncio.wait_for): then once more.
            _, going = await asyncio.wait(going, timeout=STOP_AGAIN_SECONDS)
        await asyncio.gather(*self._carriers, return_exceptions=True)

    def put(self, letter: Letter) -> None:
        """Send this soon. Never blocks: the caller's answer must not tell whether there was a letter."""
        with contextlib.suppress(asyncio.QueueFull):
            self._waiting.put_nowait(letter)
            return
        logger.error("A letter was dropped: %d are waiting already.", MOST_WAITING)

    async def _carry(self, server: MailServer) -> None:
        while True:
            letter = await self._waiting.get()
            # The answer is out before the work for a real address begins.
            await asyncio.sleep(self._wait())
            for attempt in range(1, TRIES + 1):
                try:
                    await self._send(letter, server)
                    break
                except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as failure:
                    # Neither address nor text: a log is no place for either.
                    logger.warning("A letter was not taken (try %d): %s", attempt, type(failure).__name__)
                    await asyncio.sleep(attempt)

    async def _send(self, letter: Letter, server: MailServer) -> None:
        message = EmailMessage()
        message["From"] = formataddr((self._shop_name, self._sender))
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Message-ID"] = make_msgid(domain=self._sender.partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            timeout=SEND_SECONDS,
        )
