"""What happened between customer and bot: is the customer displeased by now, did the last reply miss? Pure.

Wording alone finds half of it. The weights are log-odds, fitted on the development dialogues by logistic regression
(each dialogue's cues learnt without it) and rounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Mapping, Sequence

from bot.nlu.displeasure import WEIGHTS, displeasure_odds
from bot.nlu.message_cues import probability
from bot.policies.bot_replies import BotReply, read_reply, same_reply
from bot.policies.customer_turn import CustomerTurn

LOOK_BACK = 4
_CALM = -4.0
_SUREST = 6.0
_COMPARED = 3
_HASTY_S = 8.0
# Words that say nothing about what is wanted.
_STOP = re.compile(
    r"(?:the|are|was|were|been|you|she|they|your|his|her|its|our|their|him|them|this|that|these|those|and|but|then|for|"
    r"with|from|about|not|yes|does|did|done|have|has|had|can|could|would|should|will|shall|may|might|what|which|who|"
    r"when|where|why|how|there|here|just|only|okay|please|thanks|thank|hello|hey|it's|don't|now|also|too|very|really|"
    r"all|any|some|one|out|get|got|want|need|like|know|i'm)"
)
_INSISTS = re.compile(
    r"\b(?:as i (?:said|wrote|asked|told)|i (?:said|asked|meant|mean|wrote|told)|only|just|(?:the|my) question|again|"
    r"i know|i see|not about|not an?|not the|no i|that's not|i don'?t (?:want|need) (?:to|an?|the)|itself|though|"
    r"instead|misunder\w+)\b",
    re.IGNORECASE,
)
_OPENS_AGAINST = re.compile(
    r"^\W*(?:no|not|nope|but|and|(?:yes|yeah|ok|okay|right|sure),? (?:but|and))\b", re.IGNORECASE
)
# What the conversation adds to the message's own displeasure.
MOOD_WEIGHTS: Mapping[str, float] = {
    "bias": 0.0, "repeated": 2.0, "displeased_before": 0.25, "asked": -0.25, "same_words": 0.7, "likeness": 0.4,
    "insists": 0.15, "corrects": 0.1, "hasty": 0.3,
}  # fmt: skip
MISS_WEIGHTS: Mapping[str, float] = {
    "bias": -5.2, "corrects": 0.65, "did_not_help": -0.2, "settled": -0.4, "displeased": -0.2, "missed": 0.5,
    "asked": -1.4, "same_words": 1.3, "unanswered_words": 0.7, "likeness": 2.2, "opens_against": 0.7, "insists": 0.5,
    "question": 0.25, "short": -0.5,
}  # fmt: skip


@dataclass(frozen=True)
class Mood:
    """0 is content, 1 is sure displeasure; the reasons are words for an agent."""

    score: float
    reasons: tuple[str, ...]


def happened(turns: Sequence[CustomerTurn]) -> dict[str, float]:
    """What can be seen about the last turn in the light of the earlier ones; facts from 0 to 1, cues as log-odds."""
    now, earlier = turns[-1], turns[-1 - LOOK_BACK : -1]
    before = earlier[-1] if earlier else None
    reply = read_reply(before.reply) if before else BotReply("")
    return {
        "opening": float(before is None),
        "missed": float(before is not None and was_missed(before)),
        "asked": float(reply.asks),
        "repeated": float(before is not None and any(same_reply(before.reply, turn.reply) for turn in earlier[:-1])),
        "hasty": float(now.waited_s is not None and now.waited_s < _HASTY_S),
        "likeness": now.likeness,
        "question": float("?" in now.text),
        "insists": float(bool(_INSISTS.search(now.text))),
        "opens_against": float(bool(_OPENS_AGAINST.search(now.text))),
        "short": float(len(now.text.split()) <= 4),
        "displeased_before": max((_odds(turn, "displeased") for turn in earlier), default=_CALM),
        **_said_before(now, earlier),
        **{name: _odds(now, name) for name in ("corrects", "did_not_help", *WEIGHTS)},
    }


def _odds(turn: CustomerTurn, name: str) -> float:
    """A cue without the extremes: beyond them it only tells how far from the examples a message lies."""
    return max(-_SUREST, min(_SUREST, turn.cue(name)))


def _said_before(now: CustomerTurn, earlier: Sequence[CustomerTurn]) -> dict[str, float]:
    words, said = _content(now.text), [_content(turn.text) for turn in earlier[-_COMPARED:]]
    answered = _content(earlier[-1].reply) if earlier else frozenset()
    return {
        "same_words": max((len(words & one) / max(1, min(len(words), len(one))) for one in said), default=0.0),
        "unanswered_words": min(max((len((words & one) - answered) for one in said), default=0), 3) / 3,
    }


def mood(turns: Sequence[CustomerTurn]) -> Mood:
    """How displeased the customer is by the last turn."""
    if not turns:
        return Mood(0.0, ())
    seen = happened(turns)
    odds = displeasure_odds(turns[-1].cues) + _weigh(seen, MOOD_WEIGHTS) if turns[-1].cues else _CALM
    return Mood(round(probability(odds), 3), _reasons(turns, seen))


def was_missed(turn: CustomerTurn) -> bool:
    """The bot said that it had no answer, or its steps show that it had none."""
    return turn.missed or read_reply(turn.reply).missed


def reacts_to_miss(turns: Sequence[CustomerTurn]) -> float:
    """How likely the last turn shows that the reply before it missed the need, 0 to 1."""
    return probability(_weigh(happened(turns), MISS_WEIGHTS)) if len(turns) > 1 else 0.0


def _weigh(seen: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return weights["bias"] + sum(weight * seen[name] for name, weight in weights.items() if name != "bias")


def _reasons(turns: Sequence[CustomerTurn], seen: Mapping[str, float]) -> tuple[str, ...]:
    facts = (
        ("the bot had no answer", seen["missed"] > 0),
        ("the bot repeated itself", seen["repeated"] > 0),
        ("said it again", len(turns) > 1 and seen["same_words"] >= 0.6),
        ("the answer did not help", len(turns) > 1 and seen["did_not_help"] > 0),
        ("displeased before", seen["displeased_before"] > 0),
        ("writes in quick succession", seen["hasty"] > 0),
    )
    return (*turns[-1].displeasure_reasons, *(words for words, true in facts if true))


# Each turn looks back at the same few texts.
@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their first five letters so that plurals and endings match."""
    words = re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
    return frozenset(word[:5].rstrip("s") for word in words if len(word) > 2 and not _STOP.fullmatch(word))
