"""What spoke for a handoff after a turn, reason by reason and altogether, with the bar each had to reach. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Sequence

from bot.nlu.message_cues import probability
from bot.policies.bot_replies import BotReply, read_reply
from bot.policies.conversation_mood import mood
from bot.policies.customer_turn import CustomerTurn
from bot.policies.handoff_decision import decide, need
from bot.policies.handoff_reasons import HandoffDecision, HandoffThresholds, first_reason

TOGETHER = "all_signs_together"


@dataclass(frozen=True)
class Weighed:
    """A reason, how strongly it spoke (0 to 1, None where nothing is measured), its bar, and whether it decided."""

    name: str
    score: float | None
    threshold: float | None
    met: bool


def explain(turns: Sequence[CustomerTurn], thresholds: HandoffThresholds) -> list[dict[str, Any]]:
    """Every reason, as `decide` saw it on the last turn; the one it chose is `met`. Nothing without a turn.

    The last row, `all_signs_together`, is what a plain reason must not fall below, or what must be reached without one;
    it is `met` where it decided.
    """
    if not turns:
        return []
    # What the bot said to the last turn was not known when it was decided.
    turns = [*turns[:-1], replace(turns[-1], reply="")]
    decision = decide(turns, thresholds=thresholds)
    chosen = decision.reason if decision else None
    told = [Weighed(name, *_weighed(name, turns, thresholds), met=name == chosen) for name in _REASONS]
    return [asdict(each) for each in (*told, _altogether(turns, thresholds, decision))]


def _altogether(turns: Sequence[CustomerTurn], limits: HandoffThresholds, decision: HandoffDecision | None) -> Weighed:
    plain = first_reason(turns, limits)
    bar, score = (limits.doubtful if plain else limits.altogether), need(turns, plain)
    decided = plain is None and decision is not None and score >= bar
    return Weighed(TOGETHER, round(score, 3), bar, met=decided)


def thresholds_of(agent: Any) -> HandoffThresholds:
    """The bars of the model that an agent of Rasa's has loaded."""
    nodes = agent.processor.model_metadata.predict_schema.nodes.values()
    config = next((node.config for node in nodes if node.uses.__name__ == "HandoffPolicy"), {})
    names = {each.name for each in fields(HandoffThresholds)}
    return HandoffThresholds(**{name: value for name, value in config.items() if name in names})


_REASONS = (
    "sensitive",
    "language",
    "explicit_request",
    "high_value_risk",
    "identity_trouble",
    "policy_exception",
    "frustration",
    "unresolved_after_answer",
    "repeated_failure",
)


def _weighed(name: str, turns: Sequence[CustomerTurn], limits: HandoffThresholds) -> tuple[float | None, float | None]:
    now, opening = turns[-1], len(turns) == 1
    before = read_reply(turns[-2].reply) if not opening else BotReply("")
    cues = {
        "sensitive": ("sensitive", limits.sensitive),
        "explicit_request": ("wants_person", limits.request),
        "high_value_risk": ("high_value", limits.high_value),
        "identity_trouble": ("identity", limits.identity if before.refuses_check else limits.early_identity),
        "policy_exception": ("exception", limits.early_exception if opening else limits.exception),
        "unresolved_after_answer": ("did_not_help", limits.unresolved),
    }
    if name in cues:
        cue, bar = cues[name]
        return round(probability(now.cue(cue)), 3), bar
    if name == "language":
        return (0.0 if now.language == "en" else round(now.language_confidence, 3)), limits.language
    if name == "frustration":
        return round(mood(turns).score, 3), limits.furious if opening else limits.displeased
    return None, None
