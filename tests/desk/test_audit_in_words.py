"""The audit log in plain words, and as cells that no spreadsheet runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from desk.access.acts import KINDS, WORDS, in_words
from desk.access.audit import Action, AuditLine
from desk.access.csv_lines import csv_line

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NAMES = {"a_maya": "Maya", "a_tom": "Tom", "a_noor": "Noor"}
ACTS: list[tuple[Action, str, dict[str, Any], str]] = [
    (Action.SIGNED_IN, "a_noor", {}, "signed in"),
    (Action.SIGNED_IN, "a_noor", {"authenticator": True}, "signed in with an authenticator"),
    (Action.SIGNED_IN, "a_noor", {"recovery_codes_left": 9}, "signed in with a recovery code (9 left)"),
    (Action.SIGNED_OUT_EVERYWHERE, "a_noor", {}, "signed out everywhere"),
    (Action.SIGNED_OUT_EVERYWHERE, "a_tom", {}, "signed Tom out everywhere"),
    (
        Action.SESSION_ENDED,
        "a_noor",
        {"browser": "Firefox on Linux"},
        "ended a session of their own (Firefox on Linux)",
    ),
    (Action.OTHER_SESSIONS_ENDED, "a_noor", {"sessions": 1}, "ended 1 other session of their own"),
    (Action.OTHER_SESSIONS_ENDED, "a_noor", {"sessions": 2}, "ended 2 other sessions of their own"),
    (Action.PASSWORD_CHANGED, "a_noor", {"sessions_ended": 0}, "changed their password"),
    (Action.PASSWORD_CHANGED, "a_noor", {"sessions_ended": 2}, "changed their password, which ended 2 sessions"),
    (Action.FACTOR_ADDED, "a_noor", {}, "set up an authenticator"),
    (Action.FACTOR_REMOVED, "a_noor", {}, "removed their own authenticator"),
    (Action.FACTOR_REMOVED, "a_tom", {}, "removed Tom’s authenticator"),
    (Action.FACTOR_REMOVED, "a_tom", {"with_reset": True}, "removed Tom’s authenticator with a new password"),
    (Action.PERSON_INVITED, "a_tom", {"role": "agent"}, "invited Tom as an agent"),
    (Action.LINK_MADE, "a_tom", {"reset": False, "authenticator": False}, "invited Tom again"),
    (Action.LINK_MADE, "a_tom", {"reset": True}, "made Tom a link to choose a new password"),
    (
        Action.LINK_MADE,
        "a_tom",
        {"reset": True, "authenticator": True},
        "made Tom a link to choose a new password, which takes their authenticator away",
    ),
    (Action.PERSON_JOINED, "a_noor", {"new": True, "sessions_ended": 0}, "came in by their invitation"),
    (
        Action.PERSON_JOINED,
        "a_noor",
        {"new": False, "sessions_ended": 2},
        "chose a new password by a link, which ended 2 sessions",
    ),
    (
        Action.TEAM_CHANGED,
        "a_tom",
        {"role": "admin", "was": "agent", "disabled": False},
        "made Tom an admin (before: agent)",
    ),
    (Action.TEAM_CHANGED, "a_tom", {"role": "agent", "was": "agent", "disabled": True}, "let Tom go"),
    (Action.TEAM_CHANGED, "a_tom", {"role": "agent", "was": "agent", "disabled": False}, "brought Tom back"),
    (
        Action.SEAT_CHANGED,
        "a_tom",
        {"capacity": 4, "skills": ["returns"], "languages": [], "teams": ["night"]},
        "set up Tom’s seat: 4 conversations at once; skills returns; teams night",
    ),
    (Action.TAKEN_OVER, "a_tom", {"conversation": "conversation_1"}, "took a conversation over from Tom"),
    (Action.TAKEN_OVER, "", {"conversation": "conversation_1"}, "took a conversation over"),
    (Action.CONVERSATION_VIEWED, "customer_1", {}, "looked at a conversation"),
    (Action.ORDERS_VIEWED, "customer_1", {}, "looked at a customer’s orders"),
    (Action.FOREIGN_CONVERSATION_ASKED, "customer_1", {}, "asked for a conversation that is not theirs"),
    (
        Action.CUSTOMER_EXPORTED,
        "customer_1",
        {"conversations": 1},
        "exported all that is kept of a customer (1 conversation)",
    ),
    (Action.ARTICLE_PUBLISHED, "k_1", {"number": 3}, "published version 3 of an article"),
    (Action.ARTICLE_ARCHIVED, "k_1", {}, "archived an article"),
    (Action.MATRIX_CHANGED, "3", {"version": 3}, "wrote version 3 of the authority matrix"),
    (Action.ALARM_DISMISSED, "w_1", {"why": "a sale began"}, "dismissed an alarm: a sale began"),
    (Action.INCIDENT_CONFIRMED, "i_1", {"orders": 1, "tell": False}, "confirmed a trouble with 1 order"),
    (
        Action.INCIDENT_CONFIRMED,
        "i_1",
        {"orders": 12, "tell": True},
        "confirmed a trouble with 12 orders and had customers told",
    ),
    (Action.INCIDENT_CLOSED, "i_1", {"name": "DHL is late"}, "closed a trouble: DHL is late"),
    (Action.IMPROVEMENT_PUBLISHED, "i_1", {"comments": 2}, "published what was changed after 2 comments"),
    (Action.RELATIONSHIP_CHANGED, "relationship_3", {"version": 3}, "wrote version 3 of segments and thanks"),
    (Action.STANDARD_CHANGED, "standard_2", {"version": 2}, "wrote version 2 of the service standard"),
    (Action.SCRIPT_CHANGED, "script_1", {"version": 4}, "wrote version 4 of a mystery shopper’s script"),
    (Action.CUSTOMER_ERASED, "customer_1", {"rows": 12}, "erased a customer (12 rows)"),
    (Action.CONVERSATIONS_RETIRED, "retention", {"conversations": 3}, "erased 3 conversations kept long enough"),
    (Action.ROLLOUT_BEGUN, "m_2", {"live": "m_1"}, "began to roll out m_2, which reads along"),
    (Action.ROLLOUT_SHARED, "m_2", {"percent": 5}, "let m_2 answer 5 of a hundred conversations"),
    (Action.ROLLOUT_ENDED, "m_2", {"reason": "worse"}, "ended the roll-out of m_2: worse"),
    (Action.ROLLOUT_ENDED, "m_2", {"still_active": 0}, "ended the roll-out of m_2"),
    (Action.MODEL_PROMOTED, "m_2", {"gate_passed": True, "reason": None}, "made m_2 live"),
    (Action.MODEL_PROMOTED, "m_2", {"gate_passed": False, "reason": "so"}, "made m_2 live without a passed gate: so"),
    (Action.MODEL_RESTORED, "m_1", {"reason": "slow"}, "went back to m_1: slow"),
    (Action.AUDIT_EXPORTED, "audit_log", {}, "exported the audit log"),
]


@pytest.mark.parametrize(("action", "subject", "detail", "words"), ACTS)
def test_each_act_in_plain_words(action: Action, subject: str, detail: dict[str, Any], words: str) -> None:
    """What somebody reads who never heard of a seal."""
    assert in_words(AuditLine(1, NOW, "a_noor", str(action), subject, detail, ""), NAMES) == words


def test_no_kind_of_act_is_without_words() -> None:
    """Every kind has its sentence, its name in the filter and a row in the table above; an unknown one its own name."""
    assert set(WORDS) == set(KINDS) == set(Action) == {action for action, *_ in ACTS}
    assert in_words(AuditLine(1, NOW, "a_x", "tea_made", "pot", {}, ""), NAMES) == "tea made"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("plain", '"plain"'),
        ('say "no"', '"say ""no"""'),
        ("a,b\r\nc", '"a,b\r\nc"'),
        ("=1+1", '"\'=1+1"'),
        ("+49 30", '"\'+49 30"'),
        ("-2", '"\'-2"'),
        ("@SUM(A1)", '"\'@SUM(A1)"'),
        ("\t=1", '"\'\t=1"'),
        ("\r=1", '"\'\r=1"'),
        ("  =1", '"\'  =1"'),
        ("\u00a0=1", '"\'\u00a0=1"'),
        ("\ufeff=1", '"\'\ufeff=1"'),
        ("＝1", '"\'＝1"'),
        ("|calc", '"\'|calc"'),
        ("a=1", '"a=1"'),
        ("", '""'),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    """What a spreadsheet would run stands behind an apostrophe, blanks before it or not; all else stays as it is."""
    assert csv_line([cell]) == written + "\r\n"
