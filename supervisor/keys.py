"""The keys of a house: made once, kept in `secrets.env` of its folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from supervisor import env_file

FILE = "secrets.env"
# No vowels and nothing that is read for something else, so that a password can be typed from a screen.
READABLE = "bcdfghjkmnpqrstvwxz23456789"


def made_keys() -> dict[str, str]:
    """A fresh set."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
    return {
        "WARMHAND_BOT_SECRET": secrets.token_urlsafe(32),
        "WARMHAND_SHOP_API_KEY": secrets.token_urlsafe(32),
        "WARMHAND_SHOP_JWT_SECRET": secrets.token_urlsafe(48),
        "WARMHAND_AGENT_PASSWORD": "-".join(groups),
    }


def read_or_make(folder: Path) -> dict[str, str]:
    """The keys kept in `folder`; those that are missing are made and kept. Two starts at once end with one set."""
    path = folder / FILE
    kept = env_file.parse(path.read_text(), str(path)) if path.exists() else {}
    keys = {**made_keys(), **{name: value for name, value in kept.items() if value}}
    if keys != kept:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{FILE}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(env_file.render(keys, "Made by set-up. Do not share; remove a line to have it made anew."))
        if kept:
            fresh.replace(path)
        else:
            _keep_first(fresh, path)
        keys = env_file.parse(path.read_text(), str(path))
    return keys


def _keep_first(fresh: Path, path: Path) -> None:
    """Put `fresh` in place unless another start was quicker."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
