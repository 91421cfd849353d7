"""These tests have a quiet desk, and a mail server where they ask for one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from desk.agents.front_door import FrontDoor
from desk.smtp import MailServer, SmtpPostman
from tests.desk.conftest import free_port
from tests.desk.letters.conftest import SENDER, MailServerSide
from tests.desk.quiet import Quiet, quiet

__all__ = ["quiet"]

DESK_URL = "https://desk.example"


@pytest.fixture
async def post(quiet: Quiet) -> AsyncIterator[MailServerSide]:
    """A mail server; the quiet desk mails its own people now."""
    side = MailServerSide(free_port())
    await side.open()
    postman = SmtpPostman(MailServer("smtp", "127.0.0.1", side.port), SENDER, "Fern & Oak")
    quiet.changes = {"front_door": FrontDoor(DESK_URL, postman)}
    yield side
    await side.close()
