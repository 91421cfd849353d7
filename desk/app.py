"""The desk as a web application: opens the doors, and begins and ends what goes on by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from sanic import Request, Sanic
from sanic.server.websockets.impl import WebsocketImplProtocol

from desk import rounds
from desk.access.frames import CONSOLE, WIDGET
from desk.agents import flows as agents
from desk.agents.device import DeviceMarks
from desk.assembly import Desk, now, parts_of
from desk.http.about_me_pages import serve_about_me
from desk.http.doors import SocketDoors, address_keys
from desk.http.held_pages import serve_held
from desk.http.help_pages import serve_help
from desk.http.pages import serve_pages
from desk.http.routes import ROUTES
from desk.http.server import BODY_LIMIT, COOKIE, Edge, serve_routes
from desk.http.tracing import trace_requests
from desk.http.watch_pages import serve_watch_pages
from desk.live.agent_socket import AgentSocket
from desk.live.widget_socket import WidgetSocket
from desk.live.wire import Wire
from desk.operations.standing import take_standing
from desk.ports import Clock
from desk.settings import Settings

log = structlog.get_logger(__name__)

STOP_SECONDS = 1.0
"""After which the rounds are asked to end once more."""

Walks = Callable[[Desk], "asyncio.Future[Any]"]
"""Begins what a desk does by itself for as long as it is open; cancelling what it returns ends that."""


def walk_by_itself(desk: Desk) -> asyncio.Future[Any]:
    """What a desk does by itself, every few seconds of the wall clock."""
    desk.line_rounds.start()
    tidying = (desk.others, desk.keeping, desk.record.tidy)
    jobs = desk.runner.look_around
    return rounds.start(desk.ports, desk.shelter, jobs, *tidying, desk.postman, (desk.bot, desk.shadow))


def assemble(
    settings: Settings, clock: Clock = now, name: str = "desk", walks: Walks = walk_by_itself
) -> Sanic[Any, Any]:
    """The desk as a web application; nothing is connected before it starts serving.

    Time is passed in: `clock` says what time it is, `walks` what happens as it passes.
    """
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.update(
        MOTD=False,
        REQUEST_MAX_SIZE=BODY_LIMIT,
        WEBSOCKET_MAX_SIZE=BODY_LIMIT,
        WEBSOCKET_PING_INTERVAL=20,
        WEBSOCKET_PING_TIMEOUT=20,
        ACCESS_LOG=False,
        GRACEFUL_SHUTDOWN_TIMEOUT=3.0,
        # Sanic would rewrite its own code for this one app; two apps in one process then fail.
        TOUCHUP=False,
    )
    desk = parts_of(settings, clock)
    app.ctx.desk = desk
    trace_requests(app, desk.metrics)
    secure = settings.desk_url.startswith("https://")
    edge = Edge(
        desk.ports,
        desk.shop,
        settings.shop_name,
        desk.limits,
        desk.shelter,
        secure,
        frozenset({settings.desk_url}),
        DeviceMarks(settings.bot_secret),
        desk.others,
        address_keys(settings.bot_secret, settings.trusted_proxies),
    )
    serve_routes(app, ROUTES, edge)
    serve_pages(app, settings, ROUTES)
    for serve in (serve_help, serve_held, serve_about_me):
        serve(app, settings, edge)
    standing = partial(take_standing, desk.ports, desk.readiness, desk.hub.sockets)
    serve_watch_pages(app, desk.readiness, desk.metrics, standing, clock, settings.metrics_token)
    _serve_sockets(app, desk, SocketDoors(edge, desk.hub, settings.limit_factor))
    _live(app, desk, settings.drain_seconds, walks)
    return app


def _serve_sockets(app: Sanic[Any, Any], desk: Desk, doors: SocketDoors) -> None:
    acknowledged = desk.metrics.message_acknowledged

    async def widget_socket(request: Request, ws: WebsocketImplProtocol) -> None:
        with doors.counted(request) as limit:
            await WidgetSocket(Wire(ws), desk.ports, desk.hub, desk.shelter, limit, acknowledged).run()

    async def agent_socket(request: Request, ws: WebsocketImplProtocol) -> None:
        cookie = request.cookies.get(COOKIE) or ""
        agent, _ = await desk.shelter.run(agents.signed_in(cookie, desk.ports))
        with doors.counted(request) as limit:
            live = (Wire(ws), desk.ports, desk.hub, desk.shelter, limit, acknowledged)
            await AgentSocket(*live, desk.presence, desk.board, agent, cookie).run()

    app.register_middleware(doors.check, "request")
    app.add_websocket_route(widget_socket, WIDGET, name="widget_socket")
    app.add_websocket_route(agent_socket, CONSOLE, name="agent_socket")


async def _ended(rounds: asyncio.Future[Any]) -> None:
    """End what goes on by itself. A mail server's client can lose a cancellation while it connects: then once more."""
    going = {rounds}
    while going:
        rounds.cancel()
        _, going = await asyncio.wait(going, timeout=STOP_SECONDS)
    await asyncio.gather(rounds, return_exceptions=True)


def _live(app: Sanic[Any, Any], desk: Desk, drain_seconds: float, walks: Walks) -> None:
    """What begins when the desk opens and ends when it closes."""

    async def opened(_app: Sanic[Any, Any]) -> None:
        await desk.record.check()
        desk.hub.start()
        desk.limits.start()
        await rounds.follow_models(desk.ports, desk.shelter, desk.bot, desk.shadow)
        resumed = await desk.runner.resume()
        app.ctx.rounds = walks(desk)
        log.info("desk_open", pending_conversations=resumed)

    async def closing(_app: Sanic[Any, Any]) -> None:
        """Still serving: tell whoever sends people here, wait until they heard, then send the browsers elsewhere."""
        desk.readiness.drain()
        await asyncio.sleep(drain_seconds)
        await desk.hub.send_away()

    async def closed(_app: Sanic[Any, Any]) -> None:
        await _ended(app.ctx.rounds)
        await desk.line_rounds.stop()
        await desk.runner.stop()
        await desk.hub.stop()
        await desk.limits.stop()
        await desk.board.stop()
        await desk.readiness.close()
        await desk.shelter.settle()
        await desk.bot.close()
        await asyncio.gather(desk.shop.close(), desk.ports.remedies.close(), desk.ports.public_line.close())
        await desk.ports.known.meaning.close()
        await desk.redis.aclose()
        await desk.record.close()
        desk.files.close()

    app.before_server_start(opened)
    app.before_server_stop(closing)
    app.after_server_stop(closed)
