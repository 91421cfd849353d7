"""The settings of the action server."""

import os
import subprocess
import sys

import pytest

from actions.settings import SettingsError, read_settings
from tests.actions.conftest import ROOT

KEY = {"WARMHAND_SHOP_API_KEY": "a-key"}


def test_defaults() -> None:
    """Only the key must be given; the rest has the defaults of the contract."""
    settings = read_settings(KEY)
    assert (settings.port, settings.shop_url) == (8030, "http://127.0.0.1:8010")


def test_the_shop_url_follows_the_shop_port() -> None:
    """A moved shop is found by its port alone, or by its address."""
    assert read_settings({**KEY, "WARMHAND_SHOP_PORT": "9010"}).shop_url == "http://127.0.0.1:9010"
    assert read_settings({**KEY, "WARMHAND_SHOP_URL": "https://shop.example/"}).shop_url == "https://shop.example"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"WARMHAND_SHOP_API_KEY": ""}, "WARMHAND_SHOP_API_KEY"),
        ({"WARMHAND_SHOP_API_KEY": "kéy"}, "WARMHAND_SHOP_API_KEY"),
        ({**KEY, "WARMHAND_ACTIONS_PORT": "http"}, "WARMHAND_ACTIONS_PORT"),
        ({**KEY, "WARMHAND_ACTIONS_PORT": "70000"}, "WARMHAND_ACTIONS_PORT"),
        ({**KEY, "WARMHAND_SHOP_PORT": "-1"}, "WARMHAND_SHOP_PORT"),
        ({**KEY, "WARMHAND_SHOP_URL": "shop:8010"}, "WARMHAND_SHOP_URL"),
        ({**KEY, "WARMHAND_SHOP_URL": "file:///etc/passwd"}, "WARMHAND_SHOP_URL"),
    ],
)
def test_a_wrong_setting_is_named(wrong: dict[str, str], named: str) -> None:
    """A wrong setting stops the start with a sentence that names it."""
    with pytest.raises(SettingsError, match=named):
        read_settings(wrong)


@pytest.mark.slow
def test_the_server_does_not_start_without_its_key() -> None:
    """`python -m actions` says in one sentence what is missing and stops."""
    environment = {name: value for name, value in os.environ.items() if name != "WARMHAND_SHOP_API_KEY"}
    done = subprocess.run(
        [sys.executable, "-m", "actions"], cwd=ROOT, env=environment, capture_output=True, timeout=45, check=False
    )
    assert done.returncode == 2
    said = done.stderr.decode().strip()
    assert "WARMHAND_SHOP_API_KEY" in said
    assert len(said.splitlines()) == 1
