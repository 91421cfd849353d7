"""Ends the bot's turn when it has spoken and no rule says what comes next."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class TurnEndPolicy(Policy):
    """Predicts `action_listen` after any action, below the rules and above the core fallback.

    An action that changes slots may leave the path its rule foresaw; without this policy the fallback would then
    apologise for a turn that went well.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"priority": 2, "confidence": 0.6}

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        if tracker.latest_action_name not in (None, ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME):
            probabilities[domain.index_for_action(ACTION_LISTEN_NAME)] = self.config["confidence"]
        return self._prediction(probabilities)
