"""A file that is missing, changed or torn stops the bot with a sentence that says what to do; it never half works."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from bot.nlu.encoder_model import EncoderChanged, EncoderMissing, EncoderModel
from bot.settings import read_settings
from tests.bot.action_stand_in import ActionStandIn
from tests.bot.conftest import Desk, ServedChannel

FILES = ("model.onnx", "tokenizer.json", "manifest.json")


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """A copy of the prepared encoder, to be spoilt."""
    folder = tmp_path / "encoder"
    folder.mkdir()
    for name in FILES:
        shutil.copy(read_settings().encoder_dir / name, folder / name)
    return folder


def spoil(path: Path) -> None:
    """Change one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_the_prepared_encoder_is_taken(encoder: Path) -> None:
    """Unchanged files, wherever they lie."""
    model = EncoderModel(encoder)
    meaning, both = model.encode("where is my parcel"), model.encode_with_wording("where is my parcel")
    assert (meaning.shape, both.shape) == ((384,), (768,))
    assert np.array_equal(both[:384], meaning)
    assert np.linalg.norm(meaning) == pytest.approx(1, abs=1e-5)


def test_an_encoder_of_another_version_is_refused(encoder: Path) -> None:
    """Its manifest vouches for it, but it does not give what this version reads."""
    graph = onnx.load(encoder / "model.onnx")
    graph.graph.output.pop()
    onnx.save(graph, encoder / "model.onnx")
    manifest = json.loads((encoder / "manifest.json").read_text("utf-8"))
    manifest["files"]["model.onnx"] = hashlib.sha256((encoder / "model.onnx").read_bytes()).hexdigest()
    (encoder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EncoderChanged, match="prepared by another version: run `bin/prepare-encoder --into"):
        EncoderModel(encoder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_encoder_file_is_named(encoder: Path, name: str) -> None:
    """Which file, and the command that makes it."""
    (encoder / name).unlink()
    with pytest.raises(EncoderMissing, match=f"{name} is missing: run `bin/prepare-encoder`"):
        EncoderModel(encoder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_an_encoder_file_with_another_hash_is_refused(encoder: Path, name: str) -> None:
    """One changed byte would change every reading a little, unseen."""
    spoil(encoder / name)
    with pytest.raises(EncoderChanged, match=f"{name} is not the one that was prepared: run `bin/prepare-encoder"):
        EncoderModel(encoder)


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", json.dumps({"files": {}}), json.dumps({"files": 3})])
def test_an_unreadable_manifest_vouches_for_nothing(encoder: Path, manifest: str) -> None:
    """A torn or emptied manifest is no reason to take the files unseen."""
    (encoder / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(EncoderChanged, match="run `bin/prepare-encoder"):
        EncoderModel(encoder)


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def nothing(content: bytes) -> bytes:
    return b""


def words(content: bytes) -> bytes:
    return b"this is no model"


@pytest.mark.parametrize("damage", [half, nothing, words])
def test_a_torn_model_is_no_model(
    desk: Desk,
    served: tuple[ServedChannel, ActionStandIn],
    model_path: str,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    """Rasa starts without it; the bot says that it has none and what to do, and takes no turn."""
    from rasa.core.agent import load_agent

    torn = tmp_path / "model.tar.gz"
    torn.write_bytes(damage(Path(model_path).read_bytes()))
    app = served[0].app
    rightful = app.ctx.agent
    app.ctx.agent = asyncio.run(load_agent(model_path=str(torn)))
    try:
        response = desk.post("turn", desk.conversation().turn("hello"))
        assert (response.status_code, response.json()["code"]) == (503, "model_not_ready")
        assert "bin/train" in response.json()["message"]
    finally:
        app.ctx.agent = rightful
    assert desk.conversation().say("hello")["replies"]
