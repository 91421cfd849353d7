"""The only reader of the environment in the supervisor. Fills in what every process is told (docs/wire.md §1)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from supervisor import env_file, keys
from supervisor.problem import Problem

PORTS = {
    "desk": 8000,
    "shop": 8010,
    "rasa": 8020,
    "actions": 8030,
    "redis": 8040,
    "mail": 8050,
    "trainer": 8060,
    "rasa_b": 8070,
}
SHOP_KINDS = ("demo", "generic", "woocommerce", "shopify")
URLS = ("desk", "shop", "rasa", "rasa_b", "actions", "trainer")


@dataclass(frozen=True)
class Settings:
    """Where things are, and the whole environment that the processes get."""

    root: Path
    var: Path
    ports: Mapping[str, int]
    urls: Mapping[str, str]
    redis_url: str
    starts_redis: bool
    encoder: Path
    models: Path
    shop_kind: str
    environment: Mapping[str, str] = field(repr=False)

    @property
    def agent_password(self) -> str:
        """Password of the demo agents."""
        return self.environment["WARMHAND_AGENT_PASSWORD"]

    @property
    def bot_secret(self) -> str:
        """What the bot's door asks for."""
        return self.environment["WARMHAND_BOT_SECRET"]


def read_settings(environ: Mapping[str, str], root: Path) -> Settings:
    """Read the environment, `.env` and `secrets.env` (each yields to the one before), making keys that are missing.

    Raises Problem for a setting that cannot be right.
    """
    env_path = root / ".env"
    written = env_file.parse(env_path.read_text(), ".env") if env_path.exists() else {}
    # An empty value is no value, wherever it stands.
    known = {name: value for source in (written, environ) for name, value in source.items() if value.strip()}
    given_var = known.get("WARMHAND_VAR_DIR") or "var"
    var = root / given_var
    known = {**keys.read_or_make(var), **known, "WARMHAND_VAR_DIR": given_var}
    ports = {name: _port(known, f"WARMHAND_{name.upper()}_PORT", default) for name, default in PORTS.items()}
    _check_distinct(ports)
    urls = {name: _url(known, f"WARMHAND_{name.upper()}_URL", ports[name]) for name in URLS}
    shop_kind = known.get("WARMHAND_SHOP_KIND") or "demo"
    urls["shop_api"] = _shop_api_url(known, shop_kind, ports["shop"])
    starts_redis = not known.get("REDIS_URL")
    redis_url = known.get("REDIS_URL") or _bundled_redis(ports)
    if urlsplit(redis_url).scheme not in ("redis", "rediss"):
        raise Problem(f"REDIS_URL must start with redis:// or rediss://, not {redis_url!r}.")
    encoder = known.get("WARMHAND_ENCODER_DIR") or "var/encoder"
    models = known.get("WARMHAND_MODELS_DIR") or "models"
    defaults = _defaults(known, given_var, ports, urls)
    return Settings(
        root=root,
        var=var,
        ports=ports,
        urls=urls,
        redis_url=redis_url,
        starts_redis=starts_redis,
        encoder=root / encoder,
        models=root / models,
        shop_kind=shop_kind,
        environment={**known, **defaults},
    )


def _defaults(known: Mapping[str, str], var: str, ports: Mapping[str, int], urls: Mapping[str, str]) -> dict[str, str]:
    """What every process is told, where nothing else was said."""
    kind = known.get("WARMHAND_SHOP_KIND") or "demo"
    return {
        "REDIS_URL": known.get("REDIS_URL") or _bundled_redis(ports),
        "DATABASE_URL": known.get("DATABASE_URL") or f"sqlite+aiosqlite:///{var}/desk.db",
        "WARMHAND_SHOP_DATABASE": known.get("WARMHAND_SHOP_DATABASE") or f"{var}/shop.db",
        "WARMHAND_ENCODER_DIR": known.get("WARMHAND_ENCODER_DIR") or "var/encoder",
        "WARMHAND_MODELS_DIR": known.get("WARMHAND_MODELS_DIR") or "models",
        "WARMHAND_SHOP_KIND": kind,
        # Without a mail server of its own the demo uses its shop's mailbox, which shows letters instead of sending.
        **({"SMTP_URL": known.get("SMTP_URL") or f"smtp://127.0.0.1:{ports['mail']}"} if kind == "demo" else {}),
        **{f"WARMHAND_{name.upper()}_PORT": str(port) for name, port in ports.items()},
        **{f"WARMHAND_{name.upper()}_URL": url for name, url in urls.items()},
    }


def _bundled_redis(ports: Mapping[str, int]) -> str:
    return f"redis://127.0.0.1:{ports['redis']}/0"


def colours_wanted(environ: Mapping[str, str]) -> bool:
    """Colours on a terminal, unless NO_COLOR says otherwise."""
    return sys.stdout.isatty() and not environ.get("NO_COLOR")


def _shop_api_url(known: Mapping[str, str], kind: str, port: int) -> str:
    """Who speaks the shop's contract: the demo shop or the storefront of this house, or a server of the shop's own."""
    if kind not in SHOP_KINDS:
        raise Problem(f"WARMHAND_SHOP_KIND must be one of {', '.join(SHOP_KINDS)}, not {kind!r}.")
    if kind != "demo" and not known.get("WARMHAND_SHOP_URL"):
        raise Problem(f"WARMHAND_SHOP_URL must be the address of your shop's pages when WARMHAND_SHOP_KIND is {kind}.")
    given = known.get("WARMHAND_SHOP_API_URL")
    if kind == "demo":
        given = given or known.get("WARMHAND_SHOP_URL")
    elif kind == "generic" and not given:
        raise Problem("WARMHAND_SHOP_API_URL must be the address of the server that speaks docs/shops.md.")
    return _url({"WARMHAND_SHOP_API_URL": given or ""}, "WARMHAND_SHOP_API_URL", port)


def _port(known: Mapping[str, str], name: str, default: int) -> int:
    value = known.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise Problem(f"{name} must be a port between 1 and 65535, not {value!r}.")
    return int(value)


def _check_distinct(ports: Mapping[str, int]) -> None:
    """Two processes cannot listen on one port."""
    seen: dict[int, str] = {}
    for name, port in ports.items():
        if port in seen:
            raise Problem(
                f"WARMHAND_{name.upper()}_PORT and WARMHAND_{seen[port].upper()}_PORT are both {port}: "
                "give each its own port."
            )
        seen[port] = name


def _url(known: Mapping[str, str], name: str, port: int) -> str:
    value = (known.get(name) or f"http://127.0.0.1:{port}").strip().rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem(f"{name} must be an address such as http://127.0.0.1:{port}, not {value!r}.")
    return value
