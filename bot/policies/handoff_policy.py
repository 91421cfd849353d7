"""Hands the conversation over when `handoff_decision.decide` says so, even out of the middle of a form."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, Dict, List, Optional, Text

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.encoder_model import load_encoder
from bot.policies.conversation_turns import DECISION_SLOT, HAND_OVER, turns_since_handoff
from bot.policies.handoff_decision import decide
from bot.policies.handoff_reasons import HandoffDecision, HandoffThresholds
from bot.settings import read_settings

_PENDING_SLOT = "pending_confirmation"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class HandoffPolicy(Policy):
    """Predicts `action_hand_over` after a message, `action_listen` after that, and nothing otherwise.

    The decision travels to the action in the slot `handoff_decision`; an open form is closed, other slots stay.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"priority": 6, **asdict(HandoffThresholds())}

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer=featurizer)
        self._thresholds = HandoffThresholds(**{each.name: config[each.name] for each in fields(HandoffThresholds)})

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn: the rules and weights that `handoff_decision` uses come with the bot."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        if tracker.latest_action_name == HAND_OVER:
            return self._certain(ACTION_LISTEN_NAME, domain)
        if tracker.latest_action_name == ACTION_LISTEN_NAME and tracker.latest_message:
            decision = decide(
                turns_since_handoff(tracker, load_encoder(read_settings().encoder_dir).encode),
                confirmation_pending=tracker.get_slot(_PENDING_SLOT) is not None,
                thresholds=self._thresholds,
            )
            if decision:
                return self._certain(HAND_OVER, domain, _events(decision))
        return self._prediction(self._default_predictions(domain))

    def _certain(self, action: Text, domain: Domain, events: Optional[List[Event]] = None) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        # Only a "no user" prediction outranks an open form, which makes one itself.
        return self._prediction(probabilities, optional_events=events or [], is_no_user_prediction=True)


def _events(decision: HandoffDecision) -> List[Event]:
    return [
        SlotSet(DECISION_SLOT, {"reason": decision.reason, "evidence": list(decision.evidence)}),
        ActiveLoop(None),
        SlotSet(REQUESTED_SLOT, None),
    ]
