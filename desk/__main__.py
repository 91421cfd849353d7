"""`python -m desk [serve|migrate|seed]`."""

from __future__ import annotations

import argparse
import logging
import sys

import structlog

from desk import demo_team
from desk.app import assemble, listen_address
from desk.service_file import ServiceFileRefused
from desk.settings import Settings, SettingsRefused, read
from desk.storage.migrate import migrate


def main() -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="desk", description="The service people connect to.")
    parser.add_argument("command", choices=["serve", "migrate", "seed"], nargs="?", default="serve")
    command = parser.parse_args().command
    _log_plainly()
    try:
        settings = read()
    except SettingsRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
        return 1
    if command == "migrate":
        migrate(settings.database_url)
    elif command == "seed":
        print(f"desk: {demo_team.seed(settings)} demo agents")
    else:
        try:
            _serve(settings)
        except ServiceFileRefused as refused:
            print(f"desk: {refused}", file=sys.stderr)
            return 1
    return 0


def _serve(settings: Settings) -> None:
    host, port = listen_address(settings)
    app = assemble(settings)
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)


def _log_plainly() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


if __name__ == "__main__":
    sys.exit(main())
