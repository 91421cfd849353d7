"""docs/reliability.md and the tests tell the same: what a row claims is there, and what is there is claimed."""

import re

import pytest

from tests.house.sources import ROOT, our_files, read

ROW = re.compile(r"^\| ([RS]\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
TEST = re.compile(r"def (test_\w+)")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def rows():
    return {case: answer for case, _, answer in ROW.findall(read(ROOT / "docs/reliability.md"))}


def names_by_file():
    paths = [path for path in our_files() if path.parts[0] == "tests" and path.name.startswith("test_")]
    return {str(path): set(TEST.findall(read(path))) for path in paths}


def bearing(case):
    """Tests whose names bear this id."""
    mark = re.compile(rf"_{case.lower()}_")
    return sorted(name for names in names_by_file().values() for name in names if mark.search(name))


def test_every_case_has_a_row():
    """R1 to R31 and S1 to S28, each once."""
    found = ROW.findall(read(ROOT / "docs/reliability.md"))
    assert [case for case, _, _ in found] == [f"R{n}" for n in range(1, 32)] + [f"S{n}" for n in range(1, 29)]


@pytest.mark.parametrize("case", rows())
def test_a_row_claims_what_is_there(case):
    """By name: such a test exists. Named: it is in that file. Open: there is none yet; once there is, say so."""
    answer, tests = rows()[case], names_by_file()
    if "by name" in answer:
        assert bearing(case), f"no test bears {case}"
    else:
        assert not bearing(case), f"{case} is answered by name now: say so in docs/reliability.md"
    for path, name in NAMED.findall(answer):
        assert path in tests, path
        assert not name or name in tests[path], f"{path} has no {name}"
    for bench in re.findall(r"`bin/bench (\w+)`", answer):
        assert (ROOT / "benchmarks" / f"{bench}.py").is_file()
