"""The desk's settings: the only reader of the environment (names and defaults in docs/wire.md §1)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from desk.access.address import networks
from desk.errors import DeskError
from desk.letters.address import checked_email
from desk.operations.logs import LogFormat
from desk.smtp import MailServer, mail_server

ROOT = Path(__file__).resolve().parent.parent


GUESSABLE = ("changeme", "change-me", "change_me", "password", "secret-", "example", "default", "12345678", "qwerty")
"""Words that do not belong into a secret: they stand in tutorials."""

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
"""What goes into a content policy: nothing but scheme, host and port gets through."""


class SettingsRefused(Exception):
    """A setting is missing or makes no sense; the text is one sentence that says what to do."""


class Settings(BaseSettings):
    """What the desk is told from outside. Secrets have no defaults: the desk does not start without them."""

    model_config = SettingsConfigDict(env_prefix="WARMHAND_", frozen=True)

    desk_port: int = Field(8000, ge=1, le=65535)
    shop_port: int = Field(8010, ge=1, le=65535)
    rasa_port: int = Field(8020, ge=1, le=65535)
    trainer_port: int = Field(8060, ge=1, le=65535)
    rasa_b_port: int = Field(8070, ge=1, le=65535)
    redis_port: int = Field(8040, ge=1, le=65535)
    desk_url: str = ""
    shop_url: str = ""
    shop_api_url: str = Field("", description="who speaks the shop's contract (docs/shops.md); none: the shop itself")
    rasa_url: str = ""
    rasa_b_url: str = ""
    trainer_url: str = ""
    redis_url: str = Field("", validation_alias="REDIS_URL")
    database_url: str = Field("", validation_alias="DATABASE_URL")
    var_dir: Path = Path("var")
    models_dir: Path = Field(Path("models"), description="where trained models lie")
    bot_secret: str = Field(min_length=16)
    shop_api_key: str = Field(min_length=16)
    shop_jwt_secret: str = Field(min_length=32)
    agent_password: str = Field("", description="password of the demo agents; empty: none are made")
    domain_file: Path = Field(Path("domain.yml"), description="the bot's domain: what it can understand")
    data_root: Path = Field(Path(), description="where domain.yml, config.yml and data/ lie, for the studio")
    exam_file: Path = Field(Path("benchmarks/held_back/shop_intents.tsv"), description="lines models are judged by")
    articles_file: Path = Field(Path("desk/knowledge/first_articles.yml"), description="what knowledge begins with")
    service_file: Path | None = Field(None, description="hours, teams, routing, service levels; none: the demo's")
    trusted_proxies: str = Field("", description="networks whose X-Forwarded-For is believed, comma-separated")
    limit_factor: float = Field(1.0, gt=0, le=10_000, description="multiplies every rate limit")
    keep_anonymous_days: int = Field(
        90, ge=1, le=36_500, description="closed conversations of visitors are kept so long"
    )
    keep_known_days: int = Field(730, ge=1, le=36_500, description="and those of customers")
    shop_name: str = Field("Fern & Oak", min_length=1, max_length=80)
    log_format: LogFormat = LogFormat.PLAIN
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    metrics_token: str = Field("", description="who may read /metrics; empty: this machine only")
    drain_seconds: float = Field(0.0, ge=0, le=60, description="how long to go on serving after a wish to stop")
    assistant_name: str = Field("Fern", min_length=1, max_length=80)

    late_notices: bool = Field(False, description="whether customers are told of late orders before they ask")
    frame_origins: str = Field("", description="pages besides the shop that may show the widget, comma-separated")
    smtp_url: str = Field("", validation_alias="SMTP_URL", repr=False, description="none: no letters are promised")
    mail_from: str = Field("shop@fern-and-oak.example", description="whom letters come from")

    attachment_bytes: int = Field(10 * 1024 * 1024, ge=1024, le=100 * 1024 * 1024)
    attachments_per_message: int = Field(5, ge=1, le=20)
    attachment_day_bytes: int = Field(100 * 1024 * 1024, ge=1024)
    attachments_per_day: int = Field(100, ge=1)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in values.items() if value != ""}

    @model_validator(mode="after")
    def _fill_in_neighbours(self) -> Settings:
        derived = {
            "desk_url": f"http://127.0.0.1:{self.desk_port}",
            "shop_url": f"http://127.0.0.1:{self.shop_port}",
            "rasa_url": f"http://127.0.0.1:{self.rasa_port}",
            "rasa_b_url": f"http://127.0.0.1:{self.rasa_b_port}",
            "trainer_url": f"http://127.0.0.1:{self.trainer_port}",
            "redis_url": f"redis://127.0.0.1:{self.redis_port}/0",
            "database_url": f"sqlite+aiosqlite:///{self.var_dir / 'desk.db'}",
        }
        for name, value in derived.items():
            if not getattr(self, name):
                # The model is frozen for everyone else; this is its own construction.
                object.__setattr__(self, name, value)
        return self

    @property
    def orders_url(self) -> str:
        """Where orders are asked for: the shop itself, or what speaks for it."""
        return self.shop_api_url or self.shop_url

    @field_validator("bot_secret", "shop_api_key", "shop_jwt_secret")
    @classmethod
    def _is_a_secret(cls, secret: str) -> str:
        # Made by set-up it is random; typed by somebody it is often a word from an example.
        plain = secret.lower()
        if len(set(secret)) < 8 or any(word in plain for word in GUESSABLE):
            raise ValueError("is easily guessed: remove it from your settings, and set-up makes a random one")
        return secret

    @field_validator("agent_password")
    @classmethod
    def _is_no_default(cls, password: str) -> str:
        if password and (len(password) < 10 or password.lower() in GUESSABLE):
            raise ValueError("needs at least 10 characters that nobody guesses, or none for no demo agents")
        return password

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: str) -> str:
        if url:
            mail_server(url)
        return url

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        try:
            return checked_email(address)
        except DeskError:
            raise ValueError("must be an e-mail address such as shop@fern-and-oak.example") from None

    @field_validator("frame_origins")
    @classmethod
    def _are_origins(cls, written: str) -> str:
        for origin in filter(None, map(str.strip, written.split(","))):
            if not ORIGIN.fullmatch(origin):
                raise ValueError("must be addresses such as https://shop.example, without a path")
        return written

    @property
    def framed_by(self) -> str:
        """Which pages may show the widget, as a content policy says it."""
        others = " ".join(filter(None, map(str.strip, self.frame_origins.split(","))))
        return f"'self' {self.shop_url} {others}".rstrip()

    @property
    def mail_server(self) -> MailServer | None:
        """Where letters are handed in; None where no letters are sent."""
        return mail_server(self.smtp_url) if self.smtp_url else None

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, written: str) -> str:
        try:
            networks(written)
        except ValueError:
            raise ValueError("must be addresses or networks such as 127.0.0.1, 10.0.0.0/8") from None
        return written

    @field_validator("desk_url", "shop_url", "shop_api_url", "rasa_url", "rasa_b_url", "trainer_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/")):
            raise ValueError("must be an address such as http://127.0.0.1:8000")
        return url.rstrip("/")


def read() -> Settings:
    """The settings of this process; raises `SettingsRefused` with one sentence per mistake."""
    try:
        return Settings()  # type: ignore[call-arg]  # the fields come from the environment
    except ValidationError as refused:
        raise SettingsRefused("; ".join(_sentence(error["loc"], error["msg"]) for error in refused.errors())) from None


def _sentence(place: tuple[int | str, ...], problem: str) -> str:
    name = str(place[0]) if place else "settings"
    shown = name if name.isupper() else f"WARMHAND_{name.upper()}"
    if problem == "Field required":
        return f"{shown} is not set: run `make setup`, which writes it to var/secrets.env"
    return f"{shown}: {problem[0].lower()}{problem[1:]}"
