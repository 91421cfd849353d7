"""Every route of the desk, and the page about who may use them."""

from __future__ import annotations

from desk.access.frames import FRAMES
from desk.access.pages import PAGES
from desk.access.rights import Owner, Who
from desk.access.roles_page import Row
from desk.access.roles_page import page as roles_page_of
from desk.http import (
    account_routes,
    agent_routes,
    attachment_routes,
    audit_routes,
    authority_routes,
    collaboration_routes,
    culture_routes,
    data_routes,
    feedback_routes,
    handling_routes,
    inbox_routes,
    insights_routes,
    knowledge_routes,
    letter_routes,
    line_routes,
    people_routes,
    privacy_routes,
    promise_routes,
    quality_routes,
    reception_routes,
    relationship_routes,
    rollout_routes,
    studio_routes,
    suggestion_routes,
    team_routes,
    trouble_routes,
    widget_routes,
)

ROUTES = (
    widget_routes.ROUTES
    + team_routes.ROUTES
    + people_routes.ROUTES
    + account_routes.ROUTES
    + agent_routes.ROUTES
    + attachment_routes.ROUTES
    + privacy_routes.ROUTES
    + audit_routes.ROUTES
    + line_routes.ROUTES
    + letter_routes.ROUTES
    + reception_routes.ROUTES
    + collaboration_routes.ROUTES
    + handling_routes.ROUTES
    + inbox_routes.ROUTES
    + suggestion_routes.ROUTES
    + knowledge_routes.ROUTES
    + studio_routes.ROUTES
    + data_routes.ROUTES
    + rollout_routes.ROUTES
    + authority_routes.ROUTES
    + promise_routes.ROUTES
    + trouble_routes.ROUTES
    + feedback_routes.ROUTES
    + insights_routes.ROUTES
    + relationship_routes.ROUTES
    + quality_routes.ROUTES
    + culture_routes.ROUTES
)


def roles_page() -> str:
    """docs/roles.md as it should be."""
    rows = [Row(f"{route.method} `{route.path}`", route.says, route.who, route.reach) for route in ROUTES]
    pages = [Row(f"`{path}`", says, Who.ANYONE, Owner.NOBODY) for path, says in PAGES.items()]
    return roles_page_of(rows, pages, FRAMES)
