"""The quiet desk with two slots for a bot and two models in its folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desk.settings import Settings
from tests.desk.bot_side import Bot
from tests.desk.conftest import free_port
from tests.desk.quiet import quiet

__all__ = ["quiet"]


@pytest.fixture
async def second() -> AsyncIterator[Bot]:
    """The bot in slot b."""
    found = Bot(free_port(), model_id="m2")
    await found.start()
    yield found
    await found.stop()


@pytest.fixture
def desk_settings(desk_settings: Settings, second: Bot, tmp_path: Path) -> Settings:
    """A desk with two slots and two models."""
    models = tmp_path / "models"
    models.mkdir()
    for name in ("m1", "m2"):
        put_model(models, name)
    return desk_settings.model_copy(
        update={"rasa_b_url": f"http://127.0.0.1:{second.port}", "models_dir": models, "var_dir": tmp_path}
    )


def put_model(models: Path, name: str) -> None:
    archive = models / f"{name}.tar.gz"
    archive.write_bytes(name.encode())
    manifest = {
        "model_id": name,
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "examples": 7,
        "metrics": {"a": 1},
    }
    (models / f"{name}.json").write_text(json.dumps(manifest))
