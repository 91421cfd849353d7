"""Finds a Chromium for the journeys, or fetches one; never pretends to have one."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ASK_SECONDS = 60
FETCH_SECONDS = 900


@dataclass(frozen=True)
class Found:
    """A Chromium that runs, or None with the reason why there is none."""

    path: Path | None
    reason: str


@functools.cache
def find_chromium() -> Found:
    """The first that runs of: CHROMIUM_PATH, the machine's own, apt-get's (as root), Playwright's own download.

    A CHROMIUM_PATH that does not run is not replaced by another: who sets it wants that one.
    """
    wanted = os.environ.get("CHROMIUM_PATH")
    if wanted:
        return Found(Path(wanted), "CHROMIUM_PATH") if runs(wanted) else Found(None, f"CHROMIUM_PATH={wanted} fails")
    for path, source in places():
        if runs(path):
            return Found(Path(path), source)
    return Found(None, "no Chromium on this machine, apt-get and Playwright's download brought none: set CHROMIUM_PATH")


def places() -> Iterator[tuple[str, str]]:
    """Where one may be, each fetched only when those before it do not run."""
    yield from ((path, "the machine's own") for path in map(shutil.which, NAMES) if path)
    yield from ((path, "Playwright's own") for path in playwrights_own())
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("No Chromium found; installing one with apt-get (about 300 MB) ...")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        fetch(["apt-get", "update"], quiet)
        fetch(["apt-get", "install", "-y", "--no-install-recommends", "chromium"], quiet)
        yield from ((path, "apt-get's") for path in map(shutil.which, NAMES) if path)
    say("No Chromium found; asking Playwright to fetch its own (about 170 MB) ...")
    fetch([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))
    yield from ((path, "Playwright's own") for path in playwrights_own())


def playwrights_own() -> list[str]:
    """What Playwright fetched, now or earlier."""
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    return [str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)]


def runs(path: str) -> bool:
    """True when it starts and tells its version."""
    try:
        done = subprocess.run(
            [path, "--headless", "--no-sandbox", "--version"], capture_output=True, timeout=ASK_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def fetch(command: list[str], environment: dict[str, str]) -> None:
    """Run a fetching command; whether it brought anything is seen by looking, not by its exit code."""
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as failed:
        say(f"{command[0]}: {failed}")
        return
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        say(f"{' '.join(command[:3])}: {last[0] if last else f'exit code {done.returncode}'}")


def say(text: str) -> None:
    """Past pytest's capture, for a person who wonders what takes so long."""
    print(text, file=sys.__stderr__, flush=True)


if __name__ == "__main__":
    found = find_chromium()
    print(found.path or found.reason)
    sys.exit(0 if found.path else 1)
