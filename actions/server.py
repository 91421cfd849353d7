"""The action server: rasa_sdk's own application with our wishes, on loopback, in one process."""

import logging
import warnings
from typing import Any

import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

import actions

# rasa_sdk's own start-up would listen on every interface; this server trusts whoever reaches it, so only Rasa may.
HOST = "127.0.0.1"
LARGEST_REQUEST = 32 * 1024 * 1024


def create_server() -> Sanic[Any, Any]:
    """The application with every wish registered. Exits the process when a module of ours cannot be imported."""
    executor = ActionExecutor()
    executor.register_package(actions)
    # No page in a browser has any business here, so no origin is allowed to read an answer.
    app = create_app(executor, cors_origins=None)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    return app


def serve(port: int) -> None:
    """Serve until the process is told to stop."""
    # Rasa 3.6 and this rasa_sdk speak the same JSON; saying otherwise at every call helps nobody.
    warnings.filterwarnings("ignore", message=r"Your versions of rasa and\s+rasa_sdk might not be compatible")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ],
    )
    create_server().run(host=HOST, port=port, single_process=True, access_log=False, motd=False)
