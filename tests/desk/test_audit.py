"""S26: what was done to customers' data is written down, and no line can be changed, taken out or put in unseen."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.access.audit import AuditLine, AuditSeals
from tests.desk.conftest import Running
from tests.desk.programs import environment_of
from tests.house.sources import ROOT

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SEALS = AuditSeals("s" * 40)


def log(count: int = 5) -> list[AuditLine]:
    lines: list[AuditLine] = []
    for number in range(count):
        before = lines[-1] if lines else None
        detail = {"rows": number, "nested": {"b": 1, "a": [1, 2]}}
        lines.append(
            SEALS.sealed(before, "a_maya", "viewed", f"customer_{number}", detail, NOW + timedelta(seconds=number))
        )
    return lines


def changed(line: AuditLine, **fields: Any) -> AuditLine:
    return AuditLine(**{**vars(line), **fields})


def test_s26_a_whole_log_is_whole() -> None:
    """An untouched log, and an empty one, verify."""
    lines = log()
    assert SEALS.broken_at(lines, SEALS.head(lines[-1])) is None
    assert SEALS.broken_at([], None) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"actor": "a_tom"},
        {"action": "other"},
        {"subject": "customer_x"},
        {"detail": {"rows": 0}},
        {"at": NOW},
        {"seal": "0" * 64},
        {"seq": 9},
    ],
)
def test_s26_a_changed_line_is_found(fields: dict[str, Any]) -> None:
    """Each field of a line is under the seal."""
    lines = log()
    head = SEALS.head(lines[-1])
    lines[2] = changed(lines[2], **fields)
    assert SEALS.broken_at(lines, head) == 3


def test_s26_missing_moved_and_foreign_lines_are_found() -> None:
    """A line taken out, two swapped, one put in, the end or everything cut off, a head made without the key."""
    lines = log()
    head = SEALS.head(lines[-1])
    assert SEALS.broken_at(lines[:1] + lines[2:], head) == 2
    assert SEALS.broken_at([lines[0], lines[2], lines[1], *lines[3:]], head) == 2
    forged = AuditSeals("t" * 40).sealed(lines[1], "a_tom", "viewed", "x", {}, NOW)
    assert SEALS.broken_at([*lines[:2], forged, *lines[3:]], head) == 3
    assert SEALS.broken_at(lines[:4], head) == 5
    assert SEALS.broken_at([], head) == 1
    assert SEALS.broken_at(lines, "0" * 64) == 6


async def lines_of(desk: Running) -> list[AuditLine]:
    async with desk.desk.record.look() as unit:
        return [line async for line in unit.audit.lines()]


async def test_s26_views_sign_ins_and_strangers_have_a_line(desk: Running) -> None:
    """Who signed in, who looked at whom, which visitor named a conversation that is not theirs; no name, no text."""
    ana, eve, maya = await desk.visitor(), await desk.visitor(), await desk.agent()
    await ana.say("canary of ana")
    await maya.get(f"/api/agent/conversations/{ana.conversation_id}")
    await maya.get(f"/api/agent/conversations/{ana.conversation_id}/orders")
    for conversation_id in (ana.conversation_id, "c_unknown"):
        await eve.http.get(f"/api/widget/conversations/{conversation_id}/entries")
    lines = await lines_of(desk)
    assert [(line.actor, line.action) for line in lines] == [
        ("a_maya", "signed_in"),
        ("a_maya", "conversation_viewed"),
        ("a_maya", "orders_viewed"),
        ("visitor", "foreign_conversation_asked"),
        ("visitor", "foreign_conversation_asked"),
    ]
    told = json.dumps([vars(line) for line in lines], default=str)
    for canary in ("canary", ana.conversation_id, eve.conversation_id):
        assert canary not in told
    assert lines[1].detail == lines[2].detail
    assert lines[3].detail["conversation"] == lines[1].detail["conversation"], "the same one is named the same way"


async def test_s26_many_writers_keep_one_chain(desk: Running) -> None:
    """Twenty views at once leave twenty lines without a gap, and the chain is whole."""
    ana, maya, olu = await desk.visitor(), await desk.agent(), await desk.agent("olu@warmhand.example")
    path = f"/api/agent/conversations/{ana.conversation_id}"
    answers = await asyncio.gather(*(client.get(path) for client in (maya, olu) * 10))
    assert {answer.status_code for answer in answers} == {200}
    lines = await lines_of(desk)
    assert [line.seq for line in lines] == list(range(1, 23))
    async with desk.desk.record.look() as unit:
        assert await unit.audit.broken_at() is None


@pytest.mark.slow
async def test_s26_the_command_finds_what_was_done_to_the_file(desk: Running) -> None:
    """`verify` says "whole" before, and names the line after an edit, a deletion and a cut."""
    maya, ana = await desk.agent(), await desk.visitor()
    for _ in range(3):
        await maya.get(f"/api/agent/conversations/{ana.conversation_id}")
    path = Path(desk.settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    environment = environment_of(desk.settings)

    async def verify() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "desk.customer_data", "verify"]
        return await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    whole = await verify()
    assert (whole.returncode, whole.stdout) == (
        0,
        "The audit log is whole: 4 lines.\nThe ledger of gifts is whole: 0 lines.\n",
    ), whole.stderr
    for spoiled, line in (
        ("UPDATE audit_log SET actor = 'a_tom' WHERE seq = 2", 2),
        ("DELETE FROM audit_log WHERE seq = 4", 2),
        ("DELETE FROM audit_log WHERE seq >= 2", 2),
    ):
        with sqlite3.connect(path) as database:
            database.execute(spoiled)
        done = await verify()
        assert (done.returncode, f"line {line}" in done.stderr) == (1, True), done.stderr
