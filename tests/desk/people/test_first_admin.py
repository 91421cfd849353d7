"""The first admin of a house without a demo team, from a shell."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desk.settings import Settings
from tests.desk.bot_side import Bot
from tests.desk.conftest import free_port, running, settings
from tests.desk.programs import environment_of
from tests.house.sources import ROOT

pytestmark = pytest.mark.slow


async def command(wanted: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    environment = environment_of(wanted) | {"WARMHAND_DESK_URL": wanted.desk_url}
    whole = [sys.executable, "-m", "desk.first_admin", *words]
    return await asyncio.to_thread(
        subprocess.run, whole, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


async def test_a_fresh_house_gets_its_first_admin(tmp_path: Path, redis_port: int, bot: Bot) -> None:
    """Before anything was started: the link is printed, opens the house once, and whoever came by it can invite."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    wanted = settings(url, redis_port, bot.port, desk_port=free_port())
    wanted = wanted.model_copy(update={"var_dir": tmp_path, "agent_password": ""})
    printed = await command(wanted, "Ada@House.example", "--name", "Ada Ito")
    assert printed.returncode == 0, printed.stderr
    link = re.search(rf"{wanted.desk_url}/agent#invite=([\w-]+)", printed.stdout)
    assert link is not None
    async with running(wanted) as desk, desk.http(origin=wanted.desk_url) as http:
        joined = await http.post("/api/agent/joining", json={"token": link.group(1), "password": "seven green ladders"})
        assert joined.json()["agent"] | {"id": ""} == {
            "id": "",
            "name": "Ada Ito",
            "email": "ada@house.example",
            "role": "admin",
        }
        http.headers["x-csrf-token"] = joined.json()["csrf_token"]
        more = await http.post("/api/agent/people", json={"name": "Bo", "email": "bo@house.example", "role": "agent"})
        assert more.status_code == 201
        again = await command(wanted, "ada@house.example")
        assert "Ada Ito can choose a new password" in again.stdout
        refused = await command(wanted, "bo@house.example")
        assert refused.returncode == 1
        assert "no admin here" in refused.stderr
        odd = await command(wanted, "nonsense")
        assert "e-mail address" in odd.stderr
