"""The unit files under deploy/ are ones that systemd takes, and start what the supervisor starts."""

import re
import shutil
import subprocess

import pytest
import yaml

from supervisor.programs import BOT_ENVIRONMENT, rasa_arguments
from tests.house.sources import ROOT, our_files, read

UNITS = [path for path in our_files() if path.parts[0] == "deploy" and path.suffix == ".service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="NOT RUN: no systemd-analyze on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=[path.name for path in UNITS])
def test_systemd_takes_every_unit(tmp_path, unit):
    """systemd-analyze has nothing to say, with the programs they name put where this checkout has them."""
    (tmp_path / "environment").touch()
    text = read(unit).replace("/opt/warmhand", str(ROOT)).replace("/etc/warmhand", str(tmp_path))
    place = tmp_path / unit.name.replace("@.", "@8123.")
    place.write_text(text.replace("User=warmhand\n", ""))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", str(place)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.name.split("@")[0] in line]) == (0, [])


def test_the_bot_starts_as_the_supervisor_starts_it():
    """The same arguments, the same surroundings."""
    text = read(next(path for path in UNITS if "rasa" in path.name)).replace("\\\n", " ")
    command = re.search(r"^ExecStart=(.+)$", text, re.MULTILINE).group(1).split()
    wanted = [word for word in rasa_arguments(8123) if word not in ("--model", "models")]
    assert command[command.index("run") + 1 :] == ["%i" if word == "8123" else word for word in wanted]
    assert any(word.endswith("supervisor/checked_model.py") for word in command)
    told = dict(
        pair.split("=", 1) for line in re.findall(r"^Environment=(.+)$", text, re.MULTILINE) for pair in line.split()
    )
    assert BOT_ENVIRONMENT.items() <= told.items()


def test_the_programs_of_the_units_exist():
    """A module that was renamed is found here."""
    for unit in UNITS:
        for module in re.findall(r"-m (desk|actions|shop)\b", read(unit)):
            assert (ROOT / module / "__main__.py").is_file()


CONTAINER = ROOT / "deploy/container"


def test_the_compose_file_names_what_there_is():
    """Read as YAML: every file it builds from or mounts exists, and nothing but the door's ports is published."""
    compose = yaml.safe_load((CONTAINER / "compose.yml").read_text())
    house, door = compose["services"]["house"], compose["services"]["door"]
    context = (CONTAINER / house["build"]["context"]).resolve()
    assert context == ROOT
    assert (context / house["build"]["dockerfile"]).is_file()
    assert all((CONTAINER / mount.split(":")[0]).is_file() for mount in door["volumes"])
    published = {port.rsplit(":", 1)[1] for port in house["ports"]}
    served = set(re.findall(r"^:(\d+) \{", (CONTAINER / "Caddyfile").read_text(), re.MULTILINE))
    assert published == served
    assert all(port.startswith("127.0.0.1:") for port in house["ports"])


def test_the_container_is_told_settings_that_exist():
    """A setting that was renamed is found here; and what the image is made with are targets of the Makefile."""
    example = (ROOT / ".env.example").read_text()
    compose = yaml.safe_load((CONTAINER / "compose.yml").read_text())
    assert [name for name in compose["services"]["house"]["environment"] if f"\n{name}=" not in example] == []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    steps = (CONTAINER / "Dockerfile").read_text()
    assert {"setup", "run"} <= targets
    assert "make setup" in steps
    assert '"make", "run"' in steps
    for folder in ("var", ".venv", "web/node_modules"):
        assert folder in (ROOT / ".dockerignore").read_text().splitlines()
