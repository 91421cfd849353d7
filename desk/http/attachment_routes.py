"""Files in and out, for customers and agents (docs/wire.md §4)."""

from __future__ import annotations

from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from desk.attachments import flows as attachments
from desk.attachments.attachment import Attachment
from desk.attachments.flows import Access, Upload
from desk.http.contract import Answer, Call, FileAnswer, MessageId, Owner, Route, Who


class UploadId(BaseModel):
    """The client's own id of an upload: sent twice, it is stored once."""

    model_config = ConfigDict(extra="ignore")
    id: MessageId


async def customer_uploads(call: Call) -> Answer:
    return await _upload(call, attachments.by_customer(call.path["conversation_id"], call.speaker))


async def agent_uploads(call: Call) -> Answer:
    return await _upload(call, attachments.by_agent(call.path["conversation_id"], call.worker))


async def customer_opens(call: Call) -> Answer:
    return await _open(call, attachments.by_customer(call.path["conversation_id"], call.speaker), thumbnail=False)


async def customer_sees(call: Call) -> Answer:
    return await _open(call, attachments.by_customer(call.path["conversation_id"], call.speaker), thumbnail=True)


async def agent_opens(call: Call) -> Answer:
    return await _open(call, attachments.read_by_agent(call.path["conversation_id"], call.worker), thumbnail=False)


async def agent_sees(call: Call) -> Answer:
    return await _open(call, attachments.read_by_agent(call.path["conversation_id"], call.worker), thumbnail=True)


async def _upload(call: Call, access: Access) -> Answer:
    if call.sent is None:
        raise RuntimeError("this route takes no file")
    desk, sent = call.desk, call.sent
    upload = Upload(call.path["conversation_id"], call.query.id, sent.name, access)
    await sent.sheltered(attachments.admit(upload, desk))
    # Reading ends when the sender leaves; what was read whole is stored whether they stay or not.
    incoming = await desk.files.receive(sent.chunks, desk.attachment_limits.bytes)
    stored = await sent.sheltered(attachments.store(upload, incoming, desk))
    return Answer({"attachment": stored.attachment.attached.to_json()}, status=200 if stored.repeat else 201)


async def _open(call: Call, access: Access, thumbnail: bool) -> Answer:
    conversation_id, attachment_id = call.path["conversation_id"], call.path["attachment_id"]
    found, size, chunks = await attachments.look_at(conversation_id, attachment_id, thumbnail, access, call.desk)
    kind = "image/webp" if thumbnail else found.type
    return Answer(file=FileAnswer(chunks, kind, _headers(found, size)))


def _headers(found: Attachment, size: int) -> dict[str, str]:
    """Shown only as what it is, to who asked: no script, no frame, no other site, no cache on the way."""
    place = "inline" if found.attached.is_picture else "attachment"
    plain = found.name.encode("ascii", "replace").decode().replace("?", "_").replace("\\", "_")
    return {
        "Content-Length": str(size),
        "Content-Disposition": f"{place}; filename=\"{plain}\"; filename*=UTF-8''{quote(found.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; base-uri 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


WIDGET = "/api/widget/conversations/<conversation_id:str>/attachments"
AGENT = "/api/agent/conversations/<conversation_id:str>/attachments"
ONE = "<attachment_id:str>"
SMALL = f"{ONE}/thumbnail"

MINE, TEAM, HOLDER = Owner.CONVERSATION, Owner.TEAM, Owner.HOLDER

ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        WIDGET,
        "Attach a file",
        Who.CUSTOMER,
        customer_uploads,
        query=UploadId,
        limit="upload",
        owner=MINE,
        takes_file=True,
    ),
    Route("GET", f"{WIDGET}/{ONE}", "An attached file", Who.CUSTOMER, customer_opens, owner=MINE),
    Route("GET", f"{WIDGET}/{SMALL}", "A small version of a picture", Who.CUSTOMER, customer_sees, owner=MINE),
    Route(
        "POST",
        AGENT,
        "Attach a file to a reply",
        Who.AGENT,
        agent_uploads,
        query=UploadId,
        limit="upload",
        owner=HOLDER,
        takes_file=True,
    ),
    Route("GET", f"{AGENT}/{ONE}", "An attached file", Who.AGENT, agent_opens, owner=TEAM),
    Route("GET", f"{AGENT}/{SMALL}", "A small version of a picture", Who.AGENT, agent_sees, owner=TEAM),
)
