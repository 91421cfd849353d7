"""Data rights from a shell."""

from __future__ import annotations

import asyncio
import json
import stat
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.desk.conftest import Bot, Running
from tests.desk.programs import environment_of
from tests.desk.test_privacy import NAME, ana_with_history, desk, shop_heard  # noqa: F401 - fixtures of that file
from tests.desk.test_roles import picture
from tests.house.sources import ROOT


@pytest.mark.slow
async def test_s24_the_command_exports_and_erases(
    desk: Running,  # noqa: F811 - the fixture
    bot: Bot,
    tmp_path: Path,
) -> None:
    """From a shell: a document its owner alone can read, the files beside it; then the customer is gone, and noted."""
    ana = await ana_with_history(desk, bot)
    upload = f"/api/widget/conversations/{ana.conversation_id}/attachments"
    sent = await ana.http.post(upload, params={"id": str(uuid.uuid4())}, content=picture())
    assert sent.status_code == 201, sent.text

    async def command(*words: str) -> subprocess.CompletedProcess[str]:
        whole = [sys.executable, "-m", "desk.customer_data", *words]
        environment = environment_of(desk.settings)
        return await asyncio.to_thread(
            subprocess.run, whole, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    out = tmp_path / "ana.json"
    done = await command("export", "C1003", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    told = json.loads(out.read_text("utf-8"))
    assert told["record"]["customers"][0]["name"] == NAME
    files = list((tmp_path / "ana.json.files").iterdir())
    assert [file.name for file in files] == [row["id"] for row in told["record"]["attachments"]]
    assert files[0].read_bytes().startswith(b"\x89PNG")
    assert (await command("erase", "C1003")).returncode == 2, "there is no way back, so it asks for --yes"
    done = await command("erase", "C1003", "--yes")
    assert (done.returncode, done.stdout[:24]) == (0, "Erased 1 conversations, "), done.stderr
    assert (await ana.http.get("/api/widget/conversation")).status_code == 401
    gone = await command("export", "C1003")
    assert (gone.returncode, "customer_not_found" in gone.stderr) == (1, True)
    async with desk.desk.record.look() as unit:
        lines = [line async for line in unit.audit.lines() if line.actor == "shell"]
        assert await unit.audit.broken_at() is None
    assert [line.action for line in lines] == ["customer_exported", "customer_erased"]
