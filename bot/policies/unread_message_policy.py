"""Answers messages the bot cannot read at all: another language, or no words in it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.language_identifier import LANGUAGE
from bot.nlu.languages import is_foreign, is_wordless

OTHER_LANGUAGE, MISS = "action_other_language", "action_miss"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class UnreadMessagePolicy(Policy):
    """Predicts `action_other_language` or `action_miss` for such a message, and then `action_listen`.

    Stands above the rules, which would trust the intent, and below the handoff. An open form stays open: its answer
    ("die Nummer ist 20417") is taken in any language.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"priority": 5, "sure": 0.6}

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
        action = self._next(tracker)
        if action is None:
            return self._prediction(probabilities)
        probabilities[domain.index_for_action(action)] = 1.0
        # Only a "no user" prediction outranks an open form.
        return self._prediction(probabilities, is_no_user_prediction=True)

    def _next(self, tracker: DialogueStateTracker) -> Text | None:
        message = tracker.latest_message
        answer = message and self._answer(tracker, message)
        if not answer:
            return None
        if tracker.latest_action_name == ACTION_LISTEN_NAME:
            return answer
        return ACTION_LISTEN_NAME if tracker.latest_action_name == answer else None

    def _answer(self, tracker: DialogueStateTracker, message: UserUttered) -> Text | None:
        if any(entity.get("entity") == tracker.get_slot(REQUESTED_SLOT) for entity in message.entities or []):
            return None
        if is_foreign((message.parse_data or {}).get(LANGUAGE), self.config["sure"]):
            return OTHER_LANGUAGE
        return MISS if message.text and is_wordless(message.text) else None
