"""Where letters go: an address of a mail server is read, or refused in words."""

from __future__ import annotations

import asyncio

import pytest

from shop.errors import SetupError
from shop.letters import Letter, MailServer, Post, mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:8050", MailServer("smtp", "127.0.0.1", 8050)),
        ("smtps://u%40x:p%2Fw@mail.example", MailServer("smtps", "mail.example", 465, "u@x", "p/w")),
        ("smtp+starttls://u:p@mail.example", MailServer("smtp+starttls", "mail.example", 587, "u", "p")),
    ],
)
def test_mail_servers_are_read(url: str, server: MailServer) -> None:
    """Scheme, host, port, user and password, percent-encoded where needed."""
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://x:y@h:99999", "smtp://h/path"]
)
def test_what_is_no_mail_server_is_refused_without_repeating_it(url: str) -> None:
    """One sentence that shows the shape; the address may hold a password."""
    with pytest.raises(SetupError, match="SMTP_URL must look like") as refused:
        mail_server(url)
    assert str(refused.value).endswith("like smtp+starttls://user:password@mail.example:587.")


class Deaf(Post):
    """Loses the first cancellation, as a connection that ends at the same moment does (asyncio.wait_for)."""

    lost = 0

    async def _send(self, letter: Letter, server: MailServer) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.lost += 1


async def test_the_post_ends_though_a_cancellation_is_lost() -> None:
    """The shop can always be stopped, also while a letter is on its way."""
    post = Deaf("shop@example.com", wait=lambda: 0.0)
    post.start(MailServer("smtp", "127.0.0.1", 9))
    post.put(Letter("ana@example.com", "Your code", "123456"))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        await post.stop()
    assert post.lost == 1
