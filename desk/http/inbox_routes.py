"""The inbox page by page, the views agents keep, and search over all transcripts (docs/wire.md §4)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk import errors
from desk.collaboration.saved_view import MOST_OF_ONE, SavedView, checked_name
from desk.conversations.conversation import State
from desk.handoff import views
from desk.handoff.brief import NOT_A_WISH
from desk.handoff.handoff import REASONS, WITHIN_THE_TEAM
from desk.handoff.inbox_filter import Channel, Cursor, InboxFilter
from desk.http.contract import Answer, Body, Call, LanguageCode, Owner, Route, Who, clean
from desk.search.flows import search as search_for

Word = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean)]
VIEW = "view"
"""Of a kept view: which list its filter narrows down."""
Named = Literal["with_bot", "waiting", "with_agent", "closed", "message_left"]


class InboxQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    view: Literal["waiting", "mine", "follow_ups", "mentions", "snoozed", "all"] = "waiting"
    state: Named | None = None
    agent: Word | None = None
    label: Word | None = None
    tier: Word | None = None
    upset: bool = False
    channel: Channel | None = None
    language: LanguageCode | None = None
    reason: Word | None = None
    about: Word | None = None
    team: Word | None = None
    cursor: Annotated[str, StringConstraints(max_length=100), AfterValidator(clean)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    q: Annotated[str, StringConstraints(max_length=400), AfterValidator(clean)] = ""
    before: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class KeptFilter(Body):
    state: Named | None = None
    agent: Word | None = None
    label: Word | None = None
    tier: Word | None = None
    upset: bool = False
    channel: Literal["chat", "email"] | None = None
    language: LanguageCode | None = None
    reason: Word | None = None
    about: Word | None = None
    team: Word | None = None


class KeepView(Body):
    name: Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
    view: Literal["all", "waiting"] = "all"
    filter: KeptFilter


async def inbox(call: Call) -> Answer:
    asked: InboxQuery = call.query
    wanted = InboxFilter(
        frozenset({State(asked.state)}) if asked.state else frozenset(),
        call.worker.id if asked.agent == "me" else asked.agent,
        asked.label,
        asked.tier,
        asked.upset,
        asked.channel,
        asked.language,
        asked.reason,
        asked.about,
        asked.team,
    )
    async with call.desk.record.look() as unit:
        if asked.view == "all":
            cursor = Cursor.read(asked.cursor) if asked.cursor else None
            shown, last = await views.page(wanted, cursor, asked.limit, unit, call.desk)
            after = str(last) if last else None
        elif asked.view == "waiting":
            shown, after = await views.line_page(wanted, asked.cursor, asked.limit, unit, call.desk)
        else:
            shown, after = await views.view(asked.view, call.worker, unit, call.desk), None
        counts = await views.counts(call.worker, unit)
    return Answer({"conversations": shown, "counts": counts, "next": after})


async def choices(call: Call) -> Answer:
    """What the inbox can be narrowed down by in this house, with the words for it."""
    async with call.desk.record.look() as unit:
        languages = await unit.conversations.languages()
    asked_for = {reason: label for reason, label in REASONS.items() if reason not in WITHIN_THE_TEAM}
    return Answer(
        {
            "languages": languages,
            "reasons": [{"id": reason, "name": label} for reason, label in asked_for.items()],
            "about": [intent for intent in call.desk.intents if intent not in NOT_A_WISH],
            "teams": [{"id": team, "name": name} for team, name in call.desk.teams.items()],
        }
    )


async def search(call: Call) -> Answer:
    return Answer(await search_for(call.query.q, call.query.before, call.desk))


async def saved_views(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        return Answer({"views": [_told(view) for view in await unit.saved_views.of(call.worker.id)]})


async def keep_view(call: Call) -> Answer:
    desk, name = call.desk, checked_name(call.body.name)
    wanted = call.body.filter.model_dump(exclude_defaults=True)
    view = SavedView(desk.new_id("v"), call.worker.id, name, wanted | {VIEW: call.body.view}, desk.clock())
    async with desk.record.change() as unit:
        if len(await unit.saved_views.of(call.worker.id)) >= MOST_OF_ONE:
            raise errors.wrong_state(f"You keep {MOST_OF_ONE} views already. Remove one first.")
        await unit.saved_views.add(view)
    return Answer({"view": _told(view)}, status=201)


async def remove_view(call: Call) -> Answer:
    async with call.desk.record.change() as unit:
        if not await unit.saved_views.remove(call.path["view_id"], call.worker.id):
            raise errors.not_found("There is no such view.")
    return Answer(status=204)


def _told(view: SavedView) -> dict[str, Any]:
    narrowed = {name: value for name, value in view.filter.items() if name != VIEW}
    return {"id": view.id, "name": view.name, "view": view.filter.get(VIEW, "all"), "filter": narrowed}


TEAM, SELF = Owner.TEAM, Owner.SELF
VIEWS = "/api/agent/views"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/api/agent/conversations", "A view of the inbox", Who.AGENT, inbox, query=InboxQuery, owner=TEAM),
    Route("GET", "/api/agent/inbox-choices", "What the inbox is narrowed down by", Who.AGENT, choices, owner=TEAM),
    Route("GET", "/api/agent/search", "What was said, by words", Who.AGENT, search, query=SearchQuery, owner=TEAM),
    Route("GET", VIEWS, "One's own views", Who.AGENT, saved_views, owner=SELF),
    Route("POST", VIEWS, "Keep a view", Who.AGENT, keep_view, KeepView, owner=SELF),
    Route("DELETE", f"{VIEWS}/<view_id:str>", "Remove an own view", Who.AGENT, remove_view, owner=SELF),
)
