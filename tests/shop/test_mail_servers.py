"""Where letters go: an address of a mail server is read, or refused in words."""

from __future__ import annotations

import pytest

from shop.errors import SetupError
from shop.letters import MailServer, mail_server


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
