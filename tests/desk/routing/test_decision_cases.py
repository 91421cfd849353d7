"""Single cases of the routing decision, as people would tell them."""

from __future__ import annotations

from datetime import timedelta

from desk.routing.decision import Asked, Waits, decide
from desk.routing.line_order import in_order, why
from desk.routing.routing_rules import DEFAULT_RULES
from desk.routing.seat import Status
from tests.desk.routing.lines import NOW, place, staffed

MINUTE = timedelta(minutes=1)


def test_line_drains_to_the_best_free_agent() -> None:
    """The least loaded is asked, then who keeps fewer rare skills from others, then who has been idle longest."""
    team = [
        staffed("a_ann", load=2),
        staffed("a_ben", load=1, skills=frozenset({"returns"})),
        staffed("a_cem", load=1, idle_since=NOW - MINUTE),
        staffed("a_dee", load=1, idle_since=NOW - 5 * MINUTE),
    ]
    one = decide([place("c_1")], team, Asked(), NOW, DEFAULT_RULES)
    assert [c.agent_id for c in one.choices] == ["a_dee"]


def test_why_this_one_is_first() -> None:
    """The console can say in words why somebody stands where they stand."""
    upset = place("c_1", 3 * MINUTE, mood=0.75, tier="gold")
    assert why(upset, NOW, DEFAULT_RULES) == ["waiting 3 min", "upset (+3 min)", "gold customer (+2 min)"]
    assert why(place("c_2", 11 * MINUTE), NOW, DEFAULT_RULES) == [
        "waiting 11 min, longer than 10 min: comes before every priority"
    ]
    assert why(place("c_3", MINUTE, front=True), NOW, DEFAULT_RULES)[0] == "was with a colleague who is gone"


def test_failure_26_chats_of_an_agent_who_went_home_come_first() -> None:
    """A conversation whose agent is gone stands before everybody, so it is the next one offered."""
    line = [place("c_long", 30 * MINUTE), place("c_upset", 5 * MINUTE, mood=1.0), place("c_lost", MINUTE, front=True)]
    assert decide(line, [staffed("a_ann")], Asked(), NOW, DEFAULT_RULES).choices[0].conversation_id == "c_lost"


def test_failure_27_newer_ones_are_not_assigned_first() -> None:
    """Equal people are served in the order they came, also when nobody was there when the first one came."""
    line = [place("c_new", MINUTE), place("c_old", 9 * MINUTE), place("c_mid", 4 * MINUTE)]
    assert [p.conversation_id for p in in_order(line, NOW, DEFAULT_RULES)] == ["c_old", "c_mid", "c_new"]


def test_nobody_here_is_known_apart_from_all_busy() -> None:
    """Full agents mean the line moves; nobody at the desk, or nobody with the skill, means it does not."""
    full, away = staffed("a_ann", load=4), staffed("a_ben", status=Status.AWAY)
    assert decide([place("c_1")], [full], Asked(), NOW, DEFAULT_RULES).waits == {"c_1": Waits.ALL_BUSY}
    assert decide([place("c_1")], [away], Asked(), NOW, DEFAULT_RULES).waits == {"c_1": Waits.NOBODY_HERE}
    german = place("c_2", language="de")
    assert decide([german], [full], Asked(), NOW, DEFAULT_RULES).waits == {"c_2": Waits.NOBODY_HERE}


def test_a_wish_for_a_colleague_runs_out() -> None:
    """A transfer to somebody is kept for them for a while; then anybody who can may take it."""
    kept = place("c_1", MINUTE, for_agent="a_ben", kept_until=NOW + MINUTE)
    team = [staffed("a_ann"), staffed("a_ben", load=4)]
    assert decide([kept], team, Asked(), NOW, DEFAULT_RULES).waits == {"c_1": Waits.ALL_BUSY}
    later = decide([kept], team, Asked(), NOW + MINUTE, DEFAULT_RULES)
    assert [c.agent_id for c in later.choices] == ["a_ann"]
