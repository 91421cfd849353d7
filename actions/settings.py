"""The only reader of the environment in this process."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this process listens, and where shop and desk are."""

    port: int
    shop_url: str
    shop_api_key: str
    desk_url: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check all settings. Raises SettingsError on the first one that is missing or wrong."""
    shop_port = _port(environment, "WARMHAND_SHOP_PORT", 8010)
    desk_port = _port(environment, "WARMHAND_DESK_PORT", 8000)
    shop_url = _url(environment, "WARMHAND_SHOP_URL", f"http://127.0.0.1:{shop_port}")
    return Settings(
        port=_port(environment, "WARMHAND_ACTIONS_PORT", 8030),
        # Orders may be told by something else than the shop's pages (docs/shops.md).
        shop_url=_url(environment, "WARMHAND_SHOP_API_URL", shop_url),
        shop_api_key=_secret(environment, "WARMHAND_SHOP_API_KEY"),
        desk_url=_url(environment, "WARMHAND_DESK_URL", f"http://127.0.0.1:{desk_port}"),
    )


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SettingsError(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _url(environment: Mapping[str, str], name: str, default: str) -> str:
    text = environment.get(name, "").strip() or default
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{name} must be an address like http://127.0.0.1:8010, not {text!r}.")
    return text.rstrip("/")


def _secret(environment: Mapping[str, str], name: str) -> str:
    text = environment.get(name, "").strip()
    if not text:
        raise SettingsError(f"{name} is not set: run `make setup`, which makes it, or set it in the environment.")
    if not (text.isascii() and text.isprintable()):
        raise SettingsError(f"{name} must be plain printable characters, because it travels in an HTTP header.")
    return text
