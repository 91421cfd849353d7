"""S21: a model is looked at before it is loaded; what could write elsewhere, or is not ours, never reaches Rasa."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from supervisor import checked_model
from supervisor.checked_model import ModelRefused, check, newest, note, trained
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


@pytest.mark.parametrize(
    "members, words",
    [
        ([("../../outside", b"x")], "a path out of its folder"),
        ([("components/../../outside", b"x")], "a path out of its folder"),
        ([("/etc/cron.d/evil", b"x")], "a path out of its folder"),
        ([special("components", tarfile.SYMTYPE, "/etc")], "neither file nor folder"),
        ([special("a", tarfile.SYMTYPE, "metadata.json")], "neither file nor folder"),
        ([special("a", tarfile.LNKTYPE, "/etc/passwd")], "neither file nor folder"),
        ([special("a", tarfile.FIFOTYPE)], "neither file nor folder"),
        ([special("a", tarfile.CHRTYPE)], "neither file nor folder"),
    ],
)
def test_s21_an_archive_that_reaches_outside_is_refused(tmp_path, members, words):
    """Paths upwards, absolute ones, links and devices, wherever they stand among good members."""
    with pytest.raises(ModelRefused, match=words):
        check(archive(tmp_path / "m.tar.gz", *GOOD, *members), {})


def test_s21_an_archive_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    """What it claims to hold is added up before anything is unpacked."""
    monkeypatch.setattr(checked_model, "LARGEST_BYTES", 10)
    with pytest.raises(ModelRefused, match="more than a model can be"):
        check(archive(tmp_path / "m.tar.gz", ("a", b"x" * 6), ("b", b"x" * 6)), {})


@pytest.mark.parametrize("data", [b"", b"no archive", b"\x1f\x8b\x08\x00cut"])
def test_s21_r25_what_is_no_archive_is_refused(tmp_path, data):
    """A damaged model is said to be one, in one sentence."""
    (tmp_path / "m.tar.gz").write_bytes(data)
    with pytest.raises(ModelRefused, match="no readable archive"):
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
    assert newest(tmp_path) == new
    command = [sys.executable, "-IS", checked_model.__file__, str(tmp_path), "/bin/echo", "loads", "--model", "models"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == f"loads --model models --model {new}"
    archive(new, *GOOD, special("link", tarfile.SYMTYPE, "/etc"))
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "neither file nor folder" in refused.stderr


@pytest.mark.slow
def test_a_model_that_was_trained_passes():
    """What Rasa packs is what the check expects."""
    models = sorted(Path(ROOT, "models").glob("*.tar.gz"))
    if not models:
        pytest.skip("NOT RUN: no model was trained yet")
    check(newest(ROOT / "models"), {})
