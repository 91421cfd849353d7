"""When a person should take over, and why. Pure: what happened so far in, a decision or None out.

A reason that is plain for itself decides, unless all signs together speak against it; and where no reason is plain,
many small signs that point the same way decide, too.
"""

from __future__ import annotations

from bot.policies.conversation_mood import was_missed
from bot.policies.customer_turn import CustomerTurn
from bot.policies.handoff_reasons import (
    HandoffDecision,
    HandoffThresholds,
    Turns,
    accepted_offer,
    first_reason,
    nearest_reason,
)
from bot.policies.handoff_signs import signs
from bot.policies.handoff_weighing import Weighing, shipped_weighing

# Whoever asks for a person, tells of danger or law, or writes no English is not weighed against anything.
_BEYOND_DOUBT = frozenset({"explicit_request", "sensitive", "language"})


def decide(
    turns: Turns,
    *,
    confirmation_pending: bool = False,
    thresholds: HandoffThresholds | None = None,
    weighing: Weighing | None = None,
) -> HandoffDecision | None:
    """Decide on the last turn, in the light of the earlier ones.

    `turns` begins after the last handoff or hand-back, so old anger cannot call a person a second time. The last turn
    is the one being answered: its reply is not known yet. `weighing` is how much each sign counts, as shipped if None.
    """
    if not turns:
        return None
    limits = thresholds or HandoffThresholds()
    if not confirmation_pending and (accepted := accepted_offer(turns)):
        return accepted
    plain = first_reason(turns, limits)
    if plain and (plain.reason in _BEYOND_DOUBT or _nothing_to_weigh(turns, limits)):
        return plain
    if not turns[-1].cues or (plain is None and _gives_what_was_asked(turns[-1])):
        # Nothing was read in it that could be weighed, or the conversation goes on as it should.
        return plain
    needed = (weighing or shipped_weighing()).need(signs(turns, plain))
    if plain:
        return plain if needed >= limits.doubtful else None
    return nearest_reason(turns, limits) if needed >= limits.altogether else None


def need(turns: Turns, plain: HandoffDecision | None) -> float:
    """How likely all signs together say that a person is needed, 0 to 1; `plain` is the reason plain for itself."""
    return shipped_weighing().need(signs(turns, plain))


def _gives_what_was_asked(now: CustomerTurn) -> bool:
    return now.filled_slot or now.intent == "give_details"


def _nothing_to_weigh(turns: Turns, limits: HandoffThresholds) -> bool:
    """Of an opening message only what it says is known; and a bot that had no answer several times over has none."""
    asked = turns[-1 - limits.misses : -1]
    return len(turns) == 1 or (len(asked) == limits.misses and all(was_missed(turn) for turn in asked))
