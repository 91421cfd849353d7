"""`python -m desk [serve|migrate|seed]`."""

from __future__ import annotations

import argparse
import sys

from desk.app import assemble, listen_address
from desk.operations import logs
from desk.settings import Settings, SettingsRefused, read


def main() -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="desk", description="The service people connect to.")
    parser.add_argument("command", choices=["serve", "migrate", "seed"], nargs="?", default="serve")
    command = parser.parse_args().command
    try:
        settings = read()
    except SettingsRefused as refused:
        print(f"desk: {refused}", file=sys.stderr)
        return 1
    logs.configure(settings.log_format, settings.log_level)
    # Loaded when asked for: a desk that was killed must be back soon, and needs neither to serve.
    if command == "migrate":
        from desk.storage.migrate import migrate  # noqa: PLC0415

        migrate(settings.database_url)
    elif command == "seed":
        from desk import demo_team  # noqa: PLC0415

        print(f"desk: {demo_team.seed(settings)} demo agents")
    else:
        _serve(settings)
    return 0


def _serve(settings: Settings) -> None:
    host, port = listen_address(settings)
    app = assemble(settings)
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    sys.exit(main())
