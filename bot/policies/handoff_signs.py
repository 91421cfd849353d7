"""Everything that speaks for or against a handoff after a turn, sign by sign, as numbers. Pure.

Log-odds are kept from -6 to 6: beyond that they only tell how far from the examples a message lies.
"""

from __future__ import annotations

import math

from bot.policies.bot_replies import BotReply, read_reply
from bot.policies.conversation_mood import happened, mood, reacts_to_miss
from bot.policies.handoff_reasons import (
    HandoffDecision,
    Turns,
    in_vain,
    log_odds,
    sensitive_odds,
)

_SUREST = 6.0
_MOST_ADVICE = 3
_CUES = (
    "wants_person", "corrects", "did_not_help", "exception", "high_value", "large_order", "identity", "sensitive",
    "displeased",
)  # fmt: skip
_HAPPENED = ("opening", "missed", "asked", "same_words", "unanswered_words", "short")
_TALK = frozenset({"thanks", "praise", "goodbye", "affirm", "greet"})
_UNREAD = frozenset({"nlu_fallback", "out_of_scope"})
REASONS = (
    "sensitive", "language", "explicit_request", "high_value_risk", "identity_trouble", "policy_exception",
    "frustration", "unresolved_after_answer", "repeated_failure",
)  # fmt: skip


def signs(turns: Turns, plain: HandoffDecision | None) -> dict[str, float]:
    """The signs of the last turn, always the same names; `plain` is the reason that was plain for itself."""
    now, seen = turns[-1], happened(turns)
    before = turns[-2] if len(turns) > 1 else None
    reply = read_reply(before.reply) if before else BotReply("")
    missed, missed_before = _missed(turns), _missed(turns[:-1])
    return {
        **{f"cue_{name}": _kept(now.cue(name)) for name in _CUES},
        **{name: float(seen[name]) for name in _HAPPENED},
        **{f"plainly_{name}": float(plain is not None and plain.reason == name) for name in REASONS},
        # Not understanding a second time is no answer repeated, and neither is a form that asks for its field again.
        "repeated": float(seen["repeated"] > 0 and not seen["missed"] and not seen["asked"]),
        "mood": _kept(log_odds(mood(turns).score)),
        "sensitive_together": _kept(sensitive_odds(now)),
        "in_vain": _kept(in_vain(turns)) if before else -_SUREST,
        "in_vain_before": _kept(before.cue("did_not_help")) if before else -_SUREST,
        "reacts_to_miss": missed,
        "reacted_to_miss": missed_before,
        "two_misses": min(missed, missed_before),
        "advice": float(reply.instructs),
        "advice_so_far": float(min(_MOST_ADVICE, sum(read_reply(turn.reply).instructs for turn in turns[:-1]))),
        "refused_check": float(reply.refuses_check),
        "length": math.log1p(len(now.text.split())),
        "asks_for_person": float(now.intent == "human_request"),
        "small_talk": float(now.intent in _TALK),
        "unread": float(now.intent in _UNREAD),
    }


def _kept(odds: float) -> float:
    return max(-_SUREST, min(_SUREST, odds))


def _missed(turns: Turns) -> float:
    return _kept(log_odds(reacts_to_miss(turns))) if len(turns) > 1 else -_SUREST
