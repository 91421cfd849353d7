"""Attachments from the browser to the other side's browser: real HTTP, real disk, real record."""

from __future__ import annotations

import asyncio
import io
import uuid

import pytest
from PIL import Image

from tests.desk.conftest import Bot, Running
from tests.desk.files import PDF, at, attach, kept_files, nothing_kept, picture, write

pytestmark = pytest.mark.slow

ON_BOTH_DATABASES = True


async def test_picture_reaches_the_agent_and_a_document_comes_back(desk: Running) -> None:
    """A customer's picture and an agent's PDF are in the transcript of both sides, and both sides can open them."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    sent = (await attach(ana.http, ana.conversation_id, picture(), "My cup.PNG")).json()["attachment"]
    assert sent | {"id": "", "bytes": 0} == {
        "id": "", "name": "My cup.png", "type": "image/png", "bytes": 0, "width": 640, "height": 480,
    }  # fmt: skip
    said = await write(ana.http, ana.conversation_id, "it is broken", [sent["id"]])
    assert said.status_code == 201
    assert said.json()["entry"]["message"]["attachments"] == [sent]
    assert (await ana.entries())[0]["message"]["attachments"] == [sent]
    assert (await maya.get(one)).json()["entries"][0]["message"]["attachments"] == [sent]

    for http, side in ((ana.http, "widget"), (maya, "agent")):
        whole = await http.get(at(ana.conversation_id, sent["id"], side))
        assert (whole.status_code, whole.headers["content-type"]) == (200, "image/png")
        assert len(whole.content) == sent["bytes"] == int(whole.headers["content-length"])
        assert Image.open(io.BytesIO(whole.content)).size == (640, 480)
        small = await http.get(at(ana.conversation_id, sent["id"], side, small=True))
        assert small.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(small.content)).size == (400, 300)

    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    await maya.post(f"{one}/claim", json={})
    form = (await attach(maya, ana.conversation_id, PDF, "Return form.pdf", side="agent")).json()["attachment"]
    assert (form["type"], "width" in form) == ("application/pdf", False)
    assert (await write(maya, ana.conversation_id, "", [form["id"]], side="agent")).status_code == 201
    assert (await ana.entries())[-1]["message"]["attachments"] == [form]
    got = await ana.http.get(at(ana.conversation_id, form["id"]))
    assert got.content == PDF
    assert got.headers["content-disposition"].startswith('attachment; filename="Return form.pdf"')
    listed = (await maya.get("/api/agent/conversations?view=mine")).json()["conversations"]
    assert listed[0]["last_text"] == "Sent a file: Return form.pdf"


@pytest.mark.slow
async def test_headers_keep_a_file_harmless(desk: Running) -> None:
    """Files come with their own type only, never framed, scripted, sniffed or cached on the way."""
    ana = await desk.visitor()
    for content, name, place in (
        (picture(), "a.png", "inline"),
        (PDF, "a.pdf", "attachment"),
        (b"hi", "a.txt", "attachment"),
    ):
        sent = (await attach(ana.http, ana.conversation_id, content, name)).json()["attachment"]
        headers = (await ana.http.get(at(ana.conversation_id, sent["id"]))).headers
        assert headers["content-disposition"].startswith(place)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "private, no-store"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "sandbox" in headers["content-security-policy"]


async def test_repeats_are_stored_once(desk: Running) -> None:
    """The same upload again, even at the same moment, is one file; the same message again is one entry."""
    ana = await desk.visitor()
    upload_id, content = str(uuid.uuid4()), picture()
    both = await asyncio.gather(*(attach(ana.http, ana.conversation_id, content, "a.png", upload_id) for _ in range(4)))
    assert sorted(answer.status_code for answer in both) == [200, 200, 200, 201]
    assert len({answer.text for answer in both}) == 1
    assert len(kept_files(desk)) == 2
    other = await attach(ana.http, ana.conversation_id, picture(10, 10), "a.png", upload_id)
    assert (other.status_code, other.json()["code"]) == (409, "attachment_id_reused")

    file_id, message_id = both[0].json()["attachment"]["id"], str(uuid.uuid4())
    first = await write(ana.http, ana.conversation_id, "see", [file_id], id=message_id)
    again = await write(ana.http, ana.conversation_id, "see", [file_id], id=message_id)
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    for files in ([], [file_id, "a_other"]):
        reused = await write(ana.http, ana.conversation_id, "see", files, id=message_id)
        assert (reused.status_code, reused.json()["code"]) == (409, "message_id_reused")
    late = await attach(ana.http, ana.conversation_id, content, "a.png", upload_id)
    assert late.status_code == 200


@pytest.mark.slow
async def test_a_file_is_sent_once_and_by_its_owner(desk: Running) -> None:
    """A file goes with one message of who uploaded it; before that nobody else sees it; too many are refused."""
    ana, eve, maya = await desk.visitor(), await desk.visitor(), await desk.agent()
    mine = (await attach(ana.http, ana.conversation_id, picture(20, 20))).json()["attachment"]["id"]
    assert (await maya.get(at(ana.conversation_id, mine, "agent"))).status_code == 404
    assert (await ana.http.get(at(ana.conversation_id, mine))).status_code == 200
    gone = [
        await write(eve.http, eve.conversation_id, "", [mine]),
        await write(eve.http, eve.conversation_id, "", ["a_unknown"]),
    ]
    assert {answer.status_code for answer in gone} == {409}
    assert gone[0].json() == gone[1].json()
    assert gone[0].json()["code"] == "attachment_gone"
    assert (await write(ana.http, ana.conversation_id, "", [mine, mine])).json()["code"] == "invalid_field"
    assert (await write(ana.http, ana.conversation_id, "", [f"a_{n}" for n in range(6)])).json()[
        "code"
    ] == "too_many_attachments"
    assert (await write(ana.http, ana.conversation_id, "  ", [])).json()["code"] == "invalid_field"
    assert await ana.entries() == []
    twice = await asyncio.gather(*(write(ana.http, ana.conversation_id, "", [mine]) for _ in range(2)))
    assert sorted(answer.status_code for answer in twice) == [201, 409]


@pytest.mark.slow
async def test_agent_attaches_only_where_they_hold(desk: Running) -> None:
    """Who does not hold the conversation uploads nothing to it, and nothing is left of the try."""
    ana, tom = await desk.visitor(), await desk.agent("tom@warmhand.example")
    refused = await attach(tom, ana.conversation_id, picture(), side="agent")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
    await nothing_kept(desk)


async def test_the_bot_and_files(desk: Running, bot: Bot) -> None:
    """Files alone: the assistant says it cannot look and offers a person, without Rasa. With words: the words are
    answered, and when they say nothing to the bot, the offer follows."""
    ana = await desk.visitor()

    async def with_file(text: str) -> None:
        sent = (await attach(ana.http, ana.conversation_id, picture(20, 20))).json()["attachment"]["id"]
        assert (await write(ana.http, ana.conversation_id, text, [sent])).status_code == 201

    await with_file("")
    seen = await ana.until("I am a bot and cannot look at pictures")
    assert seen == ["customer: ", seen[-1]]
    offered = (await ana.entries())[-1]["message"]["quick_replies"]
    assert offered == [{"label": "Talk to a person", "command": "request_agent"}]
    assert bot.turns == []

    await with_file("where is my order")
    await ana.until("You said: where is my order")
    assert len(await ana.texts()) == 4
    missed = {"intent": {"name": "nlu_fallback", "confidence": 0.2}, "ranking": [], "missed": True}
    bot.answer_to("see attached", understanding=missed)
    await with_file("see attached")
    await ana.until("You said: see attached")
    assert (await ana.texts())[-1].startswith("bot: I am a bot and cannot look")
    assert [turn["text"] for turn in bot.turns] == ["where is my order", "see attached"]


@pytest.mark.slow
async def test_brief_and_memory_hold_the_files(desk: Running, bot: Bot) -> None:
    """The brief lists what was sent to the bot, by message; a hand-back tells the bot of files in words."""
    ana, maya = await desk.visitor(), await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    cup = (await attach(ana.http, ana.conversation_id, picture(20, 20), "cup.png")).json()["attachment"]
    await write(ana.http, ana.conversation_id, "", [cup["id"]])
    await ana.until("I am a bot")
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    brief = (await maya.get(one)).json()["brief"]
    assert brief["attachments"] == [{"seq": 1} | cup]
    assert [(line["text"], line["missed"]) for line in brief["asked"]] == [("Sent a picture", False)]
    assert brief["wants"] == "Sent a picture"
    assert brief["mood"] == []
    await maya.post(f"{one}/claim", json={})
    again = (await attach(ana.http, ana.conversation_id, picture(30, 30), "lid.png")).json()["attachment"]
    await write(ana.http, ana.conversation_id, "", [again["id"]])
    await maya.post(f"{one}/hand-back", json={})
    async with asyncio.timeout(5):
        while not bot.handbacks:
            await asyncio.sleep(0.01)
    assert bot.handbacks[0]["stretch"] == [{"author": "customer", "text": "Sent a picture"}]
