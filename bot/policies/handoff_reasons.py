"""The reasons for which a person takes over, each seen for itself: what must have been said or happened. Pure.

`handoff_decision` decides; here is what each reason is seen by, and how far it lies from its bar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Sequence

import numpy as np

from bot.nlu.message_cues import probability
from bot.nlu.sensitive_topics import sensitive_topic
from bot.policies.bot_replies import BotReply, read_reply
from bot.policies.conversation_mood import Mood, mood, reacts_to_miss, was_missed
from bot.policies.customer_turn import WITHOUT_ANSWER, CustomerTurn, quote


@dataclass(frozen=True)
class HandoffThresholds:
    """Where the decision lies. Probabilities from 0 to 1; `misses` counts replies in a row that failed the same need.

    `request` is for the wording of a request, `sure_request` for the intent. `furious` and `early_exception` are for
    the opening message, when the bot has not answered yet; `displeased` is for later ones, `outspoken` where the
    customer mostly reports that an answer did not help; `early_identity` where no check has failed yet. Of the
    reactions to missed replies the mean must reach `missed` and each one `still_wants`. `altogether` is how likely all
    signs together must make the need of a person where no single reason is plain; below `doubtful` they overrule one.
    """

    sure_request: float = 0.6
    request: float = 0.9
    sensitive: float = 0.7
    language: float = 0.6
    exception: float = 0.75
    early_exception: float = 0.98
    high_value: float = 0.9
    identity: float = 0.7
    early_identity: float = 0.98
    unresolved: float = 0.6
    furious: float = 0.9
    displeased: float = 0.7
    outspoken: float = 0.7
    missed: float = 0.2
    still_wants: float = 0.05
    misses: int = 2
    altogether: float = 0.8
    doubtful: float = 0.5


@dataclass(frozen=True)
class HandoffDecision:
    """A reason of the contract and what it was seen by, in words an agent reads.

    `margin` is how far beyond its threshold the reason lies, in log-odds: it tells which of several wishes is meant.
    """

    reason: str
    evidence: tuple[str, ...]
    margin: float = 0.0


Turns = Sequence[CustomerTurn]
_REQUEST, _YES, _ROBOT = "human_request", "affirm", "bot_challenge"
_CALLS_OUT = re.compile(r"\b(?:any|some|no)(?: ?one|body)\b", re.IGNORECASE)
# A person is mentioned, but none is wanted.
_NO_REQUEST = re.compile(
    r"\b(?:don'?t|do not|didn'?t|rather not|no need|not necessary|without|instead of|no|never) (?:\w+ ){0,4}"
    r"(?:talk|speak|talking|speaking|call|callback|phone|person|human|agent|anyone|anybody|someone)\b"
    r"|\b(?:talk|speak|chat) (?:to|with) you\b|\b(?:was|am|is|were) (?:talking|speaking) to (?:my|the)\b",
    re.IGNORECASE,
)
_KNOWN_LANGUAGES = frozenset({"en", "unknown", ""})
_SENSITIVE_KINDS = {
    "legal": "legal threat",
    "injury": "injury or danger",
    "fraud": "fraud",
    "privacy": "breach of privacy",
    "bereavement": "bereavement",
    "self_harm": "self-harm",
}
# Log-odds below which a cue outweighs a pattern of words, and beyond which a cue tells no more.
_DOUBTFUL = -1.0
_SURE = 3.0
# What the intent adds to the wording of a request for a person, in log-odds.
_NAMED = 2.0
# What speaks for an answer in vain besides the message itself; fitted on the development dialogues and rounded.
_IN_VAIN = {"bias": -4.3, "told": 0.42, "instructs": 1.5, "second": 3.5, "settled": -0.45}
# As far back as an earlier piece of advice counts, in turns.
_ADVISED = 3
# Reasons that are seldom said in so many words are nearer than they look; fitted on the development dialogues, rounded.
_OFTEN_VEILED = {"frustration": 1.0, "unresolved_after_answer": 1.0}
_HINTS = {
    "explicit_request": "may want a person",
    "high_value_risk": "may be a customer or a large order at risk",
    "policy_exception": "may ask for more than the rule",
    "sensitive": "may be a sensitive matter",
    "frustration": "seems to have had enough",
    "unresolved_after_answer": "the answer does not seem to have helped",
    "identity_trouble": "seems unable to pass the check",
    "repeated_failure": "the bot does not seem to answer what was asked",
}
_VALUE_KINDS = {"leaving": "may leave us", "large_order": "a large order is at stake"}


def first_reason(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    """The reason that is plain after the last turn, in the light of the earlier ones; of several, the gravest."""
    for rules in _RULES:
        found = [decision for rule in rules if (decision := rule(turns, limits))]
        if found:
            return max(found, key=lambda decision: decision.margin)
    return None


def nearest_reason(turns: Turns, limits: HandoffThresholds) -> HandoffDecision:
    """The reason that comes nearest to its bar where none is plain."""
    margins = reason_margins(turns, limits)
    reason = max(margins, key=lambda name: margins[name] + _OFTEN_VEILED.get(name, 0.0))
    now = turns[-1]
    return HandoffDecision(reason, (f"{_HINTS[reason]}: {quote(now.text)}", *mood(turns).reasons), margins[reason])


def reason_margins(turns: Turns, limits: HandoffThresholds) -> dict[str, float]:
    """How far beyond its bar each reason that may be veiled lies, in log-odds; below zero where it stays behind."""
    now, opening = turns[-1], len(turns) == 1
    named = _NAMED * (now.intent == _REQUEST and now.confidence >= limits.sure_request)
    value = max(now.cue(kind) for kind in _VALUE_KINDS)
    margins = {
        "explicit_request": _margin(now.cue("wants_person") + named, limits.request),
        "high_value_risk": _margin((now.cue("high_value") + value) / 2, limits.high_value),
        "policy_exception": _margin(now.cue("exception"), limits.early_exception if opening else limits.exception),
        "sensitive": _margin(sensitive_odds(now), limits.sensitive),
        "frustration": _margin(log_odds(mood(turns).score), limits.furious if opening else limits.displeased),
    }
    if opening:
        return margins
    reply = read_reply(turns[-2].reply)
    margins["unresolved_after_answer"] = _margin(in_vain(turns), limits.unresolved)
    if reply.checks_identity:
        bar = limits.identity if reply.refuses_check else limits.early_identity
        margins["identity_trouble"] = _margin(now.cue("identity"), bar)
    if len(turns) > limits.misses:
        reactions = [reacts_to_miss(turns[: len(turns) - back]) for back in range(limits.misses)]
        margins["repeated_failure"] = _margin(log_odds(sum(reactions) / len(reactions)), limits.missed)
    return margins


def log_odds(probability_of: float) -> float:
    """A probability as log-odds, without the extremes."""
    inside = min(max(probability_of, 1e-3), 1 - 1e-3)
    return float(np.log(inside / (1 - inside)))


def _margin(odds: float, bar: float) -> float:
    return odds - log_odds(bar)


def accepted_offer(turns: Turns) -> HandoffDecision | None:
    """A yes, said directly after a person was offered."""
    now = turns[-1]
    if now.intent == _YES and len(turns) > 1 and turns[-2].offered_person:
        return HandoffDecision("explicit_request", (f"said {quote(now.text)} when offered a person",))
    return None


def _sensitive(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    now = turns[-1]
    told = sensitive_topic(now.text)
    # Said in so many words, unless the whole message is about something else ("my late sister's children gave me ...").
    kind = told if told and now.cues.get("sensitive", 0.0) >= _DOUBTFUL else None
    if kind is None and probability(sensitive_odds(now)) >= limits.sensitive:
        kind = max(_SENSITIVE_KINDS, key=now.cue)
    return HandoffDecision("sensitive", (f"{_SENSITIVE_KINDS[kind]}: {quote(now.text)}",)) if kind else None


def sensitive_odds(turn: CustomerTurn) -> float:
    """The log-odds of the topic, seen as a whole and as its likeliest kind: the two err differently."""
    return (turn.cue("sensitive") + max(turn.cue(kind) for kind in _SENSITIVE_KINDS)) / 2


def _language(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    now = turns[-1]
    if now.filled_slot:
        # An order number is an answer in any language.
        return None
    if now.language in _KNOWN_LANGUAGES or now.language_confidence < limits.language:
        return None
    return HandoffDecision("language", (f"writes in another language ({now.language}): {quote(now.text)}",))


def _request(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    now = turns[-1]
    named = now.intent == _REQUEST and now.confidence >= limits.sure_request
    worded = _margin(now.cue("wants_person"), limits.request)
    if not named and worded < 0:
        return None
    asks_who_answers = now.intent == _ROBOT and now.confidence >= limits.sure_request
    if (asks_who_answers and not _CALLS_OUT.search(now.text)) or _NO_REQUEST.search(now.text.replace("\u2019", "'")):
        return None
    return HandoffDecision("explicit_request", (f"asked: {quote(now.text)}",), worded + _NAMED * named)


def _high_value(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    now = turns[-1]
    kind = max(_VALUE_KINDS, key=now.cue)
    margin = _margin((now.cue("high_value") + now.cue(kind)) / 2, limits.high_value)
    evidence = f"{_VALUE_KINDS[kind]}: {quote(now.text)}"
    return HandoffDecision("high_value_risk", (evidence,), margin) if margin >= 0 else None


def _identity(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    """Only once a check was asked for, and sooner when it has failed: before that there is nothing to fail."""
    reply = read_reply(turns[-2].reply) if len(turns) > 1 else BotReply("")
    margin = _margin(turns[-1].cue("identity"), limits.identity if reply.refuses_check else limits.early_identity)
    if not reply.checks_identity or margin < 0:
        return None
    return HandoffDecision("identity_trouble", (f"cannot pass the check: {quote(turns[-1].text)}",), margin)


def _exception(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    now = turns[-1]
    margin = _margin(now.cue("exception"), limits.early_exception if len(turns) == 1 else limits.exception)
    evidence = f"asks for an exception: {quote(now.text)}"
    return HandoffDecision("policy_exception", (evidence,), margin) if margin >= 0 else None


def _frustrated(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    felt = mood(turns)
    later = limits.outspoken if _did_not_help(turns, limits) else limits.displeased
    bar = limits.furious if len(turns) == 1 else later
    return HandoffDecision("frustration", _signs(turns, felt)) if felt.score >= bar else None


def _signs(turns: Turns, felt: Mood) -> tuple[str, ...]:
    seen = f" ({', '.join(felt.reasons)})" if felt.reasons else ""
    answered = (f"after the answer: {quote(turns[-2].reply)}",) if len(turns) > 1 and turns[-2].reply else ()
    return (f"displeased: {quote(turns[-1].text)}{seen}", *answered)


def _did_not_help(turns: Turns, limits: HandoffThresholds) -> bool:
    """Told after an answer: not before any, not after a miss, and not when a check failed, which is no advice."""
    if len(turns) < 2 or was_missed(turns[-2]) or read_reply(turns[-2].reply).refuses_check:
        return False
    return probability(in_vain(turns)) >= limits.unresolved


def in_vain(turns: Turns) -> float:
    """The log-odds that the last answer did not help and that the bot is at its wits' end.

    The customer says so, or reports the outcome of what the bot advised. Where advice was given before that, or was
    said to be in vain, this was the second attempt, and a third is hardly reasonable.
    """
    now, before, weights = turns[-1], turns[-2], _IN_VAIN
    second = before.cue("did_not_help") > 0 or any(
        read_reply(turn.reply).instructs for turn in turns[-2 - _ADVISED : -2]
    )
    return (
        weights["bias"]
        + weights["told"] * now.cue("did_not_help")
        + weights["instructs"] * read_reply(before.reply).instructs
        + weights["second"] * second
        + weights["settled"] * max(now.cue("settled"), -_SURE)
    )


def _unresolved(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    if not _did_not_help(turns, limits):
        return None
    return HandoffDecision("unresolved_after_answer", (f"the answer did not help: {quote(turns[-1].text)}",))


def _missed_too_often(turns: Turns, limits: HandoffThresholds) -> HandoffDecision | None:
    """The last replies all missed, and the last turn still wants the same."""
    if len(turns) <= limits.misses:
        return None
    reactions = [_still_wants(turns[: len(turns) - back]) for back in range(limits.misses)]
    if sum(reactions) / len(reactions) < limits.missed or min(reactions) < limits.still_wants:
        return None
    failed = tuple(f"no answer to: {quote(turn.text)}" for turn in turns[-limits.misses - 1 : -1])
    return HandoffDecision("repeated_failure", (*failed, f"asked again: {quote(turns[-1].text)}"))


def _still_wants(turns: Turns) -> float:
    """How likely the last turn wants what the reply before it missed. Two misses in a row are sure to."""
    now, before = turns[-1], turns[-2]
    unread = now.intent in WITHOUT_ANSWER and not now.reply and not now.filled_slot
    return 1.0 if was_missed(before) and (was_missed(now) or (before.missed and unread)) else reacts_to_miss(turns)


# What an agent must know first comes first; wishes that one message may be read as are weighed against each other.
_RULES: tuple[tuple[Callable[[Turns, HandoffThresholds], HandoffDecision | None], ...], ...] = (
    (_sensitive,),
    (_language,),
    (_request, _high_value, _identity, _exception),
    (_frustrated,),
    (_unresolved,),
    (_missed_too_often,),
)
