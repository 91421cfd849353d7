"""The only reader of the environment in the shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from shop.errors import SetupError
from shop.letters import MailServer, mail_server

# An origin goes into the pages' content policy, so nothing but scheme, host and port may get through.
ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?")
SHORTEST_JWT_SECRET = 32
ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Settings:
    """Everything the shop can be told from outside."""

    port: int
    database: Path
    url: str
    desk_url: str
    api_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    faults: bool = False
    mail_server: MailServer | None = field(default=None, repr=False)
    """Where letters are handed in; None opens the demo's own mailbox on `mail_port` (0: any free port)."""
    mail_port: int = 0
    mail_from: str = "shop@fern-and-oak.example"
    host: str = "127.0.0.1"

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure where the shop is reached over HTTPS."""
        return self.url.startswith("https://")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check all settings. Raises SetupError with one sentence that says what to do."""
    port = _port(environ, "WARMHAND_SHOP_PORT", 8010)
    desk_port = _port(environ, "WARMHAND_DESK_PORT", 8000)
    mail_port = _port(environ, "WARMHAND_MAIL_PORT", 0)
    secret = _secret(environ, "WARMHAND_SHOP_JWT_SECRET")
    if len(secret.encode()) < SHORTEST_JWT_SECRET:
        raise SetupError(
            f"WARMHAND_SHOP_JWT_SECRET is too short: give it at least {SHORTEST_JWT_SECRET} bytes, or run set-up again."
        )
    return Settings(
        port=port,
        database=read_database(environ),
        url=_origin(environ, "WARMHAND_SHOP_URL", f"http://127.0.0.1:{port}"),
        desk_url=_origin(environ, "WARMHAND_DESK_URL", f"http://127.0.0.1:{desk_port}"),
        api_key=_secret(environ, "WARMHAND_SHOP_API_KEY"),
        jwt_secret=secret,
        faults=_switch(environ, "WARMHAND_SHOP_FAULTS"),
        mail_server=_mail_server(environ, mail_port),
        mail_port=mail_port,
        mail_from=_address(environ, "WARMHAND_MAIL_FROM", "shop@fern-and-oak.example"),
    )


def read_database(environ: Mapping[str, str]) -> Path:
    """Where the shop's SQLite file is; by default `shop.db` in the folder for run-time files."""
    default = Path(environ.get("WARMHAND_VAR_DIR", "").strip() or "var") / "shop.db"
    return Path(environ.get("WARMHAND_SHOP_DATABASE", "").strip() or default)


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise SetupError(f"{name} must be a port between 1 and 65535, not {value!r}.")
    return int(value)


def _origin(environ: Mapping[str, str], name: str, default: str) -> str:
    value = environ.get(name, "").strip().rstrip("/") or default
    if not ORIGIN.fullmatch(value) or not urlsplit(value).hostname:
        raise SetupError(f"{name} must be an address such as http://127.0.0.1:8000 without a path, not {value!r}.")
    return value


def _secret(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise SetupError(f"{name} is not set: run set-up, which makes it, or put it into the environment.")
    return value


def _mail_server(environ: Mapping[str, str], mail_port: int) -> MailServer | None:
    """The mail server of SMTP_URL, unless that is the demo's own mailbox."""
    url = environ.get("SMTP_URL", "").strip()
    bundled = MailServer("smtp", "127.0.0.1", mail_port)
    server = mail_server(url) if url else bundled
    return None if server == bundled else server


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    value = environ.get(name, "").strip() or default
    if not ADDRESS.fullmatch(value):
        raise SetupError(f"{name} must be an e-mail address such as {default}.")
    return value


def _switch(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "").strip() or "0"
    if value not in ("0", "1"):
        raise SetupError(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"
