"""Pictures and files between a customer and an agent, each in a browser, against the real processes."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.house import House, eventually
from tests.journeys.people import Agent, Customer

pytestmark = pytest.mark.timeout(400)

FORM = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def cup(width: int = 1200, height: int = 900) -> bytes:
    """A photo as a phone sends it, with the place where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5)})
    written = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(written, format="JPEG", exif=exif)
    return written.getvalue()


def given(name: str, kind: str, content: bytes) -> dict[str, object]:
    """A file as the picker hands it over."""
    return {"name": name, "mimeType": kind, "buffer": content}


def is_shown(picture: Locator) -> bool:
    """Whether the browser really drew it."""
    return bool(picture.evaluate("image => image.complete && image.naturalWidth > 0"))


def test_picture_and_document_between_customer_and_agent(browser: Browser, house: House) -> None:
    """A picture to the bot is answered honestly; a person sees it live, opens it large by keyboard and answers with a
    document that the customer saves; a refused file says why; a reload shows the same."""
    ana = Customer.arrives(browser, house)
    chooser = ana.widget.get_by_test_id("attach-input")
    chooser.set_input_files([given("cup.jpg", "image/jpeg", cup())])
    expect(ana.widget.get_by_test_id("chosen")).to_have_attribute("data-state", "ready")
    ana.widget.get_by_test_id("send").click()
    ana.sees("I am a bot and cannot look at pictures", author="bot")
    ana.widget.get_by_test_id("quick-reply").filter(has_text="Talk to a person").click()
    ana.sees("Waiting for a person from our team")

    maya = Agent.signs_in(browser, house)
    conversation_id = maya.opens_waiting("Visitor")
    expect(maya.page.get_by_test_id("brief-attachments").get_by_test_id("picture")).to_have_count(1)
    maya.claims()
    maya.says("Hello, what does the handle look like?")
    ana.sees("what does the handle look like", author="agent")

    chooser.set_input_files(
        [given("handle.jpg", "image/jpeg", cup(600, 1000)), given("page.svg", "image/svg+xml", b"<svg xmlns='x'/>")]
    )
    refused = ana.widget.get_by_test_id("chosen").filter(has_text="page.svg")
    expect(refused).to_contain_text("We take pictures")
    refused.get_by_test_id("remove-file").click()
    ana.says("like this")
    thread = maya.page.get_by_test_id("transcript")
    opener = thread.get_by_role("button", name="Open picture handle.jpg")
    expect(opener).to_be_visible()
    eventually(lambda: is_shown(opener.locator("img")), "the agent sees the picture without reloading")

    opener.focus()
    maya.page.keyboard.press("Enter")
    viewer = maya.page.get_by_test_id("viewer")
    expect(viewer.locator("img")).to_be_visible()
    eventually(lambda: is_shown(viewer.locator("img")), "the picture is drawn large")
    maya.page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(opener).to_be_focused()
    expect(maya.page.get_by_test_id("hand-back")).to_be_visible()

    maya.page.get_by_test_id("attach-input").set_input_files([given("Return form.pdf", "application/pdf", FORM)])
    maya.says("Please fill in this form")
    link = ana.widget.get_by_role("button", name="Save Return form.pdf")
    with ana.page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "Return form.pdf"
    assert Path(saved.value.path()).read_bytes() == FORM

    seen = ana.transcript()
    ana.reloads()
    eventually(lambda: ana.transcript() == seen, "the widget shows the same transcript after a reload")
    for place in ana.widget.get_by_test_id("picture").all():
        # What is far from the screen is fetched when it comes near.
        place.scroll_into_view_if_needed()
        expect(place.locator("img")).to_be_visible()
        eventually(lambda place=place: is_shown(place.locator("img")), "each picture after a reload")
    expect(ana.widget.get_by_test_id("picture")).to_have_count(2)
    kept = [path.read_bytes() for path in (house.var / "attachments").rglob("*") if path.is_file()]
    assert len(kept) == 5, "two pictures with thumbnails and one document"
    assert not [content for content in kept if b"Exif" in content or b"<svg" in content]
    with sqlite3.connect(f"file:{house.var / 'desk.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT seq FROM attachments WHERE conversation_id = ?", (conversation_id,)).fetchall()
    assert len(rows) == 3
    assert all(seq for (seq,) in rows)

    eve = Customer.arrives(browser, house)
    told = eve.page.request.get(f"{house.url('desk')}/api/widget/conversations/{conversation_id}/attachments/a_any")
    assert told.status == 401


def test_unsent_picture_survives_a_reload(browser: Browser, house: House) -> None:
    """With the desk unreachable a picture waits in the browser, through a reload, and is sent once when it is back."""
    ana = Customer.arrives(browser, house)
    ana.says("hello")
    ana.sees("", author="bot")
    ana.page.context.route("**/attachments*", lambda route: route.abort())
    ana.widget.get_by_test_id("attach-input").set_input_files([given("cup.jpg", "image/jpeg", cup(300, 200))])
    expect(ana.widget.get_by_test_id("chosen")).to_have_attribute("data-state", "failed")
    ana.composer.fill("see my cup")
    ana.widget.get_by_test_id("send").click()
    expect(ana.entries.filter(has_text="see my cup")).to_contain_text("Not sent")
    ana.reloads()
    expect(ana.entries.filter(has_text="see my cup")).to_be_visible()
    ana.page.context.unroute("**/attachments*")
    row = ana.widget.locator('[data-testid="entry"][data-author="customer"][data-seq]').filter(has_text="see my cup")
    expect(row.get_by_test_id("picture")).to_be_visible()
    eventually(lambda: is_shown(row.locator("img")), "the picture that waited is shown")
    assert ana.entries.filter(has_text="see my cup").count() == 1
