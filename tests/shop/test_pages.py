"""The pages a customer sees, and the proof of identity the widget gets."""

from __future__ import annotations

import asyncio
import re

import httpx
import jwt
import pytest

from shop.fulfilment import tracking_number
from shop.rendering import STYLE_SHEET
from tests.shop.conftest import JWT_SECRET, NOW, OpenShop, form_token

pytestmark = pytest.mark.slow

WIDGET = '<script src="http://127.0.0.1:8000/warmhand.js" data-identity="/widget-token" async></script>'
JUMPER = "/products/merino-jumper"


async def test_every_page_carries_the_widget_by_one_script_tag(open_shop: OpenShop) -> None:
    """Signed in or not, found or not: the widget is there, it is the only script, and the policy allows just it."""
    ana = await open_shop.customer("C1003")
    paths = (
        "/",
        JUMPER,
        "/sign-in",
        "/sign-out",
        "/account",
        f"/parcels/{tracking_number('DHL', '20417')}",
        "/nowhere",
    )
    for path in paths:
        page = await ana.get(path)
        assert page.text.count("<script") == 1
        assert WIDGET in page.text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'; script-src http://127.0.0.1:8000; frame-src http://127.0.0.1:8000;" in policy
        assert "unsafe" not in policy
        assert " style=" not in page.text
        assert not re.search(r'(?:src|href)="https?://(?!127\.0\.0\.1:8000/warmhand\.js)', page.text)


async def test_the_shop_window_links_every_product(open_shop: OpenShop) -> None:
    """Each product has a page with its price, its picture and its sizes."""
    visitor = await open_shop.visitor()
    slugs = re.findall(r'href="/products/([a-z-]+)"', (await visitor.get("/")).text)
    assert len(slugs) == 14
    for slug in slugs:
        page = await visitor.get(f"/products/{slug}")
        assert (page.status_code, page.text.count('class="picture"')) == (200, 1)
        assert "€" in page.text
    assert "Sold out in Ash" in (await visitor.get("/products/ash-lamp")).text
    assert "Colour: Navy" in (await visitor.get(JUMPER, params={"colour": "Navy"})).text
    assert "Colour: Oat" in (await visitor.get(JUMPER, params={"colour": "<b>"})).text


async def test_a_page_that_is_not_there_says_so(open_shop: OpenShop) -> None:
    """People get a page with a way back, in the shop's own look."""
    visitor = await open_shop.visitor()
    for path in ("/nowhere", "/products/no-such-thing", "/parcels/XX1", "/products/%00", "/products/%ff"):
        page = await visitor.get(path)
        assert page.status_code == 404
        assert "Back to the shop" in page.text


async def test_the_account_shows_the_customers_orders_and_nobody_elses(open_shop: OpenShop) -> None:
    """Newest first, each with its state and its timeline, dates as people say them."""
    ana = await open_shop.customer("C1003")
    page = (await ana.get("/account")).text
    assert re.findall(r'data-number="(\d+)"', page) == ["20435", "20417", "20412", "20406", "20402"]
    assert re.findall(r'data-state="(\w+)"', page) == ["paid", "shipped", "late", "delivered", "refunded"]
    assert "Due on Friday, 27 November." in page
    assert "It was due on Thursday, 19 November and is still on its way." in page
    stranger = await (await open_shop.visitor()).get("/account")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/sign-in?then=/account")


async def test_a_parcel_page_tells_where_it_is_and_not_whose(open_shop: OpenShop) -> None:
    """Anyone with the tracking number sees the way of the parcel, no name, no goods, no price."""
    page = await (await open_shop.visitor()).get(f"/parcels/{tracking_number('GLS', '20412')}")
    assert "Running late; it was due on Thursday, 19 November" in re.sub(r"\s+", " ", page.text)
    for private in ("Ana", "jumper", "94.00", "20412"):
        assert private not in page.text


async def test_signing_in_needs_our_own_form(open_shop: OpenShop) -> None:
    """Without the page's token, with another's, or from another site, nobody is signed in."""
    visitor = await open_shop.visitor()
    token = form_token(await visitor.get("/sign-in"))
    foreign = {"origin": "http://elsewhere.example"}
    refused = [
        await visitor.post("/sign-in", data={"customer_id": "C1003"}),
        await visitor.post("/sign-in", data={"customer_id": "C1003", "form_token": "guess"}),
        await visitor.post("/sign-in", data={"customer_id": "C1003", "form_token": token}, headers=foreign),
        await (await open_shop.visitor()).post("/sign-in", data={"customer_id": "C1003", "form_token": token}),
    ]
    assert [answer.status_code for answer in refused] == [403] * 4
    assert (await visitor.get("/widget-token")).status_code == 401
    nobody = await visitor.post("/sign-in", data={"customer_id": "C9999", "form_token": token})
    assert nobody.status_code == 400
    own = {"origin": open_shop.settings.url}
    welcome = await visitor.post("/sign-in", data={"customer_id": "C1003", "form_token": token}, headers=own)
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/account")
    cookie = welcome.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "then, leads_to",
    [
        (JUMPER, JUMPER),
        ("//elsewhere.example", "/account"),
        ("https://elsewhere.example", "/account"),
        ("/\\elsewhere.example", "/account"),
        ("", "/account"),
    ],
)
async def test_signing_in_leads_to_a_page_of_the_shop(open_shop: OpenShop, then: str, leads_to: str) -> None:
    """The way back never leaves the shop."""
    visitor = await open_shop.visitor()
    form = {"customer_id": "C1001", "form_token": form_token(await visitor.get("/sign-in")), "then": then}
    assert (await visitor.post("/sign-in", data=form)).headers["location"] == leads_to


async def test_signing_out_ends_the_session_on_the_server(open_shop: OpenShop) -> None:
    """A copied cookie is worth nothing afterwards; sessions also end by themselves."""
    ana = await open_shop.customer("C1003")
    copied = dict(ana.cookies)
    token = form_token(await ana.get("/account"))
    assert (await ana.post("/sign-out")).status_code == 403
    assert (await ana.post("/sign-out", data={"form_token": token})).headers["location"] == "/"
    thief = await open_shop.visitor()
    thief.cookies.update(copied)
    assert (await thief.get("/widget-token")).status_code == 401
    tom = await open_shop.customer("C1001")
    open_shop.clock.turn(hours=12)
    assert (await tom.get("/widget-token")).status_code == 401


async def test_the_widget_token_says_who_is_signed_in(open_shop: OpenShop) -> None:
    """The claims are those of the contract, good for ten minutes, never stored, fresh each time."""
    ana = await open_shop.customer("C1003")
    answer = await ana.get("/widget-token")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "access-control-allow-origin" not in answer.headers
    token = answer.json()["token"]
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    by_our_clock = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(token, JWT_SECRET, algorithms=["HS256"], audience="warmhand", options=by_our_clock)
    second = jwt.decode((await ana.get("/widget-token")).json()["token"], options={"verify_signature": False})
    assert claims.pop("jti") != second["jti"]
    assert claims == {
        "iss": open_shop.settings.url,
        "aud": "warmhand",
        "sub": "C1003",
        "name": "Ana Petrova",
        "email": "ana@example.com",
        "tier": "gold",
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 600,
    }
    assert answer.json()["expires_at"] == "2026-11-22T09:40:00Z"


async def test_signed_out_there_is_no_widget_token(open_shop: OpenShop) -> None:
    """The widget is told in JSON, and the answer is not kept."""
    visitor = await open_shop.visitor()
    visitor.cookies.set("shop_session", "forged")
    answer = await visitor.get("/widget-token")
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert answer.headers["cache-control"] == "no-store"


async def wish(browser: httpx.AsyncClient, number: str, kind: str, **changed: str) -> httpx.Response:
    page = await browser.get("/account")
    key = page.text.split('name="wish_key" value="', 1)[1].split('"', 1)[0]
    form = {"form_token": form_token(page), "wish_key": key, "reason": "Does not fit", **changed}
    return await browser.post(f"/account/orders/{number}/{kind}", data=form)


async def test_customers_can_cancel_and_return_by_themselves(open_shop: OpenShop) -> None:
    """The account offers what the rules allow, for own orders, through our own form."""
    ana = await open_shop.customer("C1003")
    page = (await ana.get("/account")).text
    assert re.findall(r'action="/account/orders/(\d+)/(\w+)"', page) == [("20435", "cancel"), ("20406", "return")]
    assert (await wish(ana, "20435", "cancel", form_token="guess")).status_code == 403
    assert (await wish(ana, "20436", "cancel")).status_code == 404
    assert (await wish(ana, "20417", "cancel")).status_code == 409
    assert (await wish(ana, "20406", "return", reason="")).status_code == 400
    assert (await wish(ana, "20435", "cancel")).headers["location"] == "/account#order-20435"
    assert (await wish(ana, "20406", "return")).headers["location"] == "/account#order-20406"
    after = (await ana.get("/account")).text
    assert "/account/orders/" not in after
    assert 'href="/returns/R20406"' in after
    stranger = await open_shop.visitor()
    token = form_token(await stranger.get("/sign-in"))
    form = {"form_token": token, "wish_key": "key-0001"}
    assert (await stranger.post("/account/orders/20436/cancel", data=form)).status_code == 401


async def buy(browser: httpx.AsyncClient, page: httpx.Response, **chosen: str) -> httpx.Response:
    key = page.text.split('name="purchase_key" value="', 1)[1].split('"', 1)[0]
    form = {"form_token": form_token(page), "purchase_key": key, "size": "M", "colour": "Navy", **chosen}
    return await browser.post(f"{JUMPER}/buy", data=form)


async def test_what_is_bought_is_an_order_like_any_other(open_shop: OpenShop) -> None:
    """A click makes one paid order, a double click no second, and the bot's API can cancel it."""
    ana = await open_shop.customer("C1003")
    page = await ana.get(JUMPER, params={"colour": "Navy"})
    clicks = await asyncio.gather(buy(ana, page), buy(ana, page))
    assert {click.headers["location"] for click in clicks} == {"/account#order-20441"}
    order = (await open_shop.api.get("/api/orders/20441", params={"customer_id": "C1003"})).json()["order"]
    assert (order["state"], order["promised_on"], order["cancellable"]) == ("paid", "2026-11-26", True)
    assert order["items"][0]["name"] == "Merino jumper, Navy, M"
    wish = {"customer_id": "C1003", "idempotency_key": "key-0001"}
    assert (await open_shop.api.post("/api/orders/20441/cancel", json=wish)).status_code == 200


async def test_nothing_is_bought_that_is_not_there(open_shop: OpenShop) -> None:
    """Sold out, unknown or signed out: no order, and the visitor is told."""
    ana = await open_shop.customer("C1003")
    page = await ana.get(JUMPER)
    for chosen in ({"size": "XXL"}, {"colour": "Pink"}):
        refused = await buy(ana, page, **chosen)
        assert refused.status_code == 409
        assert "has just gone" in refused.text
    left = 2  # Navy in M: six, less two for each of the two colours before it
    for _ in range(left):
        assert (await buy(ana, await ana.get(JUMPER))).status_code == 303
    assert (await buy(ana, await ana.get(JUMPER))).status_code == 409
    visitor = await open_shop.visitor()
    page = await visitor.get(JUMPER)
    assert "Sign in to buy" in page.text
    sent = await buy(visitor, page)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_and_controls_stand_out_from_their_ground(scheme: int) -> None:
    """Text has at least 4.5:1 and controls 3:1, in light and in dark."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE_SHEET.read_text(), re.DOTALL)
    tokens = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6})", blocks[scheme]))
    grounds = ("--surface", "--surface-raised", "--ground")
    texts = [(text, ground) for text in ("--text", "--text-muted", "--accent") for ground in grounds]
    texts += [(f"--{kind}", f"--{kind}-ground") for kind in ("good", "warn", "bad", "calm")]
    texts += [("--accent-text", "--accent"), ("--accent-text", "--accent-hover")]
    controls = [(line, ground) for line in ("--control", "--focus", "--warn") for ground in grounds[:2]]
    for pairs, least in ((texts, 4.5), (controls, 3.0)):
        for one, other in pairs:
            assert contrast(tokens[one], tokens[other]) >= least, (one, other)
