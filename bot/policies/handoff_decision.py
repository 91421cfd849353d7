"""When a person should take over, and why. Pure: what happened so far in, a decision or None out."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class CustomerTurn:
    """One message of the customer and what the bot made of it.

    `missed`: the bot had no answer. `offered_person`: its reply offered a person. `filled_slot`: the message gave
    something the bot was asking for.
    """

    text: str
    intent: str
    confidence: float
    displeasure: float = 0.0
    displeasure_reasons: tuple[str, ...] = ()
    missed: bool = False
    offered_person: bool = False
    filled_slot: bool = False


@dataclass(frozen=True)
class HandoffThresholds:
    """Where the decision lies; all between 0 and 1 except `misses`, which counts replies in a row."""

    sure_request: float = 0.5
    furious: float = 0.75
    plain: float = 0.55
    displeased: float = 0.4
    annoyed: float = 0.25
    misses: int = 3


@dataclass(frozen=True)
class HandoffDecision:
    """A reason of the contract and what it was seen by, in words an agent reads."""

    reason: str
    evidence: tuple[str, ...]


_REQUEST, _YES = "human_request", "affirm"
_WITHOUT_ANSWER = frozenset({"nlu_fallback", "out_of_scope"})
_SAME_WORDS = 0.6


def decide(
    turns: list[CustomerTurn], *, confirmation_pending: bool = False, thresholds: HandoffThresholds | None = None
) -> HandoffDecision | None:
    """Decide on the last turn, in the light of the earlier ones.

    `turns` begins after the last handoff or hand-back, so old anger cannot call a person a second time. The last turn
    is the one being answered: its `missed` and `offered_person` are not known yet.
    """
    if not turns:
        return None
    limits = thresholds or HandoffThresholds()
    return (
        _asked_for(turns, confirmation_pending, limits)
        or _frustrated(turns, limits)
        or _missed_too_often(turns, limits)
    )


def _asked_for(
    turns: list[CustomerTurn], confirmation_pending: bool, limits: HandoffThresholds
) -> HandoffDecision | None:
    now = turns[-1]
    if now.intent == _REQUEST and now.confidence >= limits.sure_request:
        return HandoffDecision("explicit_request", (f"asked: {_quote(now.text)}",))
    said_yes = now.intent == _YES and len(turns) > 1 and turns[-2].offered_person and not confirmation_pending
    if said_yes:
        return HandoffDecision("explicit_request", (f"said {_quote(now.text)} when offered a person",))
    return None


def _frustrated(turns: list[CustomerTurn], limits: HandoffThresholds) -> HandoffDecision | None:
    now = turns[-1]
    signs = (
        f"{_quote(now.text)} ({', '.join(now.displeasure_reasons)})" if now.displeasure_reasons else _quote(now.text)
    )
    if now.displeasure >= limits.furious:
        return HandoffDecision("frustration", (f"furious: {signs}",))
    if len(turns) == 1:
        return None
    before = turns[-2]
    if now.displeasure >= limits.annoyed and before.missed:
        return HandoffDecision(
            "frustration", (f"displeased: {signs}", f"the bot had no answer to {_quote(before.text)}")
        )
    if now.displeasure >= limits.annoyed and _says_it_again(now, before):
        return HandoffDecision("frustration", (f"displeased: {signs}", f"said the same before: {_quote(before.text)}"))
    if now.displeasure >= limits.plain:
        return HandoffDecision("frustration", (f"displeased with the answer: {signs}",))
    if now.displeasure >= limits.displeased and before.offered_person:
        return HandoffDecision("frustration", (f"displeased: {signs}", f"not solved before: {_quote(before.text)}"))
    if now.displeasure >= limits.displeased and before.displeasure >= limits.annoyed:
        return HandoffDecision("frustration", (f"displeased: {signs}", f"and before that: {_quote(before.text)}"))
    return None


def _missed_too_often(turns: list[CustomerTurn], limits: HandoffThresholds) -> HandoffDecision | None:
    now, earlier = turns[-1], turns[:-1][-(limits.misses - 1) :]
    would_miss = now.intent in _WITHOUT_ANSWER and not now.filled_slot
    if would_miss and len(earlier) == limits.misses - 1 and all(turn.missed for turn in earlier):
        evidence = tuple(f"no answer to: {_quote(turn.text)}" for turn in [*earlier, now])
        return HandoffDecision("repeated_failure", evidence)
    return None


def _says_it_again(now: CustomerTurn, before: CustomerTurn) -> bool:
    """The same wish in much the same words: the answer in between did not help."""
    mine, theirs = _words(now.text), _words(before.text)
    if not mine or not theirs:
        return False
    return len(mine & theirs) / min(len(mine), len(theirs)) >= _SAME_WORDS


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z0-9']+", text.lower()) if len(word) > 2)


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line if len(line) <= 120 else line[:117] + "..."}"'
