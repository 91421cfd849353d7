"""Who is asked to approve, and the states a grant goes through, as pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.agents.agent import Agent, Role
from desk.authority import grant as rules
from desk.authority.approval import Stage, addressed, approvable, require_decider
from desk.authority.grant import Grant, State
from desk.authority.matrix import FIRST, Approvers, Cause, Gift, Standing
from desk.authority.money import Money
from desk.authority.verdict import Spent
from desk.errors import DeskError

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def person(name: str, role: Role = Role.SUPERVISOR) -> Agent:
    """Somebody of the team."""
    return Agent(name, name.title(), f"{name}@house.example", role, "")


TEAM = [person("sam"), person("deb"), person("tom"), person("ada", Role.ADMIN), person("maya", Role.AGENT)]
APPROVERS = Approvers("sam", "deb", minutes=3)


def waiting(by: str = "maya", amount: int = 5_000) -> Grant:
    """A grant that waits for somebody to approve it."""
    return Grant(
        id="g", conversation_id="c", customer_id="p", order_number="20417", claim="customer:C1", gift=Gift.VOUCHER,
        cause=Cause.LATE, amount=Money(amount), sku=None, tier="standard", standing=Standing.AGENT, asked_by=by,
        asked_by_name=by.title(), matrix_version=0, case_key="k", customer_key="u", created_at=NOON,
        state=State.WAITING,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "stage", "who"),
    [
        (0, Stage.FIRST, {"sam"}),
        (2.99, Stage.FIRST, {"sam"}),
        (3, Stage.DEPUTY, {"deb"}),
        (5.99, Stage.DEPUTY, {"deb"}),
        (6, Stage.ALL, {"sam", "deb", "tom", "ada"}),
    ],
)
def test_first_then_the_deputy_then_everybody(minutes: float, stage: Stage, who: set[str]):
    """Each has three minutes; after that all who may are asked."""
    asked = addressed(waiting(), APPROVERS, TEAM, NOON + timedelta(minutes=minutes))
    assert (asked.stage, asked.agent_ids) == (stage, frozenset(who))


def test_who_asks_is_passed_over():
    """A supervisor's own wish goes straight to the deputy, and never back to the supervisor."""
    own = waiting(by="sam")
    assert addressed(own, APPROVERS, TEAM, NOON).agent_ids == {"deb"}
    late = addressed(own, APPROVERS, TEAM, NOON + timedelta(hours=1))
    assert "sam" not in late.agent_ids
    with pytest.raises(DeskError):
        require_decider(own, TEAM[0], late)


def test_nobody_named_asks_all_at_once():
    """A house without named approvers waits for nobody in particular; who left the house is not waited for either."""
    assert addressed(waiting(), Approvers(), TEAM, NOON).stage is Stage.ALL
    gone = [replace(TEAM[0], disabled_at=NOON), *TEAM[1:]]
    assert addressed(waiting(), APPROVERS, gone, NOON).agent_ids == {"deb"}


@given(st.sampled_from([agent.id for agent in TEAM]), st.integers(0, 600))
def test_nobody_is_ever_asked_about_their_own(by: str, minutes: int):
    """Whoever asks and however long it waits: never the same person, never somebody without the standing."""
    asked = addressed(waiting(by=by), APPROVERS, TEAM, NOON + timedelta(minutes=minutes))
    assert by not in asked.agent_ids
    assert "maya" not in asked.agent_ids
    assert asked.agent_ids


def test_only_who_is_asked_decides():
    """The deputy waits for their turn."""
    asked = addressed(waiting(), APPROVERS, TEAM, NOON)
    require_decider(waiting(), TEAM[0], asked)
    with pytest.raises(DeskError) as refused:
        require_decider(waiting(), TEAM[1], asked)
    assert refused.value.code == "forbidden"


def test_an_approver_lends_their_own_authority_and_no_more():
    """A supervisor cannot approve what only an admin may give."""
    assert approvable(FIRST, waiting(amount=10_000), TEAM[0], Spent()).left == 10_000
    with pytest.raises(DeskError) as refused:
        approvable(FIRST, waiting(amount=10_001), TEAM[0], Spent())
    assert refused.value.code == "beyond_authority"
    assert approvable(FIRST, waiting(amount=10_001), TEAM[3], Spent())


def test_a_decision_is_made_once():
    """After yes there is no no, and the other way round."""
    yes = rules.approve(waiting(), "sam", "Sam", 0, NOON)
    no = rules.decline(waiting(), "Sam", None, NOON)
    for decided in (yes, no, rules.lapse(waiting(), NOON)):
        for again in (lambda g: rules.approve(g, "deb", "Deb", 0, NOON), lambda g: rules.decline(g, "Deb", None, NOON)):
            with pytest.raises(DeskError) as refused:
                again(decided)
            assert refused.value.code == "approval_over"


def test_taking_back_ends_with_its_window():
    """Until the last moment of the window, and not at its end; a refund cannot be taken back at all."""
    given_ = rules.done(rules.approve(waiting(), "sam", "Sam", 0, NOON), {}, 5, NOON)
    assert rules.ask_undo(given_, NOON + timedelta(seconds=299)).state is State.UNDO_ASKED
    with pytest.raises(DeskError) as refused:
        rules.ask_undo(given_, NOON + timedelta(minutes=5))
    assert refused.value.code == "undo_over"
    money = rules.done(replace(given_, gift=Gift.REFUND), {}, 5, NOON)
    with pytest.raises(DeskError):
        rules.ask_undo(money, NOON)


def test_a_refused_undo_leaves_what_was_given():
    """The shop would not: it stays given and cannot be asked for again."""
    undoing = rules.ask_undo(rules.done(waiting(), {}, 5, NOON), NOON)
    left = rules.refused(rules.unknown(undoing, "no answer", NOON), "Sent already.", NOON)
    assert (left.state, left.undo_until) == (State.DONE, None)


def test_the_pauses_grow_and_end():
    """The shop is left alone longer and longer, at most five minutes."""
    grant, waits = replace(waiting(), state=State.ASKED), []
    for _ in range(8):
        grant = rules.unknown(rules.taken(grant, NOON), "no answer", NOON)
        assert grant.next_at is not None
        waits.append((grant.next_at - NOON).total_seconds())
    assert waits == [2, 5, 10, 30, 60, 300, 300, 300]
