"""A plain Sanic WebSocket server that says back what it hears: the physical limit `bin/bench live` compares with."""

from __future__ import annotations

import sys

from sanic import Request, Sanic
from sanic.server.websockets.impl import WebsocketImplProtocol


def serve(port: int) -> None:
    """Serve on loopback, with the settings the desk's own server has."""
    app = Sanic("echo", configure_logging=False)
    app.config.update(MOTD=False, WEBSOCKET_MAX_SIZE=64 * 1024, ACCESS_LOG=False, TOUCHUP=False)

    async def echo(_request: Request, socket: WebsocketImplProtocol) -> None:
        while (heard := await socket.recv()) is not None:
            await socket.send(heard)

    app.add_websocket_route(echo, "/echo")
    app.run(host="127.0.0.1", port=port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
