"""The one place that assembles the desk: picks every adapter, connects every flow, opens the doors."""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import structlog
from redis.asyncio import Redis
from sanic import Request, Sanic
from sanic.server.websockets.impl import WebsocketImplProtocol

from desk import rounds
from desk.access.frames import CONSOLE, WIDGET
from desk.access.limits import scaled
from desk.agents import flows as agents
from desk.agents.device import DeviceMarks
from desk.attachments.attachment import Limits
from desk.bot.answers_file import read_articles
from desk.bot.client import RasaBot
from desk.bot.domain_file import read_intents
from desk.bot.runner import BotRunner
from desk.customers.identity import ShopTrust
from desk.http.doors import SocketDoors, address_keys
from desk.http.pages import serve_pages
from desk.http.routes import ROUTES
from desk.http.server import BODY_LIMIT, COOKIE, Edge, serve_routes
from desk.http.tracing import trace_requests
from desk.http.watch_pages import serve_watch_pages
from desk.letters.return_link import ReturnLinks
from desk.live.agent_socket import AgentSocket
from desk.live.bot_memory import BotMemory
from desk.live.hub import Hub
from desk.live.inbox import InboxBoard
from desk.live.line_rounds import LineRounds
from desk.live.presence import LeasedPresence
from desk.live.redis_client import open_redis
from desk.live.shared_limits import SharedLimits
from desk.live.widget_socket import WidgetSocket
from desk.live.wire import Wire
from desk.operations.metered import MeteredBot, MeteredRecord
from desk.operations.metrics import Metrics
from desk.operations.readiness import Readiness
from desk.operations.standing import readiness_of, take_standing
from desk.ports import Clock, DeskPorts
from desk.privacy.flows import Keeping
from desk.privacy.ports import OtherStore
from desk.service_file import read_house
from desk.settings import Settings
from desk.shelter import Shelter
from desk.shop_client import Shop
from desk.smtp import SmtpPostman, postman_of
from desk.storage.attachment_folder import AttachmentFolder
from desk.storage.record import SqlRecord
from desk.suggestions.known import Known
from desk.trainer_client import Trainer

log = structlog.get_logger(__name__)


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
    board: InboxBoard
    presence: LeasedPresence
    limits: SharedLimits
    others: tuple[OtherStore, ...]
    keeping: Keeping
    runner: BotRunner
    line_rounds: LineRounds
    shelter: Shelter
    bot: RasaBot
    shop: Shop
    files: AttachmentFolder
    metrics: Metrics
    readiness: Readiness
    postman: SmtpPostman | None


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
    trace_requests(app, desk.metrics)
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
        address_keys(settings.bot_secret, settings.trusted_proxies),
    )
    serve_routes(app, ROUTES, edge)
    serve_pages(app, settings, ROUTES)
    standing = partial(take_standing, desk.ports, desk.readiness, desk.hub.sockets)
    serve_watch_pages(app, desk.readiness, desk.metrics, standing, clock, settings.metrics_token)
    _serve_sockets(app, desk, SocketDoors(edge, desk.hub, settings.limit_factor))
    _live(app, desk, settings.drain_seconds)
    return app


def parts_of(settings: Settings, clock: Clock = now) -> Desk:
    """Every part, connected to each other and to nothing outside yet."""
    record = SqlRecord(settings.database_url, settings.bot_secret)
    redis = open_redis(settings.redis_url)
    hub = Hub(redis, desk_id=secrets.token_hex(8))
    presence = LeasedPresence(redis, clock)
    bot = RasaBot(settings.rasa_url, settings.bot_secret)
    shelter = Shelter()
    metrics = Metrics()
    runner = BotRunner(
        MeteredBot(bot, metrics), shelter, holder=f"{socket.gethostname()[:30]}:{listen_address(settings)[1]}"
    )
    files = AttachmentFolder(settings.var_dir / "attachments", clock)
    ports = _ports(settings, clock, MeteredRecord(record, metrics), hub, presence, runner, files)
    runner.start(ports)
    shop = Shop(settings.shop_url, settings.shop_api_key)
    line_rounds = LineRounds(ports, shelter)
    hub.join(line_rounds)
    hub.attend(line_rounds)
    readiness = readiness_of(record.check, redis, bot.ready, shop.ready, shelter)
    board = InboxBoard(ports, shelter)
    hub.attend(board)
    limits = SharedLimits(redis, lambda: clock().timestamp(), scaled(settings.limit_factor))
    keeping = Keeping(timedelta(days=settings.keep_anonymous_days), timedelta(days=settings.keep_known_days))
    postman = postman_of(settings.mail_server, settings.mail_from, settings.shop_name)
    live = (redis, hub, board, presence, limits, (BotMemory(redis), shop), keeping)
    return Desk(ports, record, *live, runner, line_rounds, shelter, bot, shop, files, metrics, readiness, postman)


def _ports(
    settings: Settings,
    clock: Clock,
    record: MeteredRecord,
    hub: Hub,
    presence: LeasedPresence,
    runner: BotRunner,
    files: AttachmentFolder,
) -> DeskPorts:
    house = read_house(settings.service_file)
    links = ReturnLinks(settings.bot_secret, settings.desk_url, settings.shop_url)
    return DeskPorts(
        record=record,
        announce=hub,
        presence=presence,
        clock=clock,
        new_id=new_id,
        trust=ShopTrust(settings.shop_url, settings.shop_jwt_secret),
        assistant_name=settings.assistant_name,
        shop_name=settings.shop_name,
        return_links=links if settings.mail_server else None,
        wake_bot=runner.wake,
        routing=house.routing,
        service=house.service,
        levels=house.levels,
        silence=house.silence,
        reception=house.reception,
        teams=house.teams,
        intents=read_intents(settings.domain_file),
        known=Known(Trainer(settings.trainer_url, settings.bot_secret), read_articles(settings.answers_file)),
        files=files,
        attachment_limits=_attachment_limits(settings),
    )


def _attachment_limits(settings: Settings) -> Limits:
    return Limits(
        bytes=settings.attachment_bytes,
        per_message=settings.attachments_per_message,
        day_bytes=settings.attachment_day_bytes,
        day_count=settings.attachments_per_day,
    )


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


def _live(app: Sanic[Any, Any], desk: Desk, drain_seconds: float) -> None:
    """What begins when the desk opens and ends when it closes."""

    async def opened(_app: Sanic[Any, Any]) -> None:
        await desk.record.check()
        desk.hub.start()
        desk.limits.start()
        resumed = await desk.runner.resume()
        desk.line_rounds.start()
        jobs = desk.runner.look_around
        tidying = (desk.others, desk.keeping, desk.record.tidy)
        app.ctx.rounds = rounds.start(desk.ports, desk.shelter, jobs, *tidying, desk.postman)
        log.info("desk_open", pending_conversations=resumed)

    async def closing(_app: Sanic[Any, Any]) -> None:
        """Still serving: tell whoever sends people here, wait until they heard, then send the browsers elsewhere."""
        desk.readiness.drain()
        await asyncio.sleep(drain_seconds)
        await desk.hub.send_away()

    async def closed(_app: Sanic[Any, Any]) -> None:
        app.ctx.rounds.cancel()
        await asyncio.gather(app.ctx.rounds, return_exceptions=True)
        await desk.line_rounds.stop()
        await desk.runner.stop()
        await desk.hub.stop()
        await desk.limits.stop()
        await desk.board.stop()
        await desk.readiness.close()
        await desk.shelter.settle()
        await desk.bot.close()
        await desk.shop.close()
        await desk.ports.known.meaning.close()
        await desk.redis.aclose()
        await desk.record.close()
        desk.files.close()

    app.before_server_start(opened)
    app.before_server_stop(closing)
    app.after_server_stop(closed)


def listen_address(settings: Settings) -> tuple[str, int]:
    """Where the desk listens: loopback; what faces the network is a proxy's matter."""
    return "127.0.0.1", urlsplit(settings.desk_url).port or settings.desk_port
