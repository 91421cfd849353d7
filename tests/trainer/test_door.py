"""The trainer's door, over real HTTP, in a process of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.nlu.encoder_model import encoder_hash, load_encoder
from bot.settings import read_settings as bot_settings
from trainer.settings import SettingsRefused, read_settings
from trainer.vectors import LONGEST_TEXT, MOST_TEXTS, from_wire, to_wire

ROOT = Path(__file__).resolve().parents[2]
SECRET = "b7Qk2VxM9rTzL4nHc8WpJ3sYd6FgA1eU5iOqRtKz"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A running trainer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "WARMHAND_TRAINER_PORT": str(port), "WARMHAND_BOT_SECRET": SECRET}
    process = subprocess.Popen([sys.executable, "-m", "trainer"], cwd=ROOT, env=environment)
    found = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline and ask(f"{found}/health")[0] != 200:
        time.sleep(0.1)
    yield found
    process.terminate()
    assert process.wait(10) == 0


def ask(address: str, body: Any = None, secret: str = SECRET) -> tuple[int, Any]:
    """Status and JSON; 0 when nobody answers."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, headers={"Authorization": f"Bearer {secret}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read())
    except OSError:
        return 0, None


def test_vectors_are_those_of_the_bots_encoder(url: str) -> None:
    """The same numbers as in the bot, in the order of the texts, under the encoder's hash."""
    texts = ["where is my parcel", "I want my money back", ""]
    status, told = ask(f"{url}/vectors", {"texts": texts})
    folder = bot_settings().encoder_dir
    assert (status, told["encoder"]) == (200, encoder_hash(folder))
    rows = from_wire(told["vectors"], len(texts))
    assert rows.shape == (3, told["dimensions"])
    np.testing.assert_allclose(rows, [load_encoder(folder).encode(text) for text in texts], atol=1e-6)


MANY, LONG = ["a"] * (MOST_TEXTS + 1), ["a" * (LONGEST_TEXT + 1)]


@pytest.mark.parametrize("body", [b"{", b"\xff", [], {}, *({"texts": texts} for texts in ([], "a", [1], MANY, LONG))])
def test_what_is_not_agreed_is_refused(url: str, body: Any) -> None:
    """With a code and the field, and the next request is served."""
    status, told = ask(f"{url}/vectors", body)
    assert (status, told["code"]) == (400, "bad_request")
    assert ask(f"{url}/health")[0] == 200


def test_strangers_learn_nothing(url: str) -> None:
    """Without the secret every page says the same."""
    for page in ("/health", "/vectors"):
        body = None if page == "/health" else {"texts": ["a"]}
        assert ask(url + page, body, secret="x")[0] == 401


def test_vectors_survive_the_wire() -> None:
    """And bytes that are no rows are said to be none."""
    rows = np.arange(12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_array_equal(from_wire(to_wire(rows), 3), rows)
    for text, count in (("???", 1), (to_wire(rows), 5)):
        with pytest.raises(ValueError, match=r"base64|reshape"):
            from_wire(text, count)


@pytest.mark.parametrize(
    "environ",
    [{}, {"WARMHAND_BOT_SECRET": "short"}, {"WARMHAND_BOT_SECRET": SECRET, "WARMHAND_TRAINER_PORT": "x"}],
)
def test_settings_that_cannot_be_right_stop_the_start(environ: dict[str, str]) -> None:
    """With one sentence that names the setting."""
    with pytest.raises(SettingsRefused, match="WARMHAND_"):
        read_settings(environ)
