"""Rasa's RulePolicy with an index over its rules: the same predictions, without trying every rule.

RulePolicy matches each of its rules with each state of the conversation, twice for every prediction: once for rules
about a message's text, of which we have none, and once for those about its intent.
"""

from __future__ import annotations

import logging
from itertools import islice
from typing import Any, Dict, List, Optional, Set, Text, Tuple

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rule_index import RuleIndex

_rasa_logger = logging.getLogger("rasa.core.policies.rule_policy")


class IndexedRules:
    """Stands in for the two steps of a trained RulePolicy that cost most."""

    def __init__(self, policy: RulePolicy) -> None:
        self._policy = policy
        tables = [policy.lookup[name] for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)]
        self._indexes = [(table, RuleIndex(table)) for table in tables]
        self._reads_text = any(index.may_read_text() for _, index in self._indexes)
        self._find = policy._find_action_from_rules  # noqa: SLF001 - what this class stands in for
        self._try_all = policy._get_possible_keys  # noqa: SLF001

    def find_action(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[Text], Optional[Text], bool]:
        """As `_find_action_from_rules`: action, the rule it comes from, and whether a form was left and resumed."""
        if use_text_for_last_user_input and not self._reads_text:
            return None, None, False
        return self._find(tracker, domain, use_text_for_last_user_input)

    def possible_rules(self, lookup: Dict[Text, Text], states: List[State]) -> Set[Text]:
        """As `_get_possible_keys`: the rules of a table that apply in the last of these states."""
        index = next((index for table, index in self._indexes if table is lookup), None)
        if index is None:
            return self._try_all(lookup, states)
        return {rule for rule in index.candidates(states[-1]) if self._applies(rule, index.length(rule), states)}

    def _applies(self, rule: Text, length: int, states: List[State]) -> bool:
        # Beyond its own length a rule asks for nothing.
        recent = enumerate(islice(reversed(states), length))
        return all(self._policy._is_rule_applicable(rule, turn, state) for turn, state in recent)  # noqa: SLF001


def index_rules(policy: RulePolicy) -> None:
    """Let a loaded policy look its rules up. A policy that was never trained is left as it is."""
    if policy.lookup.get(RULES) is None or policy.lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH) is None:
        return
    rules, replaced = IndexedRules(policy), vars(policy)
    replaced["_find_action_from_rules"] = rules.find_action
    replaced["_get_possible_keys"] = rules.possible_rules
    replaced["format_tracker_states"] = _format_for_readers


def _format_for_readers(states: List[Dict[Text, Any]]) -> Text:
    """Rasa writes every state out for its debug log; where nobody reads it nothing is written."""
    return RulePolicy.format_tracker_states(states) if _rasa_logger.isEnabledFor(logging.DEBUG) else ""
