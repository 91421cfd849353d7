"""A mistake in the settings stops the start with a sentence, and no secret is in it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from shop.errors import SetupError
from storefront.settings import ShopifySettings, WooSettings, read_settings
from tests.actions.conftest import ROOT

WOO = {
    "WARMHAND_SHOP_KIND": "woocommerce",
    "WARMHAND_SHOP_API_KEY": "a-key-for-tests",
    "WARMHAND_SHOP_JWT_SECRET": "a-secret-for-tests-that-is-long-enough",
    "WARMHAND_SHOP_WEBHOOK_SECRET": "a-webhook-secret-for-tests",
    "WARMHAND_WOOCOMMERCE_URL": "https://shop.example/",
    "WARMHAND_WOOCOMMERCE_KEY": "ck_" + "a" * 40,
    "WARMHAND_WOOCOMMERCE_SECRET": "cs_" + "b" * 40,
    "SMTP_URL": "smtp://mail.example",
}
SHOPIFY = {
    **{name: value for name, value in WOO.items() if "WOOCOMMERCE" not in name},
    "WARMHAND_SHOP_KIND": "shopify",
    "WARMHAND_SHOPIFY_DOMAIN": "fern-and-oak.myshopify.com",
    "WARMHAND_SHOPIFY_TOKEN": "shpat_" + "c" * 32,
}


def test_what_is_read() -> None:
    """Addresses without their slash; secrets are in no representation."""
    woo, shopify = read_settings(WOO), read_settings(SHOPIFY)
    assert isinstance(woo.vendor, WooSettings)
    assert isinstance(shopify.vendor, ShopifySettings)
    assert (woo.vendor.url, shopify.vendor.url) == ("https://shop.example", "https://fern-and-oak.myshopify.com")
    assert (woo.terms.return_days, woo.terms.returns_page, shopify.vendor.api_version) == (30, "", "2026-01")
    for settings in (woo, shopify):
        shown = repr(settings)
        assert not [value for name, value in {**WOO, **SHOPIFY}.items() if "SECRET" in name and value in shown]
        assert "ck_" not in shown
        assert "shpat_" not in shown


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"WARMHAND_SHOP_KIND": "demo"}, "WARMHAND_SHOP_KIND must be woocommerce or shopify"),
        ({"WARMHAND_SHOP_KIND": ""}, "WARMHAND_SHOP_KIND must be"),
        ({"SMTP_URL": ""}, "SMTP_URL is not set"),
        ({"SMTP_URL": "ftp://x"}, "SMTP_URL must look like"),
        ({"WARMHAND_SHOP_API_KEY": ""}, "WARMHAND_SHOP_API_KEY must be set"),
        ({"WARMHAND_SHOP_JWT_SECRET": "short"}, "WARMHAND_SHOP_JWT_SECRET must be set, to at least 32"),
        ({"WARMHAND_SHOP_WEBHOOK_SECRET": "short"}, "WARMHAND_SHOP_WEBHOOK_SECRET must be set"),
        ({"WARMHAND_WOOCOMMERCE_URL": ""}, "WARMHAND_WOOCOMMERCE_URL must be the shop's address"),
        ({"WARMHAND_WOOCOMMERCE_URL": "http://shop.example"}, "must begin with https://"),
        ({"WARMHAND_WOOCOMMERCE_URL": "https://a:b@shop.example"}, "must be the shop's address"),
        ({"WARMHAND_WOOCOMMERCE_KEY": "cs_" + "b" * 40}, "begins with ck_"),
        ({"WARMHAND_WOOCOMMERCE_PROMISED_META": "a b"}, "must be the name of a field"),
        ({"WARMHAND_SHOP_RETURN_DAYS": "0"}, "WARMHAND_SHOP_RETURN_DAYS must be a whole number from 1 to 365"),
        ({"WARMHAND_SHOP_RETURNS_PAGE": "returns"}, "WARMHAND_SHOP_RETURNS_PAGE must be the address"),
        ({"WARMHAND_SHOP_PORT": "x"}, "WARMHAND_SHOP_PORT must be a whole number"),
        ({"WARMHAND_MAIL_FROM": "nobody"}, "WARMHAND_MAIL_FROM must be an e-mail address"),
    ],
)
def test_mistakes_are_named(changed: dict[str, str], sentence: str) -> None:
    """One sentence with the setting's name, and never the value of a secret."""
    with pytest.raises(SetupError) as refusal:
        read_settings({**WOO, **changed})
    assert sentence in str(refusal.value)
    assert "b" * 40 not in str(refusal.value)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"WARMHAND_SHOPIFY_DOMAIN": "fern-and-oak.example"}, "WARMHAND_SHOPIFY_DOMAIN must be the shop's own domain"),
        ({"WARMHAND_SHOPIFY_DOMAIN": "evil.example/x.myshopify.com"}, "WARMHAND_SHOPIFY_DOMAIN must be"),
        ({"WARMHAND_SHOPIFY_TOKEN": ""}, "WARMHAND_SHOPIFY_TOKEN must be set"),
        ({"WARMHAND_SHOPIFY_API_VERSION": "2025-10"}, "WARMHAND_SHOPIFY_API_VERSION must be 2026-01 or later"),
        ({"WARMHAND_SHOPIFY_API_VERSION": "latest"}, "WARMHAND_SHOPIFY_API_VERSION must be"),
    ],
)
def test_mistakes_about_shopify_are_named(changed: dict[str, str], sentence: str) -> None:
    """Older versions do not know the idempotency key of refunds."""
    with pytest.raises(SetupError) as refusal:
        read_settings({**SHOPIFY, **changed})
    assert sentence in str(refusal.value)


def test_the_process_does_not_start_on_a_mistake() -> None:
    """Exit status 2, one line."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WARMHAND_")}
    given = {**environment, **WOO, "WARMHAND_WOOCOMMERCE_URL": "shop"}
    ended = subprocess.run(
        [sys.executable, "-m", "storefront"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.strip() == "WARMHAND_WOOCOMMERCE_URL must be the shop's address, such as https://shop.example."
