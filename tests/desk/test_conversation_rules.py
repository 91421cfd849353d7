"""The state machine: who may own a conversation when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.conversations import conversation as rules
from desk.conversations import reopening as reopening_rules
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import SYSTEM, Author, AuthorKind, Message
from desk.errors import DeskError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANA = Author(AuthorKind.CUSTOMER, "Ana")
MAYA = Author(AuthorKind.AGENT, "Maya", "a_maya")
TOM = Author(AuthorKind.AGENT, "Tom", "a_tom")


def fresh() -> Conversation:
    return rules.start("c_1", "p_1", NOW)


STEPS: dict[str, Any] = {
    "customer writes": lambda c: rules.customer_says(c, ANA, Message(f"m{c.last_seq}", "hi"), NOW),
    "ask": lambda c: rules.ask_for_agent(c, "h_1", "frustration", NOW, NOW + timedelta(minutes=5)),
    "leave line": lambda c: rules.leave_line(c, NOW),
    "maya claims": lambda c: rules.claim(c, MAYA, NOW),
    "tom claims": lambda c: rules.claim(c, TOM, NOW),
    "maya writes": lambda c: rules.agent_says(c, MAYA, Message(f"a{c.last_seq}", "hello"), NOW),
    "maya hands back": lambda c: rules.hand_back(c, MAYA, NOW),
    "maya resolves": lambda c: rules.resolve(c, MAYA, NOW, {}),
    "close": lambda c: rules.close(c, "refund_status", NOW),
    "bot tries": lambda c: rules.let_bot_try(c, NOW),
    "back to waiting": lambda c: rules.back_to_waiting(c, NOW, NOW),
    "leave message": lambda c: rules.leave_message(c, ANA, Message(f"l{c.last_seq}", "call me"), NOW),
    "maya takes up": lambda c: rules.take_up(c, MAYA, "h_1", NOW),
    "maya transfers": lambda c: rules.transfer(c, MAYA, "h_2", "Returns", NOW, NOW),
    "maya is lost": lambda c: rules.lose_agent(c, "Maya", NOW, NOW),
    "reopened with maya": lambda c: reopening_rules.reopen_with(c, MAYA, "h_3", NOW),
    "remind": lambda c: rules.remind_waiting(c, Message(f"w{c.last_seq}", "wait"), NOW, NOW),
}


def walk(*steps: str) -> Change:
    change = Change(fresh())
    for step in steps:
        change = change.then(STEPS[step](change.conversation))
    return change


@pytest.mark.parametrize(
    "steps, state, holder",
    [
        ((), State.WITH_BOT, None),
        (("ask",), State.WAITING, None),
        (("ask", "leave line"), State.WITH_BOT, None),
        (("ask", "maya claims"), State.WITH_AGENT, "a_maya"),
        (("ask", "maya claims", "maya claims"), State.WITH_AGENT, "a_maya"),
        (("ask", "maya claims", "maya hands back"), State.WITH_BOT, None),
        (("ask", "maya claims", "maya resolves"), State.WRAP_UP, "a_maya"),
        (("ask", "maya claims", "maya resolves", "close"), State.CLOSED, None),
        (("ask", "maya claims", "maya resolves", "close", "customer writes"), State.WITH_BOT, None),
        (("ask", "maya claims", "maya resolves", "customer writes"), State.WITH_BOT, None),
        (("ask", "customer writes"), State.WAITING, None),
        (("ask", "maya claims", "customer writes", "maya writes"), State.WITH_AGENT, "a_maya"),
        (("ask", "remind"), State.WAITING, None),
        (("ask", "bot tries"), State.WITH_BOT, None),
        (("ask", "bot tries", "maya claims"), State.WITH_AGENT, "a_maya"),
        (("ask", "bot tries", "back to waiting"), State.WAITING, None),
        (("ask", "bot tries", "leave line"), State.WITH_BOT, None),
        (("ask", "leave message"), State.MESSAGE_LEFT, None),
        (("ask", "leave message", "customer writes"), State.MESSAGE_LEFT, None),
        (("ask", "leave message", "leave line"), State.WITH_BOT, None),
        (("ask", "leave message", "maya takes up"), State.WITH_AGENT, "a_maya"),
        (("ask", "maya claims", "maya transfers"), State.WAITING, None),
        (("ask", "maya claims", "maya transfers", "tom claims"), State.WITH_AGENT, "a_tom"),
        (("ask", "maya claims", "maya is lost"), State.WAITING, None),
        (
            ("ask", "maya claims", "maya resolves", "close", "reopened with maya", "customer writes"),
            State.WITH_AGENT,
            "a_maya",
        ),
    ],
)
def test_ways_through(steps: tuple[str, ...], state: State, holder: str | None) -> None:
    """Each way through ends in that state with that holder."""
    after = walk(*steps).conversation
    assert (after.state, after.agent_id) == (state, holder)


@pytest.mark.parametrize(
    "steps, refused, code",
    [
        ((), "maya claims", "already_claimed"),
        (("ask", "maya claims"), "tom claims", "already_claimed"),
        (("ask",), "ask", "wrong_state"),
        (("ask", "maya claims"), "ask", "wrong_state"),
        ((), "leave line", "wrong_state"),
        (("ask", "maya claims"), "leave line", "wrong_state"),
        ((), "maya writes", "not_yours"),
        (("ask",), "maya writes", "not_yours"),
        (("ask", "tom claims"), "maya writes", "not_yours"),
        (("ask", "tom claims"), "maya hands back", "not_yours"),
        (("ask", "tom claims"), "maya resolves", "not_yours"),
        (("ask", "maya claims", "maya hands back"), "maya writes", "not_yours"),
        (("ask", "maya claims", "maya resolves"), "maya writes", "not_yours"),
        ((), "close", "wrong_state"),
        (("ask", "maya claims"), "remind", "wrong_state"),
        ((), "bot tries", "wrong_state"),
        ((), "back to waiting", "wrong_state"),
        ((), "leave message", "wrong_state"),
        (("ask", "leave message"), "leave message", "wrong_state"),
        (("ask", "leave message"), "maya claims", "already_claimed"),
        (("ask", "leave message", "maya takes up"), "maya takes up", "already_claimed"),
        (("ask", "tom claims"), "maya transfers", "not_yours"),
        (("ask",), "maya is lost", "wrong_state"),
        (("ask",), "reopened with maya", "wrong_state"),
    ],
)
def test_ways_that_are_closed(steps: tuple[str, ...], refused: str, code: str) -> None:
    """A step that does not belong here is refused with its code."""
    conversation = walk(*steps).conversation
    with pytest.raises(DeskError) as refusal:
        STEPS[refused](conversation)
    assert refusal.value.code == code


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=40))
def test_any_walk_keeps_the_promises(steps: list[str]) -> None:
    """Whatever is tried in whatever order: numbers have no gaps, and exactly who should hold it does."""
    change = Change(fresh())
    for step in steps:
        try:
            change = change.then(STEPS[step](change.conversation))
        except DeskError:
            continue
        now = change.conversation
        assert [e.seq for e in change.entries] == list(range(1, now.last_seq + 1))
        assert (now.agent_id is not None) == (now.state in (State.WITH_AGENT, State.WRAP_UP))
        assert (now.waiting_since is not None and now.wait_deadline is not None) == (now.state is State.WAITING) or (
            now.state in (State.WITH_AGENT, State.WRAP_UP)
        )
        needs_person = now.in_line or now.state in (State.WITH_AGENT, State.WRAP_UP, State.MESSAGE_LEFT)
        assert (now.handoff_id is not None) == needs_person


def test_system_words_do_not_change_the_owner() -> None:
    """What the desk says by itself leaves the state alone."""
    assert rules.say(fresh(), SYSTEM, Message("s", "hello"), NOW).conversation.state is State.WITH_BOT
