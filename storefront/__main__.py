"""`python -m storefront` serves the contract in front of the vendor that WARMHAND_SHOP_KIND names."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
from datetime import UTC, datetime

from shop.errors import SetupError
from storefront.app import assemble
from storefront.settings import Settings, read_settings


def main() -> int:
    """Serve until stopped; the result is the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        _serve(read_settings(os.environ))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _serve(settings: Settings) -> None:
    listener = _listen(settings)
    app = assemble(settings, clock=lambda: datetime.now(UTC), new_token=lambda: secrets.token_urlsafe(32))
    print(f"The storefront for {settings.kind} listens on port {settings.port}", flush=True)
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


if __name__ == "__main__":
    sys.exit(main())
