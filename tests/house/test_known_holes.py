"""S28: what we depend on is as new as the fixes of the holes we know of; what cannot be, is named with reasons.

There is no advisory database here that could be asked, so the list is kept by hand; `docs/reliability.md` says when it
was last looked through.
"""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime

import pytest
from packaging.version import Version

from tests.house.sources import ROOT

LOCKS = ("desk.lock", "rasa.lock", "dev.lock", "encoder.lock", "uv.lock")
# Package, the first version without the hole, and the hole.
FIXED = (
    ("rasa", "3.6.21", "CVE-2024-49375: a model loaded from afar runs code"),
    ("aiohttp", "3.14.4", "CVE-2025-69223 and CVE-2026-128131: decompression"),
    ("pydantic", "1.10.13", "CVE-2024-3772: an e-mail address that takes for ever"),
    ("scikit-learn", "1.5.0", "CVE-2024-5206: words of the training kept in the model"),
    ("setuptools", "78.1.1", "CVE-2025-47273: path traversal"),
    ("protobuf", "4.25.8", "CVE-2025-4565: endless recursion"),
    ("sentry-sdk", "2.8", "CVE-2024-40647: environment passed to children"),
    ("python-socketio", "5.14.0", "CVE-2025-61765: pickled messages"),
    ("sanic", "21.12.2", "CVE-2022-35920: path traversal"),
    ("tensorflow-cpu", "2.12.1", "CVE-2023-33976: overflow"),
)
# What has no fix that Rasa 3.6.21 can live with, and why it does no harm here.
ACCEPTED = {
    "keras": "CVE-2024-3660: a layer may hold code. None of ours does; only models made here are loaded (S21).",
    "jsonpickle": "CVE-2021-47952: what is read may be code. Rasa imports it for a store we do not use (S22).",
    "sanic": "21.12 gets no more fixes. Only in Rasa's process, on loopback, behind a secret (S20).",
}
LOOK_AGAIN = date(2027, 5, 31)


def pinned() -> dict[str, set[Version]]:
    """Every version of every package that any lock file pins."""
    found: dict[str, set[Version]] = {}
    for lock in LOCKS:
        text = (ROOT / "requirements" / lock).read_text("utf-8")
        for name, version in re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
            found.setdefault(name, set()).add(Version(version))
    wheel = re.search(r"^rasa==(\S+)", (ROOT / "requirements" / "rasa-wheel.txt").read_text("utf-8"), re.MULTILINE)
    assert wheel is not None
    found.setdefault("rasa", set()).add(Version(wheel[1]))
    return found


@pytest.mark.parametrize(("package", "fixed_in", "hole"), FIXED)
def test_s28_nothing_is_older_than_its_fix(package: str, fixed_in: str, hole: str) -> None:
    """Every pinned version has the fix; a package that is not there any more must leave the list."""
    versions = pinned().get(package, set())
    assert versions, f"{package} is pinned nowhere: take it off the list"
    assert min(versions) >= Version(fixed_in), hole


@pytest.mark.parametrize("package", ACCEPTED)
def test_s28_what_stays_open_is_still_needed(package: str) -> None:
    """An exception stands only for what is there; when its time is over, a warning says so."""
    assert package in pinned()
    if datetime.now(UTC).date() > LOOK_AGAIN:
        warnings.warn(f"{package} was to be looked at again by {LOOK_AGAIN}: {ACCEPTED[package]}", stacklevel=1)


def test_s28_every_file_is_named_by_its_hash() -> None:
    """What is fetched is what was read: no line of a lock file goes without one."""
    for lock in LOCKS:
        lines = (ROOT / "requirements" / lock).read_text("utf-8").replace("\\\n", " ").splitlines()
        requirements = [line for line in lines if re.match(r"^[a-z0-9]", line)]
        assert requirements
        assert [line for line in requirements if "--hash=sha256:" not in line] == []
