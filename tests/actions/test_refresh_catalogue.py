"""`bin/refresh-catalogue` against the real shop."""

import os
import subprocess
from pathlib import Path

from ruamel.yaml import YAML

from tests.actions.conftest import API_KEY, ROOT, ShopProcess, free_port


def refresh(to: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WARMHAND_")} | settings
    command = [str(ROOT / "bin" / "refresh-catalogue"), "--to", str(to)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


def test_the_products_become_lookup_tables(shop: ShopProcess, tmp_path: Path) -> None:
    """What it writes is what the repository holds: the shipped file is up to date."""
    path = tmp_path / "new" / "products.yml"
    done = refresh(path, WARMHAND_SHOP_URL=shop.url, WARMHAND_SHOP_API_KEY=API_KEY)
    assert done.returncode == 0, done.stderr
    tables = {table["lookup"]: table["examples"] for table in YAML(typ="safe").load(path.read_text())["nlu"]}
    assert "- Linen shirt\n" in tables["product"]
    assert path.read_text() == (ROOT / "data" / "catalogue" / "products.yml").read_text()


def test_without_shop_or_key_nothing_is_written(shop: ShopProcess, tmp_path: Path) -> None:
    """Each failure is one sentence, and the old file stays."""
    path = tmp_path / "products.yml"
    path.write_text("old")
    nowhere = f"http://127.0.0.1:{free_port()}"
    for settings, words in (
        ({"WARMHAND_SHOP_URL": shop.url}, "WARMHAND_SHOP_API_KEY is not set"),
        ({"WARMHAND_SHOP_URL": nowhere, "WARMHAND_SHOP_API_KEY": API_KEY}, "is it running"),
        ({"WARMHAND_SHOP_URL": shop.url, "WARMHAND_SHOP_API_KEY": "wrong"}, "is the key its own"),
    ):
        done = refresh(path, **settings)
        assert done.returncode == 1
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert path.read_text() == "old"


def test_a_wrong_command_is_explained(tmp_path: Path) -> None:
    """Usage on the error channel, exit code 2."""
    done = subprocess.run([str(ROOT / "bin" / "refresh-catalogue"), "now"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Usage" in done.stderr
