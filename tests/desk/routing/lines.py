"""Lines and teams as hypothesis invents them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from desk.routing.decision import Asked
from desk.routing.line_order import head_start
from desk.routing.place import LinePlace
from desk.routing.routing_rules import DEFAULT_RULES, RoutingRules
from desk.routing.seat import Seat, StaffedSeat, Status

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SKILLS = ("returns", "care", "business")
LANGUAGES = ("en", "de", "fr")
AGENTS = ("a_ann", "a_ben", "a_cem", "a_dee", "a_eve")


def place(
    name: str, waited: timedelta = timedelta(0), rules: RoutingRules = DEFAULT_RULES, **traits: object
) -> LinePlace:
    """A place of somebody who has waited that long, with its head start worked out."""
    since = NOW - waited
    early = head_start(
        traits.get("mood", 0.0),  # type: ignore[arg-type]
        traits.get("tier"),  # type: ignore[arg-type]
        bool(traits.get("promised", False)),
        str(traits.get("channel", "widget")),
        rules,
    )
    return LinePlace(name, since, since - early, **traits)  # type: ignore[arg-type]


def staffed(name: str, load: int = 0, present: bool = True, has_offer: bool = False, **traits: object) -> StaffedSeat:
    """A seat as it stands now."""
    return StaffedSeat(Seat(name, **traits), present, load, has_offer)  # type: ignore[arg-type]


@st.composite
def places(draw: st.DrawFn) -> list[LinePlace]:
    """Up to twelve people in line, of every kind."""
    names = draw(st.lists(st.integers(0, 99), unique=True, max_size=12))
    return [draw(_a_place(f"c_{number:02}")) for number in names]


@st.composite
def _a_place(draw: st.DrawFn, name: str) -> LinePlace:
    waited = timedelta(seconds=draw(st.integers(0, 1_800)))
    wish = draw(st.sampled_from([{}, {"for_team": "returns_team"}, {"for_agent": draw(st.sampled_from(AGENTS))}]))
    if wish:
        wish = wish | {"kept_until": NOW + timedelta(seconds=draw(st.integers(-60, 180)))}
    return place(
        name,
        waited,
        front=draw(st.booleans()) and draw(st.booleans()),
        mood=draw(st.floats(0, 1)),
        tier=draw(st.sampled_from([None, "gold", "platinum", "new"])),
        promised=draw(st.booleans()),
        skills=frozenset(draw(st.sets(st.sampled_from(SKILLS), max_size=2))),
        language=draw(st.sampled_from([None, *LANGUAGES])),
        **wish,
    )


@st.composite
def seats(draw: st.DrawFn) -> list[StaffedSeat]:
    """A team of up to five: there or not, free or full."""
    names = draw(st.lists(st.sampled_from(AGENTS), unique=True))
    return [
        staffed(
            name,
            load=draw(st.integers(0, 4)),
            present=draw(st.booleans()) or draw(st.booleans()),
            status=draw(st.sampled_from([Status.AVAILABLE, Status.AVAILABLE, Status.AWAY, Status.OFFLINE])),
            capacity=draw(st.integers(0, 4)),
            skills=frozenset(draw(st.sets(st.sampled_from(SKILLS)))),
            languages=frozenset(draw(st.sets(st.sampled_from(LANGUAGES), min_size=1))),
            teams=frozenset(draw(st.sets(st.sampled_from(["returns_team"])))),
        )
        for name in names
    ]


@st.composite
def asked(draw: st.DrawFn, line: list[LinePlace], team: list[StaffedSeat]) -> Asked:
    """Some offers that are open and some that were declined."""
    if not line or not team:
        return Asked()
    agents = draw(st.lists(st.sampled_from([s.agent_id for s in team]), unique=True, max_size=2))
    conversations = draw(
        st.lists(st.sampled_from([p.conversation_id for p in line]), unique=True, max_size=len(agents))
    )
    pairs = st.tuples(st.sampled_from([p.conversation_id for p in line]), st.sampled_from([s.agent_id for s in team]))
    return Asked(dict(zip(conversations, agents, strict=False)), frozenset(draw(st.sets(pairs, max_size=6))))
