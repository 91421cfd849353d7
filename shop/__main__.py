"""`python -m shop` serves the shop; `python -m shop seed` sets the demo back to how it opens."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import socket
import sys
from datetime import UTC, date, datetime

from shop.app import assemble
from shop.demo.seeding import seed
from shop.errors import SetupError
from shop.settings import Settings, read_database, read_settings
from shop.store import open_store


def main() -> int:
    """Do what the command line says; the result is the exit status."""
    command = _command_line().parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        if command.name == "seed":
            _seed(command.today)
        else:
            _serve(read_settings(os.environ))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shop", description=__doc__)
    commands = parser.add_subparsers(dest="name", metavar="seed")
    seeding = commands.add_parser("seed", help="set products, people and demo orders back to how the demo opens")
    seeding.add_argument(
        "--today", type=date.fromisoformat, default=None, help="the day the demo is seen from, such as 2026-11-22"
    )
    return parser


def _seed(today: date | None) -> None:
    path = read_database(os.environ)
    store = open_store(path)
    try:
        count = seed(store, today or _now().date())
    finally:
        store.close()
    print(f"{path}: {count} demo orders are in place.")


def _serve(settings: Settings) -> None:
    listener = _listen(settings)
    app = assemble(settings, clock=_now, new_token=lambda: secrets.token_urlsafe(32))
    print(f"The shop is open at {settings.url}", flush=True)
    app.run(sock=listener, single_process=True, motd=False, access_log=False)


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise SetupError(
            f"Port {settings.port} is not free ({error.strerror}): stop what uses it, or set WARMHAND_SHOP_PORT."
        ) from error
    return listener


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
