"""The studio: two designers at once, by keyboard alone, offline, the data's files, and every screen for everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.axe import violations
from tests.journeys.designers import Designer, said
from tests.journeys.house import House

pytestmark = pytest.mark.timeout(400)

PLACES = ("start", "inbox", "data", "train", "models", "try")


def test_two_designers_label_at_once(browser: Browser, house: House) -> None:
    """The second never overwrites the first, learns what was chosen and goes on; undo opens the message to both."""
    said(house, "can a dirigible bring my parcel")
    said(house, "does the dirigible come on sundays")
    ida = Designer.signs_in(browser, house)
    noor = Designer.signs_in(browser, house, "noor@warmhand.example")
    ida.looks_for("dirigible", 2)
    noor.looks_for("dirigible", 2)
    before = ida.pending()
    first = ida.text.inner_text()
    expect(noor.text).to_have_text(first)

    ida.page.keyboard.press("o")
    expect(ida.text).not_to_have_text(first)
    ida.sees_pending(before + 1)
    noor.page.keyboard.press("x")
    expect(noor.page.get_by_test_id("notice")).to_contain_text("Not saved: Ida chose Out of scope")
    expect(noor.text).not_to_have_text(first)
    row = noor.messages.filter(has_text=first)
    expect(row.get_by_test_id("labelled")).to_contain_text("Out of scope · Ida")

    noor.page.keyboard.press("x")
    noor.sees_pending(before + 2)
    ida.page.keyboard.press("u")
    expect(ida.text).to_have_text(first)
    expect(ida.page.get_by_test_id("decided")).to_have_count(0)
    noor.page.keyboard.press("u")
    noor.sees_pending(before)


def test_what_is_alike_is_labelled_together_and_taken_back_together(browser: Browser, house: House) -> None:
    """`s`, ticks, one button, one undo."""
    for text in (
        "is the xylophone strap machine washable",
        "can i machine wash the xylophone strap",
        "machine washing a xylophone strap okay?",
    ):
        said(house, text)
    ida = Designer.signs_in(browser, house)
    ida.looks_for("xylophone", 3)
    before = ida.pending()
    page = ida.page
    page.keyboard.press("/")
    page.get_by_test_id("intent-field").fill("prod")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    ticks = page.get_by_test_id("tick")
    expect(ticks.first).to_be_visible()
    alike = page.get_by_test_id("similar-panel").get_by_role("listitem").filter(has_text="xylophone")
    expect(alike).to_have_count(2)
    for tick in ticks.all():
        tick.uncheck()
    for each in alike.all():
        each.get_by_test_id("tick").check()
    assert violations(page) == []
    page.get_by_test_id("label-all").click()
    ida.sees_pending(before + 3)
    for row in ida.messages.all():
        expect(row.get_by_test_id("labelled")).to_contain_text("· Ida")
    page.keyboard.press("u")
    ida.sees_pending(before)
    expect(page.get_by_test_id("labelled")).to_have_count(0)


def test_by_keyboard_alone(browser: Browser, house: House) -> None:
    """From signing in to four decisions, a marked entity, an undo and another place, without a pointer."""
    for text in ("quokka 20417 box dented", "quokka lamp hums", "quokka vase pale", "quokka rug sheds"):
        said(house, text)
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{house.url('desk')}/studio")
    expect(page.get_by_test_id("sign-in-email")).to_be_visible()
    page.get_by_test_id("sign-in-email").focus()
    page.keyboard.type("ida@warmhand.example")
    page.keyboard.press("Tab")
    page.keyboard.type(house.agent_password)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("start")).to_be_visible()
    ida = Designer(page)
    ida.looks_for("quokka", 4)
    before = ida.pending()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Out of scope")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    numbered = ida.messages.filter(has_text="box dented")
    for _ in range(4):
        if numbered.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("j")
    expect(ida.text).to_contain_text("box dented")
    page.keyboard.press("m")
    field = page.get_by_test_id("mark-field")
    expect(field).to_be_focused()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("entity-menu")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("entity-mark")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_test_id("intent-field")).to_be_focused()
    page.keyboard.type("damaged")
    expect(page.get_by_test_id("advice")).to_contain_text("damaged item")
    page.keyboard.press("Enter")
    expect(numbered.get_by_test_id("labelled")).to_contain_text("damaged item · Ida")

    page.keyboard.press("1")
    page.keyboard.press("x")
    page.keyboard.press("e")
    ida.sees_pending(before + 4)
    expect(ida.messages.filter(has_text="Kept for the exam")).to_have_count(1)
    for _ in range(4):
        page.keyboard.press("u")
    ida.sees_pending(before)
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_test_id("data")).to_be_visible()


def test_selected_words_become_an_entity(browser: Browser, house: House) -> None:
    """A double click on a word offers what it may be; the mark is shown, and can be taken off."""
    said(house, "the armadillo cushion came torn")
    ida = Designer.signs_in(browser, house)
    ida.looks_for("armadillo", 1)
    words = ida.text.bounding_box()
    assert words
    ida.page.mouse.dblclick(words["x"] + 90, words["y"] + words["height"] / 2)
    ida.page.get_by_test_id("entity-menu").get_by_role("button", name="product").click()
    expect(ida.page.get_by_test_id("entity-mark")).to_contain_text("armadillo")
    assert violations(ida.page) == []
    ida.page.get_by_role("button", name="armadillo is no product").click()
    expect(ida.page.get_by_test_id("entity-mark")).to_have_count(0)


def test_labels_given_offline_are_kept_and_sent(browser: Browser, house: House) -> None:
    """Nothing is lost without a network: it says so, survives a closed page, and arrives."""
    said(house, "my walrus mug is chipped")
    ida = Designer.signs_in(browser, house)
    ida.looks_for("walrus", 1)
    before = ida.pending()
    ida.page.context.set_offline(True)
    ida.page.keyboard.press("o")
    expect(ida.page.get_by_test_id("kept")).to_contain_text("Not sent yet: Out of scope")
    expect(ida.page.get_by_test_id("offline")).to_contain_text("One label is kept here")
    ida.page.context.set_offline(False)
    ida.page.reload()
    ida.sees_pending(before + 1)
    expect(ida.page.get_by_test_id("offline")).to_have_count(0)


def test_the_files_of_the_data(browser: Browser, house: House, tmp_path: Path) -> None:
    """What is wrong stands at its line; an import is looked at first; every change can be taken along and back."""
    ida = Designer.signs_in(browser, house)
    page = ida.page
    page.get_by_test_id("go-data").click()
    page.get_by_test_id("tab-files").click()
    page.get_by_test_id("file").filter(has_text=re.compile("nlu")).first.click()
    text = page.get_by_test_id("file-text")
    expect(text).to_have_value(re.compile("intent:"))
    whole = text.input_value()
    text.fill(whole.replace("\nnlu:", "\nnlu: [", 1))
    page.get_by_test_id("save-file").click()
    expect(page.get_by_test_id("trouble")).to_be_visible()
    expect(page.get_by_test_id("finding").first).to_contain_text("line")
    assert violations(page) == []
    text.fill(whole + "# by hand\n")
    page.get_by_test_id("says").fill("A remark at the end")
    page.get_by_test_id("save-file").click()
    page.get_by_test_id("tab-changes").click()
    change = page.get_by_test_id("change").filter(has_text="A remark at the end").first
    expect(change).to_contain_text("# by hand")
    with page.expect_download() as taken:
        change.get_by_test_id("patch").click()
    taken.value.save_as(tmp_path / "change.patch")
    assert "From: Ida <ida@warmhand.example>" in (tmp_path / "change.patch").read_text()
    change.get_by_test_id("undo-change").click()
    change.get_by_test_id("undo-change-sure").click()
    expect(change).to_contain_text("undone")

    page.get_by_test_id("tab-import").click()
    page.get_by_test_id("import-text").fill(
        "where does the yak parcel roam\ttrack_order\nno tab here\nmoo\tno_such_intent"
    )
    page.get_by_test_id("preview").click()
    expect(page.get_by_test_id("brought")).to_contain_text("1 new")
    expect(page.get_by_test_id("brought").get_by_test_id("finding")).to_have_count(2)
    assert violations(page) == []
    page.get_by_test_id("import-commit").click()
    expect(page.get_by_test_id("brought")).to_contain_text("1 examples are in the data")
    page.get_by_test_id("tab-changes").click()
    brought = page.get_by_test_id("change").filter(has_text="Imported 1 examples").first
    expect(brought).to_contain_text("yak parcel")
    brought.get_by_test_id("undo-change").click()
    brought.get_by_test_id("undo-change-sure").click()
    expect(brought).to_contain_text("undone")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (900, 700), (320, 640)])
def test_every_place_for_everybody(browser: Browser, house: House, width: int, height: int) -> None:
    """axe finds nothing in light and dark; nothing is wider than the window; the policy stops nothing."""
    said(house, "an emu ate my invoice")
    ida = Designer.signs_in(browser, house, width=width, height=height)
    page = ida.page
    stopped: list[str] = []
    page.on("pageerror", lambda error: stopped.append(str(error)))
    page.on("console", lambda line: stopped.append(line.text) if "Content Security Policy" in line.text else None)
    for place in PLACES:
        page.get_by_test_id(f"go-{place}").click()
        expect(page.get_by_test_id("loading")).to_have_count(0)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == [], (place, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    assert stopped == []


def test_whoever_is_no_designer_is_told_so_kindly(browser: Browser, house: House) -> None:
    """An agent is shown the way to the desk, and nothing of the studio."""
    page = browser.new_context().new_page()
    page.goto(f"{house.url('desk')}/studio")
    page.get_by_test_id("sign-in-email").fill("maya@warmhand.example")
    page.get_by_test_id("sign-in-password").fill(house.agent_password)
    page.get_by_test_id("sign-in").click()
    expect(page.get_by_test_id("not-for-you")).to_contain_text("Maya, here the assistant is taught")
    expect(page.get_by_role("link", name="To the desk")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Sign in as somebody else").click()
    expect(page.get_by_test_id("sign-in-email")).to_be_visible()
