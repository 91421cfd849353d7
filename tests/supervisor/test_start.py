"""What stops a start, in one sentence and before anything runs."""

import os
import socket
import subprocess
import sys

import pytest

from supervisor import opening, programs
from supervisor.__main__ import main, welcome
from supervisor.problem import Problem
from supervisor.settings import read_settings
from supervisor.training import main as train
from supervisor.training import model_name
from tests.house.sources import ROOT


def prepared(tmp_path):
    """A root in which set-up seems to have run."""
    for name in (".venv/bin/python", ".venv-rasa/bin/python", "web/dist/widget.html", "var/encoder/model.onnx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "models").mkdir()
    (tmp_path / "models/20261122-000000-aa.tar.gz").touch()
    return tmp_path


@pytest.mark.parametrize(
    "missing, sentence",
    [
        (".venv/bin/python", "There is no .venv/bin/python yet"),
        (".venv-rasa/bin/python", "There is no .venv-rasa/bin/python yet"),
        ("web/dist", "There is no built front end yet"),
        ("var/encoder/model.onnx", "There is no sentence encoder yet"),
        ("models/20261122-000000-aa.tar.gz", "trained model in"),
    ],
)
def test_what_setup_makes_is_asked_for_when_it_is_missing(tmp_path, capsys, missing, sentence):
    """One sentence, exit code 1, nothing started."""
    root = prepared(tmp_path)
    (root / missing).rename(root / "gone")
    assert main({}, root) == 1
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


def test_a_broken_setting_stops_the_command_without_a_traceback(tmp_path):
    """As a person meets it: `python -m supervisor` with a port that is none."""
    environ = {**os.environ, "WARMHAND_VAR_DIR": str(tmp_path), "WARMHAND_DESK_PORT": "x"}
    done = subprocess.run(
        [sys.executable, "-m", "supervisor"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "WARMHAND_DESK_PORT must be a port between 1 and 65535, not 'x'.\n"


async def test_a_redis_that_does_not_answer_stops_the_start(tmp_path):
    """REDIS_URL is the person's own, so nothing is started in its place."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = read_settings({"REDIS_URL": f"redis://127.0.0.1:{port}/0"}, tmp_path)
    with pytest.raises(Problem, match="The Redis of REDIS_URL does not answer"):
        await opening.check_redis(settings)


def test_rasa_is_reached_from_this_machine_only(tmp_path):
    """Loopback, no HTTP API, no telemetry, one thread."""
    settings = read_settings({}, tmp_path)
    (rasa,) = (program for program in programs.our_programs(settings, {"a": "", "b": None}) if program.name == "rasa")
    words = " ".join(rasa.command)
    assert "--interface 127.0.0.1 --port 8020" in words
    assert "--enable-api" not in words
    assert rasa.environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert rasa.environment["OMP_NUM_THREADS"] == "1"
    assert not rasa.waited_for


def test_redis_keeps_what_it_is_told(tmp_path):
    """On loopback, appended to disk every second, in the house's own folder."""
    settings = read_settings({"WARMHAND_VAR_DIR": str(tmp_path / "v"), "WARMHAND_REDIS_PORT": "9140"}, ROOT)
    words = " ".join(programs.redis(settings).command)
    for option in ("--bind 127.0.0.1", "--port 9140", f"--dir {tmp_path}/v/redis", "--appendfsync everysec"):
        assert option in words


def test_the_welcome_tells_addresses_and_how_to_get_in(tmp_path):
    """Every URL and the demo logins."""
    settings = read_settings({"WARMHAND_DESK_PORT": "9100"}, tmp_path)
    told = "\n".join(welcome(settings))
    for part in ("127.0.0.1:8010", "127.0.0.1:9100/agent", "maya@", "tom@", "olu@", settings.agent_password):
        assert part in told


def test_training_without_an_environment_says_what_to_run(tmp_path, capsys):
    """No traceback."""
    for name in ("config.yml", "domain.yml", "data/nlu.yml", "bot/part.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert train({}, [], tmp_path) == 1
    assert "run bin/setup first" in capsys.readouterr().err


def test_a_model_is_named_after_its_time_and_its_data(tmp_path):
    """Other data or components, another name; the same ones, the same ending."""
    from datetime import UTC, datetime

    for name in ("config.yml", "domain.yml", "data/nlu.yml", "bot/part.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a")
    noon = datetime(2026, 11, 22, 4, 15, tzinfo=UTC)
    first = model_name(tmp_path, noon)
    assert first.startswith("20261122-041500-")
    assert model_name(tmp_path, noon) == first
    for changed in ("data/nlu.yml", "bot/part.py"):
        before = model_name(tmp_path, noon)
        (tmp_path / changed).write_text("b")
        assert model_name(tmp_path, noon) != before
