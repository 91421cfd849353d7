"""`python -m desk [serve|migrate|seed|backup FOLDER|restore FOLDER]`."""

from __future__ import annotations

import argparse
import gc
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desk.app import assemble
from desk.assembly import listen_address
from desk.live.frames import LiveProtocol
from desk.operations import logs
from desk.privacy.masking import mask_event
from desk.service_file import ServiceFileRefused
from desk.settings import Settings, SettingsRefused, read

LOOK_FOR_GARBAGE = (2_000, 5, 100)
"""New objects after which those in circles are looked for, and how often it is for the older ones. Python's 700 are two
messages; ten times as many as here took 6 to 17 ms at once, which is as long as an answer takes."""
COMMANDS = ("serve", "migrate", "seed", "backup", "restore")


def main() -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="desk", description="The service people connect to.")
    parser.add_argument("command", choices=COMMANDS, nargs="?", default="serve")
    parser.add_argument("folder", type=Path, nargs="?", help="of the backup")
    parser.add_argument("--replace", action="store_true", help="restore over a record that holds conversations")
    asked = parser.parse_args()
    if (asked.command in ("backup", "restore")) is not (asked.folder is not None):
        parser.error("backup and restore take a folder, the other commands none")
    try:
        settings = read()
    except SettingsRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
        return 1
    logs.configure(settings.log_format, settings.log_level, masks=[mask_event])
    # Loaded when asked for: a desk that was killed must be back soon, and needs none of it to serve.
    if asked.command == "migrate":
        from desk.storage.migrate import migrate  # noqa: PLC0415

        migrate(settings.database_url)
    elif asked.command == "seed":
        return _seed(settings)
    elif asked.command == "serve":
        try:
            _serve(settings)
        except (ServiceFileRefused, SettingsRefused) as refused:
            print(f"desk: {refused}", file=sys.stderr)
            return 1
    else:
        return _keep_or_bring_back(settings, asked.command, asked.folder, replace=asked.replace)
    return 0


def _seed(settings: Settings) -> int:
    from desk import demo_team, first_articles  # noqa: PLC0415

    try:
        print(f"desk: {demo_team.seed(settings)} demo agents, {first_articles.bring(settings)} first articles")
    except SettingsRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
        return 1
    return 0


def _keep_or_bring_back(settings: Settings, command: str, folder: Path, *, replace: bool) -> int:
    from desk.storage import backup  # noqa: PLC0415
    from desk.storage.manifest import BackupRefused  # noqa: PLC0415

    house, now = backup.House(settings.database_url, settings.var_dir / "attachments"), datetime.now(UTC)
    try:
        if command == "backup":
            told = backup.back_up(house, folder, now)
        else:
            if _somebody_serves(settings):
                raise BackupRefused(f"A desk answers at {settings.desk_url}: stop the house first.")  # noqa: TRY301
            told = backup.restore(house, folder, now, replace=replace)
    except BackupRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
        return 1
    done = "backed up to" if command == "backup" else "restored from"
    print(
        f"desk: {len(told.last_seq)} conversations with {told.entries} entries {done} {folder}; "
        f"the last entry is of {told.last_entry_at or 'never'}"
    )
    return 0


def _somebody_serves(settings: Settings) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(listen_address(settings)) == 0


def _serve(settings: Settings) -> None:
    host, port = listen_address(settings)
    app = assemble(settings)
    app.after_server_start(_keep_what_stays)
    app.run(host=host, port=port, protocol=LiveProtocol, single_process=True, access_log=False, motd=False)


async def _keep_what_stays(_app: Any) -> None:
    # What is loaded stays until the end. Looked through for garbage again and again, it would hold up everybody for
    # a fifth of a second each time.
    gc.freeze()
    gc.set_threshold(*LOOK_FOR_GARBAGE)


if __name__ == "__main__":
    sys.exit(main())
