"""The transcript as a file and as a letter (docs/wire.md §4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from desk.errors import invalid_field
from desk.http.contract import Answer, Body, Call, FileAnswer, MessageId, Owner, Route, Who, clean
from desk.letters import flows as letters
from desk.letters.address import checked_email

Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(clean)]


class AskForTranscript(Body):
    id: MessageId
    email: Email | None = None


def mail_address(call: Call, needed: bool) -> str | None:
    """The address given, or the one the shop vouches for."""
    given = call.body.email or (call.speaker.email if call.speaker.verified else None)
    if given is None and needed:
        raise invalid_field("email", "Where should we write to?")
    return checked_email(given) if given is not None else None


async def download(call: Call) -> Answer:
    text = await letters.transcript_of(call.path["conversation_id"], call.speaker, call.desk)
    headers = {
        "Content-Disposition": 'attachment; filename="conversation.txt"',
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    # A byte order mark: editors that guess would read other scripts wrong.
    return Answer(file=FileAnswer(_once(f"\ufeff{text}".encode()), "text/plain; charset=utf-8", headers))


async def by_mail(call: Call) -> Answer:
    email = mail_address(call, needed=True) or ""
    await letters.ask_for_transcript(call.path["conversation_id"], call.speaker, call.body.id, email, call.desk)
    return Answer({"email": email}, status=202)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


TRANSCRIPT = "/api/widget/conversations/<conversation_id:str>/transcript"
MINE = Owner.CONVERSATION

ROUTES: tuple[Route, ...] = (
    Route("GET", TRANSCRIPT, "The transcript as a text file", Who.CUSTOMER, download, owner=MINE),
    Route(
        "POST",
        TRANSCRIPT,
        "The transcript by e-mail",
        Who.CUSTOMER,
        by_mail,
        AskForTranscript,
        limit="letter",
        owner=MINE,
    ),
)
"""Asking for a letter is counted apart: it goes to an address that anybody may have typed."""
