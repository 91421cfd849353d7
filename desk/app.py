"""The one place that assembles the desk: picks every adapter, connects every flow, opens the doors."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sanic import Request, Sanic
from sanic.server.websockets.impl import WebsocketImplProtocol

from desk import errors
from desk.access.address import AddressKeys, caller, networks
from desk.access.frames import CONSOLE, FRAMES, WIDGET
from desk.access.limits import scaled
from desk.access.pages import PAGES
from desk.access.rights import Owner, Who
from desk.access.roles_page import Row
from desk.access.roles_page import page as roles_page_of
from desk.agents import flows as agents
from desk.agents.device import DeviceMarks
from desk.bot.client import RasaBot
from desk.bot.runner import BotRunner
from desk.customers.identity import ShopTrust
from desk.handoff.flows import remind_waiting
from desk.http import agent_routes, privacy_routes, team_routes, widget_routes
from desk.http.doors import SocketDoors
from desk.http.pages import serve_pages
from desk.http.server import BODY_LIMIT, COOKIE, Edge, serve_routes
from desk.live.agent_socket import AgentSocket
from desk.live.bot_memory import BotMemory
from desk.live.hub import Hub
from desk.live.presence import LeasedPresence
from desk.live.shared_limits import SharedLimits
from desk.live.widget_socket import WidgetSocket
from desk.ports import Clock, DeskPorts
from desk.privacy.flows import Keeping, forget_elsewhere, retire
from desk.privacy.ports import OtherStore
from desk.settings import Settings
from desk.shelter import Shelter
from desk.shop_client import Shop
from desk.storage.record import SqlRecord

log = structlog.get_logger()

ROUTES = widget_routes.ROUTES + team_routes.ROUTES + agent_routes.ROUTES + privacy_routes.ROUTES
ROUND_SECONDS = 5.0
RETIREMENT_EVERY = timedelta(hours=1)


def roles_page() -> str:
    """docs/roles.md as it should be."""
    rows = [Row(f"{route.method} `{route.path}`", route.says, route.who, route.reach) for route in ROUTES]
    pages = [Row(f"`{path}`", says, Who.ANYONE, Owner.NOBODY) for path, says in PAGES.items()]
    return roles_page_of(rows, pages, FRAMES)


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def new_id(prefix: str) -> str:
    """An id nobody can guess: 128 random bits behind a letter that says of what."""
    return f"{prefix}_{secrets.token_urlsafe(16)}"


@dataclass(frozen=True)
class Desk:
    """The assembled parts, for those who start and stop them."""

    ports: DeskPorts
    record: SqlRecord
    redis: Redis
    hub: Hub
    presence: LeasedPresence
    limits: SharedLimits
    others: tuple[OtherStore, ...]
    keeping: Keeping
    runner: BotRunner
    shelter: Shelter
    bot: RasaBot
    shop: Shop


def assemble(settings: Settings, clock: Clock = now, name: str = "desk") -> Sanic[Any, Any]:
    """The desk as a web application; nothing is connected before it starts serving."""
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
    origins = frozenset({settings.desk_url})
    secure = settings.desk_url.startswith("https://")
    edge = Edge(
        desk.ports,
        desk.shop,
        settings.shop_name,
        desk.limits,
        desk.shelter,
        secure,
        origins,
        DeviceMarks(settings.bot_secret),
        desk.others,
        _address_keys(settings),
    )
    serve_routes(app, ROUTES, edge)
    serve_pages(app, settings, ROUTES, desk.record, desk.bot, desk.hub)
    _serve_sockets(app, desk, edge, settings.limit_factor)
    _live(app, desk)
    return app


def parts_of(settings: Settings, clock: Clock = now) -> Desk:
    """Every part, connected to each other and to nothing outside yet."""
    record = SqlRecord(settings.database_url, settings.bot_secret)
    # Redis is live state only: a slow or missing one must cost a moment, never a request.
    redis = Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=0.5,
        socket_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=10,
    )
    hub = Hub(redis, desk_id=secrets.token_hex(8))
    presence = LeasedPresence(redis, clock)
    limits = SharedLimits(redis, lambda: clock().timestamp(), scaled(settings.limit_factor))
    bot = RasaBot(settings.rasa_url, settings.bot_secret)
    shelter = Shelter()
    runner = BotRunner(bot, shelter)
    ports = DeskPorts(
        record=record,
        announce=hub,
        presence=presence,
        clock=clock,
        new_id=new_id,
        trust=ShopTrust(settings.shop_url, settings.shop_jwt_secret),
        assistant_name=settings.assistant_name,
        wake_bot=runner.wake,
    )
    runner.start(ports)
    shop = Shop(settings.shop_url, settings.shop_api_key)
    keeping = Keeping(timedelta(days=settings.keep_anonymous_days), timedelta(days=settings.keep_known_days))
    others = (BotMemory(redis), shop)
    return Desk(ports, record, redis, hub, presence, limits, others, keeping, runner, shelter, bot, shop)


def _address_keys(settings: Settings) -> Callable[[Request], str]:
    keys, trusted = AddressKeys(settings.bot_secret), networks(settings.trusted_proxies)

    def key_of(request: Request) -> str:
        forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
        return keys(caller(request.ip, forwarded, trusted))

    return key_of


def _serve_sockets(app: Sanic[Any, Any], desk: Desk, edge: Edge, limit_factor: float) -> None:
    doors = SocketDoors(edge, limit_factor)

    async def widget_socket(request: Request, ws: WebsocketImplProtocol) -> None:
        with doors.counted(request):
            await WidgetSocket(ws, desk.ports, desk.hub, desk.shelter).run()

    async def agent_socket(request: Request, ws: WebsocketImplProtocol) -> None:
        cookie = request.cookies.get(COOKIE) or ""
        agent, _ = await desk.shelter.run(agents.signed_in(cookie, desk.ports))
        with doors.counted(request):
            await AgentSocket(ws, desk.ports, desk.hub, desk.shelter, desk.presence, agent, cookie).run()

    app.register_middleware(doors.check, "request")
    app.add_websocket_route(widget_socket, WIDGET, name="widget_socket")
    app.add_websocket_route(agent_socket, CONSOLE, name="agent_socket")


def _live(app: Sanic[Any, Any], desk: Desk) -> None:
    """What begins when the desk opens and ends when it closes."""

    async def opened(_app: Sanic[Any, Any]) -> None:
        await desk.record.check()
        desk.hub.start()
        desk.limits.start()
        resumed = await desk.runner.resume()
        app.ctx.rounds = asyncio.get_running_loop().create_task(_rounds(desk))
        log.info("desk_open", pending_conversations=resumed)

    async def closed(_app: Sanic[Any, Any]) -> None:
        app.ctx.rounds.cancel()
        await asyncio.gather(app.ctx.rounds, return_exceptions=True)
        await desk.runner.stop()
        await desk.hub.stop()
        await desk.limits.stop()
        await desk.shelter.settle()
        await desk.bot.close()
        await desk.shop.close()
        await desk.redis.aclose()
        await desk.record.close()

    app.before_server_start(opened)
    app.after_server_stop(closed)


async def _rounds(desk: Desk) -> None:
    """Look now and then for waits that ran past their deadline."""
    next_retirement = desk.ports.clock()
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await desk.shelter.run(remind_waiting(desk.ports))
            if await desk.shelter.run(forget_elsewhere(desk.others, desk.ports)):
                await desk.record.tidy()
            if desk.ports.clock() >= next_retirement:
                next_retirement = desk.ports.clock() + RETIREMENT_EVERY
                retired = await desk.shelter.run(retire(desk.keeping, desk.ports))
                log.info("conversations_retired", count=retired)
        except errors.DeskError as refused:
            log.warning("round_failed", code=refused.code)


def listen_address(settings: Settings) -> tuple[str, int]:
    """Where the desk listens: loopback; what faces the network is a proxy's matter."""
    return "127.0.0.1", urlsplit(settings.desk_url).port or settings.desk_port
