"""S21: a model is looked at before it is loaded; what could write elsewhere, or is not ours, never reaches Rasa."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from supervisor import checked_model
from supervisor.checked_model import ModelRefused, check, named, newest, note, trained
from tests.house.sources import ROOT


def archive(path, *members):
    """A model of these members: a name with bytes, or a ready TarInfo."""
    with tarfile.open(path, "w:gz") as packed:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                packed.addfile(member)
            else:
                name, data = member
                info = tarfile.TarInfo(name)
                info.size = len(data)
                packed.addfile(info, io.BytesIO(data))
    return path


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


GOOD = (special("/", tarfile.DIRTYPE), special("components", tarfile.DIRTYPE), ("metadata.json", b"{}"))


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08\x00cut"])
def test_s21_r25_what_is_no_archive_is_refused(tmp_path, data):
    """A damaged model is said to be one, in one sentence."""
    (tmp_path / "m.tar.gz").write_bytes(data)
    with pytest.raises(ModelRefused, match="holds nothing that can be read"):
        check(tmp_path / "m.tar.gz", {})


def test_s21_only_what_was_trained_here_is_loaded(tmp_path):
    """Once a model was noted: another one, or the same one changed, is refused; the noted one is not."""
    ours = archive(tmp_path / "ours.tar.gz", *GOOD)
    check(ours, trained(tmp_path))
    note(ours)
    check(ours, trained(tmp_path))
    theirs = archive(tmp_path / "theirs.tar.gz", *GOOD, ("more", b"x"))
    with pytest.raises(ModelRefused, match="was not trained here"):
        check(theirs, trained(tmp_path))
    theirs.replace(ours)
    with pytest.raises(ModelRefused, match="is not as it was trained"):
        check(ours, trained(tmp_path))


def test_models_that_are_gone_are_forgotten(tmp_path):
    """The list does not grow for ever, and one that cannot be read is refused, not ignored."""
    for name in ("a.tar.gz", "b.tar.gz"):
        note(archive(tmp_path / name, *GOOD))
    (tmp_path / "a.tar.gz").unlink()
    note(tmp_path / "b.tar.gz")
    assert set(trained(tmp_path)) == {"b.tar.gz"}
    (tmp_path / checked_model.FILE).write_text("[")
    with pytest.raises(ModelRefused, match="cannot be read"):
        trained(tmp_path)


def test_the_program_gets_the_newest_model_and_only_when_it_is_good(tmp_path):
    """The check comes first, in the same process that then becomes the program."""
    old, new = archive(tmp_path / "z_old.tar.gz", *GOOD), archive(tmp_path / "a_new.tar.gz", *GOOD)
    os.utime(old, (1, 1))
    assert newest(tmp_path, {}) == new
    start = [sys.executable, "-IS", checked_model.__file__, str(tmp_path)]
    command = [*start, "", "/bin/echo", "loads", "--model", "models"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == f"loads --model models --model {new}"
    named = subprocess.run([*start, "z_old", "/bin/echo"], capture_output=True, text=True, check=False)
    assert named.stdout.strip() == f"--model {old}"
    archive(new, *GOOD, special("link", tarfile.SYMTYPE, "/etc"))
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (checked_model.REFUSED, "")
    assert refused.stderr.startswith("no_plain_file: ")
    assert "neither file nor folder" in refused.stderr


@pytest.mark.parametrize("model_id", ["none", "../m", "link", "a/b", ".m", "m" * 81])
def test_only_a_model_of_the_folder_can_be_named(tmp_path, model_id):
    """No path, no link, nothing that is not there."""
    outside = archive(tmp_path / "m.tar.gz", *GOOD)
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "link.tar.gz").symlink_to(outside)
    with pytest.raises(ModelRefused) as refused:
        named(folder, model_id)
    assert refused.value.code == "not_there"


def test_a_manifest_says_how_a_model_was_trained(tmp_path):
    """It counts before the list of `bin/train`; with a changed byte, or unreadable, its model is refused."""
    model, manifest = archive(tmp_path / "m.tar.gz", *GOOD), tmp_path / "m.json"
    manifest.write_text(json.dumps({"model_id": "m", "sha256": checked_model.digest_of(model)}))
    check(model, {"other.tar.gz": "0"})
    data = bytearray(model.read_bytes())
    data[-1] ^= 1
    model.write_bytes(data)
    with pytest.raises(ModelRefused) as refused:
        check(model, {})
    assert refused.value.code == "not_as_trained"
    manifest.write_text("{}")
    with pytest.raises(ModelRefused) as refused:
        check(model, {})
    assert refused.value.code == "manifest_wrong"


def test_the_newest_is_the_newest_that_was_trained_here(tmp_path):
    """A candidate that the studio put beside it is not loaded by a restart."""
    ours = archive(tmp_path / "ours.tar.gz", *GOOD)
    os.utime(ours, (1, 1))
    note(ours)
    archive(tmp_path / "candidate.tar.gz", *GOOD)
    assert newest(tmp_path, trained(tmp_path)) == ours


@pytest.mark.slow
def test_a_model_that_was_trained_passes():
    """What Rasa packs is what the check expects."""
    models = sorted(Path(ROOT, "models").glob("*.tar.gz"))
    if not models:
        pytest.skip("NOT RUN: no model was trained yet")
    check(newest(ROOT / "models", {}), {})
