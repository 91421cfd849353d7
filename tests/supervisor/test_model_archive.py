"""S21: what an archive may hold; everything that could write elsewhere, run by itself or fill a disk is refused."""

import gzip
import io
import json
import pickle
import tarfile
import zipfile
import zlib

import numpy as np
import pytest

from supervisor import model_archive
from supervisor.model_archive import ArchiveRefused, look_through
from tests.supervisor.test_checked_model import GOOD, archive, special


class Harm:
    """What a pickle can do when it is read."""

    def __reduce__(self):
        return (print, ("harm",))


def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, data)
    return out.getvalue()


def objects():
    out = io.BytesIO()
    np.save(out, np.array([Harm()], dtype=object), allow_pickle=True)
    return out.getvalue()


def arrays():
    out = io.BytesIO()
    np.savez_compressed(out, weights=np.ones((3, 4), dtype=np.float32), names=np.array(["a", "b"]))
    return out.getvalue()


PICKLES = [
    ("components/a/model.pkl", b"anything"),
    ("components/a/model.PICKLE", b"anything"),
    ("components/a/model.joblib", b"anything"),
    ("components/a/model.pkl.gz", b"anything"),
    *(("components/a/model.json", pickle.dumps(Harm(), protocol)) for protocol in range(6)),
    *(("components/a/model.bin", pickle.dumps({"a": [1]}, protocol)) for protocol in range(6)),
    ("components/a/model.bin", zlib.compress(pickle.dumps(Harm()))),
    ("components/a/model.npy", objects()),
    ("components/a/model.npz", zipped("weights.npy", objects())),
    ("components/a/model.npz", zipped("data.pkl", b"anything")),
    ("components/a/model.zip", zipped("data.bin", pickle.dumps(Harm()))),
]


@pytest.mark.parametrize("member", PICKLES)
def test_a_pickle_is_refused_under_whatever_name(tmp_path, member):
    """By name, by how it begins, and within zip files and arrays."""
    with pytest.raises(ArchiveRefused) as refused:
        look_through(archive(tmp_path / "m.tar.gz", *GOOD, member))
    assert refused.value.code == "pickle"


OUTSIDE = [
    (("../../outside", b"x"), "path_outside"),
    (("components/../../outside", b"x"), "path_outside"),
    (("/etc/cron.d/evil", b"x"), "path_outside"),
    (("components\\..\\x", b"x"), "path_outside"),
    ((f"{'long/' * 30}../../../x", b"x"), "path_outside"),
    (special("components", tarfile.SYMTYPE, "/etc"), "no_plain_file"),
    (special("a", tarfile.SYMTYPE, "metadata.json"), "no_plain_file"),
    (special("a", tarfile.LNKTYPE, "/etc/passwd"), "no_plain_file"),
    (special("a", tarfile.FIFOTYPE), "no_plain_file"),
    (special("a", tarfile.CHRTYPE), "no_plain_file"),
    (special("a", tarfile.BLKTYPE), "no_plain_file"),
    (special("a", tarfile.CONTTYPE), "no_plain_file"),
    (special("a", tarfile.GNUTYPE_SPARSE), "no_plain_file"),
    (special("a", b"Z"), "no_plain_file"),
]


@pytest.mark.parametrize("member, code", OUTSIDE)
def test_an_archive_that_reaches_outside_is_refused(tmp_path, member, code):
    """Paths upwards, absolute ones, links and devices, behind good members."""
    with pytest.raises(ArchiveRefused) as refused:
        look_through(archive(tmp_path / "m.tar.gz", *GOOD, member))
    assert refused.value.code == code


@pytest.mark.parametrize("key, value", [("linkpath", "/etc"), ("size", "1"), ("GNU.sparse.name", "/etc/x")])
def test_a_header_that_one_reader_reads_and_the_next_does_not_is_refused(tmp_path, key, value):
    """Only what a training writes stands in extended headers."""
    member = tarfile.TarInfo("components/a")
    member.pax_headers = {key: value}
    with pytest.raises(ArchiveRefused, match="header that no training writes"):
        look_through(archive(tmp_path / "m.tar.gz", *GOOD, member))


def test_parts_of_others_are_refused(tmp_path):
    """Rasa loads the classes that a model names; they may only be its own and ours."""

    def of(used):
        document = {"predict_schema": {"nodes": {"a": {"uses": "bot.nlu.x.Y"}, "b": {"uses": used}}}}
        return archive(tmp_path / "m.tar.gz", ("metadata.json", json.dumps(document).encode()))

    look_through(of("rasa.core.policies.rule_policy.RulePolicy"))
    for used in ("os.system", "rasax.evil", "botnet.x", "subprocess.Popen"):
        with pytest.raises(ArchiveRefused) as refused:
            look_through(of(used))
        assert refused.value.code == "foreign_code"


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path):
    """A few kilobytes that become gigabytes: stopped at once, by what they say and by what they are."""
    bomb = tmp_path / "m.tar.gz"
    member = tarfile.TarInfo("zeros")
    member.size = 500_000_000
    with gzip.open(bomb, "wb", compresslevel=9) as packed:
        packed.write(member.tobuf())
        for _ in range(60):
            packed.write(bytes(1_000_000))
    with pytest.raises(ArchiveRefused) as refused:
        look_through(bomb)
    assert refused.value.code == "too_large"
    with gzip.open(bomb, "wb", compresslevel=9) as packed:
        packed.write(tarfile.TarInfo("a").tobuf() + bytes(1024))
        for _ in range(60):
            packed.write(bytes(1_000_000))
    with pytest.raises(ArchiveRefused) as refused:
        look_through(bomb)
    assert refused.value.code == "too_large"


def test_a_file_name_without_end_is_refused_before_it_is_read(tmp_path):
    """Extended headers are read into memory whole by whoever reads archives."""
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 40_000_000
    with gzip.open(tmp_path / "m.tar.gz", "wb") as packed:
        packed.write(header.tobuf())
    with pytest.raises(ArchiveRefused, match="file name longer"):
        look_through(tmp_path / "m.tar.gz")


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    """Each of them costs a disk something, however small."""
    monkeypatch.setattr(model_archive, "MOST_MEMBERS", 5)
    with pytest.raises(ArchiveRefused) as refused:
        look_through(archive(tmp_path / "m.tar.gz", *((f"f{n}", b"") for n in range(6))))
    assert refused.value.code == "too_many_files"


def test_what_is_behind_the_end_is_refused(tmp_path):
    """One reader would stop there, another go on."""
    first, second = archive(tmp_path / "a.tar.gz", *GOOD), archive(tmp_path / "b.tar.gz", ("more", b"x"))
    both = gzip.decompress(first.read_bytes()) + gzip.decompress(second.read_bytes())
    (tmp_path / "m.tar.gz").write_bytes(gzip.compress(both))
    with pytest.raises(ArchiveRefused, match="something behind its end"):
        look_through(tmp_path / "m.tar.gz")


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_damaged_archive_is_refused(tmp_path, cut):
    """Cut off anywhere."""
    model = archive(tmp_path / "m.tar.gz", *GOOD, ("components/a", b"words" * 500))
    model.write_bytes(model.read_bytes()[:-cut])
    with pytest.raises(ArchiveRefused) as refused:
        look_through(model)
    assert refused.value.code == "unreadable"


GOOD_FILES = [
    ("a.json", b'{"a": [1, 2]}'),
    ("a.json", b"[]"),
    ("a.json", b"{}"),
    ("words.txt", b"cats\ndogs\nbirds\n"),
    ("a.yml", b"version: '3.1'\n"),
    ("a.npz", arrays()),
    ("empty", b""),
    (f"components/{'long' * 40}/a.json", b"{}"),
]


@pytest.mark.parametrize("member", GOOD_FILES)
def test_what_a_training_writes_passes(tmp_path, member):
    """JSON, YAML, words, arrays of numbers and texts, long names."""
    look_through(archive(tmp_path / "m.tar.gz", *GOOD, member))
