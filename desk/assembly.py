"""The one place that assembles the desk: picks every adapter and connects every flow."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from redis.asyncio import Redis

from desk.access.limits import scaled
from desk.agents.front_door import FrontDoor
from desk.attachments.attachment import Limits
from desk.bot.client import RasaBot
from desk.bot.domain_file import read_intents
from desk.bot.router import BotRouter
from desk.bot.runner import BotRunner
from desk.customers.identity import ShopTrust
from desk.knowledge.parts import KnowledgeBase
from desk.letters.return_link import ReturnLinks
from desk.live.bot_memory import BotMemory
from desk.live.hub import Hub
from desk.live.inbox import InboxBoard
from desk.live.line_rounds import LineRounds
from desk.live.presence import LeasedPresence
from desk.live.redis_client import open_redis
from desk.live.shared_limits import SharedLimits
from desk.live.training_line import RedisTrainingLine
from desk.model_files import ModelFiles, SlotsFolder
from desk.models.ports import ModelHouse, RolloutRules
from desk.models.shadow import Shadow
from desk.operations.metered import MeteredBot, MeteredRecord
from desk.operations.metrics import Metrics
from desk.operations.readiness import Readiness
from desk.operations.standing import readiness_of
from desk.ports import Clock, DeskPorts
from desk.privacy.flows import Keeping
from desk.privacy.ports import OtherStore
from desk.public_line import HttpPublicLine
from desk.service_file import read_house
from desk.settings import Settings
from desk.shelter import Shelter
from desk.shop_client import Shop
from desk.shop_remedies import ShopRemedies
from desk.smtp import SmtpPostman, postman_of
from desk.storage.attachment_folder import AttachmentFolder
from desk.storage.record import SqlRecord
from desk.storage.training_folder import TrainingFolder
from desk.studio.parts import Studio
from desk.studio.verdicts import RunVerdicts
from desk.suggestions.known import Known
from desk.trainer_client import Trainer


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
    bot: BotRouter
    shadow: Shadow
    shop: Shop
    files: AttachmentFolder
    metrics: Metrics
    readiness: Readiness
    postman: SmtpPostman | None


def parts_of(settings: Settings, clock: Clock = now) -> Desk:
    """Every part, connected to each other and to nothing outside yet."""
    record = SqlRecord(settings.database_url, settings.bot_secret)
    redis = open_redis(settings.redis_url)
    hub = Hub(redis, desk_id=secrets.token_hex(8))
    presence = LeasedPresence(redis, clock)
    shelter = Shelter()
    slots = {"a": settings.rasa_url, "b": settings.rasa_b_url}
    bot = BotRouter({slot: RasaBot(url, settings.bot_secret) for slot, url in slots.items()}, shelter)
    metrics = Metrics()
    shadow, holder = Shadow(), f"{socket.gethostname()[:30]}:{listen_address(settings)[1]}"
    runner = BotRunner(MeteredBot(bot, metrics), shelter, holder, shadow)
    files = AttachmentFolder(settings.var_dir / "attachments", clock)
    postman = postman_of(settings.mail_server, settings.mail_from, settings.shop_name)
    shop = Shop(settings.orders_url, settings.shop_api_key)
    ports = _ports(
        settings, clock, MeteredRecord(record, metrics), (redis, hub, presence), (runner, bot), (files, shop)
    )
    ports = replace(ports, front_door=FrontDoor(settings.desk_url, postman), late_notices=settings.late_notices)
    runner.start(ports)
    bot.start(ports)
    line_rounds = LineRounds(ports, shelter)
    hub.join(line_rounds)
    hub.attend(line_rounds)
    readiness = readiness_of(record.check, redis, bot.ready, shop.ready, shelter)
    board = InboxBoard(ports, shelter)
    hub.attend(board)
    limits = SharedLimits(redis, lambda: clock().timestamp(), scaled(settings.limit_factor))
    keeping = Keeping(timedelta(days=settings.keep_anonymous_days), timedelta(days=settings.keep_known_days))
    live = (redis, hub, board, presence, limits, (BotMemory(redis), shop), keeping)
    return Desk(
        ports, record, *live, runner, line_rounds, shelter, bot, shadow, shop, files, metrics, readiness, postman
    )


def _ports(
    settings: Settings,
    clock: Clock,
    record: MeteredRecord,
    live: tuple[Redis, Hub, LeasedPresence],
    bots: tuple[BotRunner, BotRouter],
    kept: tuple[AttachmentFolder, Shop],
) -> DeskPorts:
    house = read_house(settings.service_file)
    trainer = Trainer(settings.trainer_url, settings.bot_secret)
    return DeskPorts(
        record=record,
        announce=live[1],
        spare=live[1].spare,
        presence=live[2],
        clock=clock,
        new_id=new_id,
        remedies=ShopRemedies(settings.orders_url, settings.shop_api_key),
        orders=kept[1],
        public_line=HttpPublicLine(f"http://127.0.0.1:{listen_address(settings)[1]}"),
        trust=ShopTrust(settings.shop_url, settings.shop_jwt_secret),
        assistant_name=settings.assistant_name,
        shop_name=settings.shop_name,
        return_links=_return_links(settings),
        wake_bot=bots[0].wake,
        routing=house.routing,
        service=house.service,
        levels=house.levels,
        silence=house.silence,
        promises=house.promises,
        reception=house.reception,
        insights=house.insights,
        teams=house.teams,
        intents=read_intents(settings.domain_file),
        known=Known(trainer, KnowledgeBase(trainer, trainer)),
        studio=Studio(TrainingFolder(settings.data_root, settings.exam_file), trainer, RedisTrainingLine(live[0])),
        models=_models(settings, bots[1], record, house.rollout),
        files=kept[0],
        attachment_limits=_attachment_limits(settings),
    )


def _return_links(settings: Settings) -> ReturnLinks | None:
    links = ReturnLinks(settings.bot_secret, settings.desk_url, settings.shop_url)
    return links if settings.mail_server else None


def _models(settings: Settings, bot: BotRouter, record: MeteredRecord, rollout: RolloutRules) -> ModelHouse:
    files, slots = ModelFiles(settings.models_dir), SlotsFolder(settings.var_dir)
    return ModelHouse(files, slots, bot, RunVerdicts(record), rollout)


def _attachment_limits(settings: Settings) -> Limits:
    return Limits(
        bytes=settings.attachment_bytes,
        per_message=settings.attachments_per_message,
        day_bytes=settings.attachment_day_bytes,
        day_count=settings.attachments_per_day,
    )


def listen_address(settings: Settings) -> tuple[str, int]:
    """Where the desk listens: loopback; what faces the network is a proxy's matter."""
    return "127.0.0.1", urlsplit(settings.desk_url).port or settings.desk_port
