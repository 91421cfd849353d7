"""The one file in which a house says how it serves: hours, teams, the waiting line, service levels, silence.

`docs/service.example.yml` is the whole file with every default and what it means. A mistake stops the start with one
sentence; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from desk.authority.money import DIGITS
from desk.customers.reception import Asked, Consent, Proactive, Reception
from desk.handoff.handoff import REASONS
from desk.hours.hours_file import HoursRefused, read_hours
from desk.hours.opening_hours import OpeningHours
from desk.hours.service_promise import ServicePromise
from desk.insights.figures import BY_ID
from desk.insights.house_targets import InsightRules
from desk.models.comparison import Rollback
from desk.models.ports import RolloutRules
from desk.promises.promise import PromiseRules
from desk.routing.routing_rules import RoutingRules
from desk.service_levels.service_level import ServiceLevels, Targets
from desk.timers.timer import Silence


class ServiceFileRefused(Exception):
    """The file cannot be read or makes no sense; the text is one sentence that says where and what."""


@dataclass(frozen=True)
class House:
    """How this house serves, as the flows take it."""

    routing: RoutingRules = field(default_factory=RoutingRules)
    service: ServicePromise = field(default_factory=ServicePromise)
    levels: ServiceLevels = field(default_factory=ServiceLevels)
    silence: Silence = field(default_factory=Silence)
    promises: PromiseRules = field(default_factory=PromiseRules)
    teams: dict[str, str] = field(default_factory=dict)
    reception: Reception = field(default_factory=Reception)
    rollout: RolloutRules = field(default_factory=RolloutRules)
    insights: InsightRules = field(default_factory=InsightRules)


Page = Annotated[str, StringConstraints(pattern=r"^[/*][^\s]{0,200}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


Amount = Annotated[float, Field(gt=0, le=100_000)]
OrNothing = Annotated[float, Field(ge=0, le=100_000)]
Share = Annotated[float, Field(gt=0, lt=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")]
Shown = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class _Upset(_Part):
    starts_at: Share = 0.5
    head_start_minutes: OrNothing = 4


class _Routing(_Part):
    fairness_floor_minutes: Amount = 10
    upset: _Upset = _Upset()
    promise_head_start_minutes: OrNothing = 3
    tier_head_start_minutes: dict[str, OrNothing] = Field(default_factory=lambda: {"gold": 2.0, "platinum": 3.0})
    channel_head_start_minutes: dict[str, OrNothing] = Field(default_factory=dict)
    offer_seconds: Amount = 30
    again_after_seconds: OrNothing = 60
    wish_holds_minutes: OrNothing = 3
    missed_until_away: Annotated[int, Field(ge=1, le=20)] = 2
    gone_after_seconds: Annotated[float, Field(ge=30, le=3_600)] = 55
    alone_after_seconds: OrNothing = 20
    reopen_within_hours: OrNothing = 24
    skill_for_reason: dict[str, Id] = Field(default_factory=dict)

    def rules(self) -> RoutingRules:
        return RoutingRules(
            fairness_floor=_minutes(self.fairness_floor_minutes),
            upset_from=self.upset.starts_at,
            upset_head_start=_minutes(self.upset.head_start_minutes),
            promise_head_start=_minutes(self.promise_head_start_minutes),
            tier_head_start={tier: _minutes(early) for tier, early in self.tier_head_start_minutes.items()},
            channel_head_start={name: _minutes(early) for name, early in self.channel_head_start_minutes.items()},
            offer_life=timedelta(seconds=self.offer_seconds),
            again_after=timedelta(seconds=self.again_after_seconds),
            wish_holds=_minutes(self.wish_holds_minutes),
            missed_until_away=self.missed_until_away,
            gone_after=timedelta(seconds=self.gone_after_seconds),
            alone_after=timedelta(seconds=self.alone_after_seconds),
            reopen_within=timedelta(hours=self.reopen_within_hours),
            skill_for_reason=self.skill_for_reason,
        )


class _Targets(_Part):
    first_reply_minutes: Amount | None = None
    next_reply_minutes: Amount | None = None
    resolution_minutes: Amount | None = None

    def targets(self) -> Targets:
        spans = (self.first_reply_minutes, self.next_reply_minutes, self.resolution_minutes)
        return Targets(*(None if span is None else _minutes(span) for span in spans))


class _Levels(_Part):
    warn_share: Share = 0.75
    upset_from: Share = 0.5
    standard: _Targets = _Targets(first_reply_minutes=5, next_reply_minutes=10, resolution_minutes=480)
    tiers: dict[str, _Targets] = Field(default_factory=dict)
    upset: _Targets | None = None

    def levels(self) -> ServiceLevels:
        return ServiceLevels(
            self.standard.targets(),
            {tier: targets.targets() for tier, targets in self.tiers.items()},
            self.upset.targets() if self.upset else None,
            self.upset_from,
            self.warn_share,
        )


class _Silence(_Part):
    remind_minutes: Amount = 15
    close_minutes: Amount = 45


class _Promises(_Part):
    maker_lead_hours: Amount = 4
    team_lead_hours: Amount = 1

    def rules(self, hours: OpeningHours) -> PromiseRules:
        return PromiseRules(timedelta(hours=self.maker_lead_hours), timedelta(hours=self.team_lead_hours), hours)


class _Consent(_Part):
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    link: Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>]{3,500}$")] | None = None


class _Proactive(_Part):
    id: Id
    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    pages: Annotated[list[Page], Field(min_length=1)] = ["*"]
    after_seconds: Annotated[float, Field(ge=3, le=3_600)] = 30
    most_times: Annotated[int, Field(ge=1, le=20)] = 1
    days_between: OrNothing = 7


class _Widget(_Part):
    ask_name: Asked = Asked.OFF
    ask_email: Asked = Asked.OFF
    consent: _Consent | None = None
    proactive: Annotated[list[_Proactive], Field(max_length=20)] = Field(default_factory=list)
    proactive_needs_consent: bool = True

    def reception(self) -> Reception:
        agreed = Consent(self.consent.text, self.consent.link) if self.consent else None
        first = tuple(
            Proactive(one.id, one.text, tuple(one.pages), one.after_seconds, one.most_times, one.days_between)
            for one in self.proactive
        )
        return Reception(self.ask_name, self.ask_email, agreed, first, self.proactive_needs_consent)


class _Rollback(_Part):
    first_look_conversations: Annotated[int, Field(ge=5, le=10_000)] = 20
    look_again_at_times: Annotated[float, Field(ge=1.1, le=10)] = 1.5
    error: Share = 0.05
    least_rise: Share = 0.05
    slower_times: Annotated[float, Field(ge=1, le=100)] = 1.5
    slower_ms: OrNothing = 200


class _Rollout(_Part):
    idle_minutes: Amount = 30
    drain_hours: Amount = 4
    rollback: _Rollback = _Rollback()

    def rules(self) -> RolloutRules:
        back = self.rollback
        judged = Rollback(
            first_look=back.first_look_conversations,
            growth=back.look_again_at_times,
            error=back.error,
            least_rise=back.least_rise,
            slower_times=back.slower_times,
            slower_ms=back.slower_ms,
        )
        return RolloutRules(_minutes(self.idle_minutes), timedelta(hours=self.drain_hours), judged)


class _Insights(_Part):
    quiet_hours: Amount = 4
    agent_hour_cost: Annotated[float, Field(gt=0, le=10_000)] | None = None
    currency: Literal["EUR", "USD", "GBP", "CHF", "SEK", "JPY"] = "EUR"
    targets: dict[str, OrNothing] = Field(default_factory=dict)

    def rules(self) -> InsightRules:
        cost = self.agent_hour_cost
        minor = None if cost is None else round(cost * 10 ** DIGITS[self.currency])
        return InsightRules(timedelta(hours=self.quiet_hours), minor, self.currency, dict(self.targets))


class _File(_Part):
    hours: Any = "always"
    answer_within_hours: Amount = 8
    teams: dict[Id, Shown] = Field(default_factory=dict)
    routing: _Routing = _Routing()
    service_levels: _Levels = _Levels()
    silence: _Silence = _Silence()
    promises: _Promises = _Promises()
    widget: _Widget = _Widget()
    rollout: _Rollout = _Rollout()
    insights: _Insights = _Insights()


def read_house(path: Path | None) -> House:
    """The house of that file, or the demo's when there is none; raises `ServiceFileRefused`."""
    if path is None:
        return House()
    try:
        written = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise ServiceFileRefused(f"{path} cannot be read: {type(wrong).__name__}") from wrong
    except YAMLError as wrong:
        raise ServiceFileRefused(f"{path.name} is not valid YAML: {_first_line(wrong)}") from wrong
    if written is not None and not isinstance(written, dict):
        raise ServiceFileRefused(f"{path.name} must be a mapping with hours, teams, routing and so on")
    return _house(written or {}, path.name)


def _house(written: dict[str, Any], name: str) -> House:
    try:
        file = _File.model_validate(written)
        hours = read_hours(file.hours)
    except ValidationError as refused:
        first = refused.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ServiceFileRefused(f"{name}: {where}: {first['msg'][0].lower()}{first['msg'][1:]}") from refused
    except HoursRefused as refused:
        raise ServiceFileRefused(f"{name}: {refused}") from refused
    if unknown := sorted(set(file.routing.skill_for_reason) - set(REASONS)):
        raise ServiceFileRefused(f"{name}: routing.skill_for_reason: {unknown[0]} is no reason for a handoff")
    if unknown := sorted(set(file.insights.targets) - set(BY_ID)):
        raise ServiceFileRefused(f"{name}: insights.targets: {unknown[0]} is no figure")
    return House(
        routing=file.routing.rules(),
        service=ServicePromise(hours, timedelta(hours=file.answer_within_hours)),
        levels=file.service_levels.levels(),
        silence=Silence(_minutes(file.silence.remind_minutes), _minutes(file.silence.close_minutes)),
        promises=file.promises.rules(hours),
        teams=dict(file.teams),
        reception=file.widget.reception(),
        rollout=file.rollout.rules(),
        insights=file.insights.rules(),
    )


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _first_line(wrong: YAMLError) -> str:
    mark = getattr(wrong, "problem_mark", None)
    problem = str(getattr(wrong, "problem", None) or wrong).splitlines()[0]
    return f"{problem} (line {mark.line + 1})" if mark is not None else problem
