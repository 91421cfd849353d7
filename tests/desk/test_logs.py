"""What the desk logs: what happened and where, never what anybody wrote; one line each, for people or machines."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog

from desk.app import assemble
from desk.errors import DeskError, record_unavailable
from desk.operations import logs
from desk.operations.logs import LogFormat
from desk.settings import Settings
from tests.desk.conftest import Bot, Running, proof, running, serve

CANARY = "canary5b1f"


@contextmanager
def written(log_format: LogFormat, level: str = "INFO") -> Iterator[io.StringIO]:
    """What this process logs meanwhile."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level_before = root.handlers[:], root.level
    logs.configure(log_format, level, stream)
    try:
        yield stream
    finally:
        root.handlers[:] = before
        root.setLevel(level_before)
        logging.getLogger("desk").setLevel(logging.NOTSET)
        structlog.reset_defaults()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything this process logs, as JSON, while the test lasts."""
    with written(LogFormat.JSON, "DEBUG") as stream:
        yield stream


def refused_for_a_file() -> None:
    """A refusal that comes from a file whose name nobody may read in the log."""
    try:
        Path(f"/nowhere/{CANARY}").read_text()
    except OSError as full:
        raise record_unavailable() from full


def events(stream: io.StringIO) -> list[dict[str, Any]]:
    """Each line is one JSON object."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.slow
async def test_a_conversation_leaves_no_word_in_the_log(desk_settings: Settings, bot: Bot, logged: io.StringIO) -> None:
    """Canaries in every field that people fill, through answers, failures, refusals and a crash: none is logged."""
    app = assemble(desk_settings, name=f"desk-{uuid.uuid4().hex[:8]}")

    async def broken(request: Any) -> Any:
        try:
            int(CANARY)
        except ValueError as cause:
            raise KeyError(request.args.get("q")) from cause

    app.add_route(broken, "/broken")
    server = await serve(app, desk_settings.desk_port)
    try:
        desk = Running(desk_settings.desk_url, desk_settings, app.ctx.desk, server)
        ana = await desk.visitor(proof(desk_settings, name=f"Ana {CANARY}", email=f"{CANARY}@example.com"))
        maya = await desk.agent()
        await ana.say(f"hello {CANARY}")
        await ana.until("You said")
        bot.answer_to(f"odd {CANARY}", replies=CANARY, understanding={"intent": CANARY})
        await ana.say(f"odd {CANARY}")
        await ana.until("not answering")
        bot.status, bot.code = 500, "turn_failed"
        await ana.say(f"again {CANARY}")
        await ana.until("Waiting for a person")
        one = f"/api/agent/conversations/{ana.conversation_id}"
        await maya.post(f"{one}/claim", json={})
        await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": f"yes {CANARY}"})
        await maya.post(f"{one}/messages", json={"id": str(uuid.uuid4()), "text": [CANARY]})
        await maya.post(f"{one}/resolve", json={"solved": True, "note": f"note {CANARY}"})
        async with desk.http(**{"x-request-id": f"{CANARY} no", "user-agent": CANARY}) as http:
            await http.post("/api/agent/sign-in", json={"email": f"{CANARY}@x.example", "password": CANARY})
            await http.post("/api/widget/sessions", content=f'{{"identity": "{CANARY}'.encode())
            assert (await http.get("/broken", params={"q": CANARY})).status_code == 500
            await http.get(f"/{CANARY}", params={"q": CANARY})
        await maya.get(f"/api/agent/conversations/{CANARY}")
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()
    told = events(logged)
    assert {"bot_turn_failed", "request_broke", "desk_open", "request"} <= {event["event"] for event in told}
    assert [event for event in told if CANARY in json.dumps(event)] == []
    assert any(event.get("conversation") == ana.conversation_id for event in told)
    crash = next(event for event in told if event["event"] == "request_broke")
    assert [cause["kind"] for cause in crash["exception"]] == ["KeyError", "ValueError"]
    assert "broken" in crash["exception"][0]["at"][-1]
    answered = next(event for event in told if event["event"] == "request" and event.get("status") == 500)
    assert answered["request"] == crash["request"]


@pytest.mark.slow
async def test_a_lost_database_is_logged_without_the_row(desk_settings: Settings, logged: io.StringIO) -> None:
    """The database driver's complaint quotes the row it could not store; the log does not."""
    async with running(desk_settings) as desk:
        ana = await desk.visitor()
        async with desk.desk.record.change() as unit:
            from sqlalchemy import text

            await unit.conversations._connection.execute(text("DROP TABLE bot_jobs"))
        answer = await ana.say(f"hello {CANARY}")
        assert answer.status_code in (500, 503)
    assert CANARY not in logged.getvalue()


def test_an_exception_is_told_by_kind_code_and_place(logged: io.StringIO) -> None:
    """Neither its words nor those of what caused it, by whichever way it reaches the log."""
    log, foreign = structlog.get_logger("desk.test"), logging.getLogger("some.library")
    try:
        refused_for_a_file()
    except DeskError:
        log.exception("broke")
        foreign.exception("broke as well: %s", "Error: " + CANARY)
    first, second = events(logged)
    assert [cause["kind"] for cause in first["exception"]] == ["DeskError record_unavailable", "FileNotFoundError 2"]
    assert first["exception"][0]["at"][0].endswith("test_an_exception_is_told_by_kind_code_and_place")
    assert second["exception"][0]["kind"] == "DeskError record_unavailable"
    assert CANARY not in logged.getvalue()


def test_an_exception_is_told_on_one_line_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    """The format for people has the same kinds and places, and Python has nothing to complain of."""
    with written(LogFormat.PLAIN) as stream:
        try:
            refused_for_a_file()
        except DeskError:
            structlog.get_logger("desk.test").exception("broke")
    (line,) = stream.getvalue().splitlines()
    assert "DeskError record_unavailable at " in line
    assert ", from FileNotFoundError 2 at " in line
    assert CANARY not in line
    assert capsys.readouterr().err == ""


async def test_a_forgotten_task_is_told_without_its_words(logged: io.StringIO) -> None:
    """asyncio prints the exception of a task nobody waited for into its own message."""
    loop = asyncio.get_running_loop()
    task = loop.create_future()
    task.set_exception(ValueError(CANARY))
    loop.default_exception_handler(
        {"message": "Task exception was never retrieved", "future": task, "exception": task.exception()}
    )
    (told,) = events(logged)
    assert told["event"].startswith("Task exception was never retrieved")
    assert told["exception"][0]["kind"] == "ValueError"
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize("log_format", LogFormat)
def test_s25_a_value_breaks_no_line_and_moves_no_cursor(log_format: LogFormat) -> None:
    """Line breaks and terminal codes in a value are shown, in both formats."""
    with written(log_format) as stream:
        structlog.get_logger("desk.test").info("told", code="a\nfake line \x1b[2J\u202e\u2028b")
        logging.getLogger("some.library").warning("a\nfake line \x1b[2J")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2, lines
    assert "\x1b" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()


def test_a_mask_sees_every_value_last(logged: io.StringIO) -> None:
    """What hides personal data is put in one place and reaches our events and the libraries'."""

    def mask(_logger: Any, _method: str, event: Any) -> Any:
        return {
            key: value.replace("4111", "[card]") if isinstance(value, str) else value for key, value in event.items()
        }

    logs.configure(LogFormat.JSON, "INFO", logged, masks=[mask])
    structlog.get_logger("desk.test").info("told", code="4111")
    logging.getLogger("some.library").warning("4111")
    assert [(event["event"], event.get("code")) for event in events(logged)] == [("told", "[card]"), ("[card]", None)]
