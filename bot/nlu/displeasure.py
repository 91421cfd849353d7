"""How displeased a single message sounds: what its meaning, words and signs say together. Pure: log-odds in, score out.

Whether the bot has just failed, whether the customer says a thing twice, whether displeasure grows: that is the
conversation's business (`bot/policies/conversation_mood.py`).
"""

from __future__ import annotations

from typing import Mapping

from bot.nlu.message_cues import probability

# Displeasure with a shop, displeasure in general talk, and being content; fitted with the weights of the conversation.
WEIGHTS: Mapping[str, float] = {"displeased": 0.6, "general_displeasure": 0.5, "settled": -0.2}
_BIAS = -0.8


def displeasure_odds(cues: Mapping[str, float]) -> float:
    """The log-odds that the writer of this message is displeased."""
    return _BIAS + sum(weight * cues.get(name, 0.0) for name, weight in WEIGHTS.items())


def displeasure_score(cues: Mapping[str, float]) -> float:
    """0 is calm, 1 is furious."""
    return round(probability(displeasure_odds(cues)), 3)
