"""S27: the desk does not start on a guessable secret, and shows nothing of its inside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import pytest

from desk.settings import SettingsRefused, read
from tests.desk.conftest import SECRET, Running
from tests.house.sources import ROOT, our_files
from tests.house.sources import read as text_of

GOOD = {
    "WARMHAND_BOT_SECRET": SECRET,
    "WARMHAND_SHOP_API_KEY": SECRET,
    "WARMHAND_SHOP_JWT_SECRET": SECRET,
    "WARMHAND_AGENT_PASSWORD": "warm-lamp-oak",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARMHAND_BOT_SECRET", ""),
        ("WARMHAND_BOT_SECRET", "short"),
        ("WARMHAND_BOT_SECRET", "s" * 40),
        ("WARMHAND_BOT_SECRET", "please-changeme-to-something"),
        ("WARMHAND_SHOP_API_KEY", "this-is-the-secret-key-1"),
        ("WARMHAND_SHOP_JWT_SECRET", SECRET[:31]),
        ("WARMHAND_SHOP_JWT_SECRET", "example" * 6),
        ("WARMHAND_AGENT_PASSWORD", "password"),
        ("WARMHAND_AGENT_PASSWORD", "maya"),
    ],
)
def test_s27_guessable_secrets_stop_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Missing, short, repeated or out of a tutorial: one sentence that names the setting and not what it holds."""
    for known, good in (GOOD | {name: value}).items():
        monkeypatch.setenv(known, good)
    with pytest.raises(SettingsRefused, match=name) as refused:
        read()
    assert len(value) < 6 or value not in str(refused.value)


def test_s27_good_secrets_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What set-up makes is good, and so is a desk without demo agents."""
    for known, good in (GOOD | {"WARMHAND_AGENT_PASSWORD": ""}).items():
        monkeypatch.setenv(known, good)
    assert read().bot_secret == SECRET


@pytest.mark.slow
def test_s27_the_program_ends_with_one_sentence() -> None:
    """Started with a bad secret, the desk exits with 1 before it opens anything, and does not print the secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WARMHAND_")}
    environment = {**kept, **GOOD, "WARMHAND_BOT_SECRET": "changeme-changeme-changeme"}
    done = subprocess.run(
        [sys.executable, "-m", "desk"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "WARMHAND_BOT_SECRET" in done.stderr
    assert "changeme" not in done.stderr
    assert "Traceback" not in done.stderr


async def test_s27_a_failure_inside_shows_nothing(desk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that breaks gives 500 with a code and a sentence: no trace, no words of the error, no path, no version."""

    async def broken(*_arguments: Any) -> Any:
        raise RuntimeError("canary: /var/lib/secret of ana@example.com")

    monkeypatch.setattr("desk.http.widget_routes.customers.begin_session", broken)
    async with desk.http() as http:
        answer = await http.post("/api/widget/sessions", json={})
    assert answer.status_code == 500
    assert answer.json() == {"code": "internal", "message": "Something went wrong on our side."}
    shown = answer.text + str(answer.headers).lower()
    for canary in ("canary", "runtimeerror", "traceback", ".py", "sanic", "python"):
        assert canary not in shown


def test_s27_nothing_in_the_repository_looks_like_a_secret() -> None:
    """No private key, no cloud key, no address with a password in it, outside of tests and examples."""
    patterns = (
        r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----",
        r"\bAKIA[0-9A-Z]{16}\b",
        r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
        r"\bxox[baprs]-[A-Za-z0-9-]{10,}",
        r"\b(?:redis|postgresql|smtps?)(?:\+\w+)?://(?!user:password@)[^\s/:@\"'`]+:[^\s/@\"'`{$]+@",
    )
    found = []
    for path in our_files():
        if path.parts[0] == "tests" or path.suffix not in {
            ".py",
            ".md",
            ".yml",
            ".toml",
            ".ts",
            ".tsx",
            ".html",
            ".example",
        }:
            continue
        found += [f"{path}: {pattern}" for pattern in patterns if re.search(pattern, text_of(path))]
    assert not found


def test_s27_secrets_do_not_travel_in_addresses() -> None:
    """No route takes a token, code or password in its path or query."""
    from desk.http.routes import ROUTES

    for route in ROUTES:
        names = set(route.query.model_fields) if route.query else set()
        assert not {"token", "code", "password", "secret", "identity"} & names, route
        assert not re.search(r"<(token|code|password|secret)", route.path)
