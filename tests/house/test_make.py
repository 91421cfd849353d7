"""The Makefile, the settings' example and the scripts tell the same story."""

import os
import re
import subprocess

import pytest

from tests.house.sources import ROOT, our_files, read

SETTING = re.compile(r"\b(WARMHAND_[A-Z]+(?:_[A-Z]+)*|REDIS_URL|DATABASE_URL|SMTP_URL)\b")


def test_make_help_tells_of_every_target():
    """Whoever types `make` sees all there is."""
    rules = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.+)$", rules, re.MULTILINE).group(1).split())
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+)", told, re.MULTILINE)) == targets
    everyday = {"setup", "run", "test", "test-long", "check", "bench", "train", "journeys", "screenshots", "help"}
    assert targets == everyday


def test_every_program_of_the_makefile_exists_and_runs():
    """A target that names a missing script is found here."""
    for name in re.findall(r"(?<!\.venv/)\bbin/([\w-]+)", (ROOT / "Makefile").read_text()):
        assert os.access(ROOT / "bin" / name, os.X_OK), name


def test_scripts_are_executable():
    """So that they can be called by their names."""
    scripts = [path for path in our_files() if path.parts[0] == "bin"] + [ROOT / ".ci/run"]
    assert [str(path) for path in scripts if not os.access(ROOT / path, os.X_OK)] == []


def settings_read():
    """Every name that a settings.py or a YAML file of Rasa reads."""
    from desk.settings import Settings as DeskSettings
    from supervisor.settings import read_settings

    names = set()
    for path in our_files():
        if path.name == "settings.py" or (len(path.parts) == 1 and path.suffix == ".yml"):
            names |= set(SETTING.findall(read(path)))
    for name, field in DeskSettings.model_fields.items():
        names.add(str(field.validation_alias or f"WARMHAND_{name.upper()}"))
    return names, read_settings


def test_env_example_lists_exactly_the_settings_that_are_read(tmp_path):
    """No setting is secret, none is stale."""
    names, read_settings = settings_read()
    names |= {name for name in read_settings({}, tmp_path).environment if SETTING.fullmatch(name)}
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert listed == names


def test_every_setting_is_explained():
    """docs/wire.md §1 has a line for each."""
    names, _ = settings_read()
    told = set(SETTING.findall((ROOT / "docs/wire.md").read_text()))
    assert names - told == set()


def test_env_example_changes_nothing(tmp_path):
    """Copied as it is, it gives the defaults."""
    from supervisor.settings import read_settings

    plain = read_settings({}, tmp_path).environment
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert dict(read_settings({}, tmp_path).environment) == {**plain, "WARMHAND_SHOP_FAULTS": "0"}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "LICENSE", ".ci/run", "Makefile", "pyproject.toml"])
def test_what_a_newcomer_looks_for_is_there(name):
    """The usual files under their usual names."""
    assert (ROOT / name).is_file()
