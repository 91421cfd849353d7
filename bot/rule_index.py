"""Which rules can apply at all in a moment of the conversation, found without trying each. Pure.

A rule is, as Rasa keeps it, the JSON of the states it asks for, the last one being now. A rule that names the action
before and the intent of the message applies only where both are these: that is what the rules are sorted by.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_State = Mapping[str, Any]
# The action before and the intent of the message; None where a rule does not ask for any.
_Place = Tuple[Optional[str], Optional[str]]


class RuleIndex:
    """The rules of one lookup table of Rasa's RulePolicy."""

    def __init__(self, rules: Iterable[str]) -> None:
        self._states: Dict[str, List[_State]] = {rule: json.loads(rule) for rule in rules}
        self._by_place: Dict[_Place, List[str]] = {}
        # Rules for a conversation's very beginning, before any action: there Rasa does not look at the intent.
        self._opening: List[str] = []
        for rule, states in self._states.items():
            now = states[-1]
            if now.get(PREVIOUS_ACTION):
                self._by_place.setdefault((_asked(now, PREVIOUS_ACTION, ACTION_NAME), _intent(now)), []).append(rule)
            else:
                self._opening.append(rule)

    def __len__(self) -> int:
        return len(self._states)

    def length(self, rule: str) -> int:
        """How many states the rule asks for."""
        return len(self._states[rule])

    def candidates(self, now: _State) -> List[str]:
        """Every rule that may apply when `now` is the last state. All others do not."""
        before = now.get(PREVIOUS_ACTION)
        if not before:
            return self._opening
        action, intent = before.get(ACTION_NAME), (now.get(USER) or {}).get(INTENT)
        places = {(action, intent), (action, None), (None, intent), (None, None)}
        return [rule for place in places for rule in self._by_place.get(place, ())]

    def may_read_text(self) -> bool:
        """Whether a message could be matched by its text, without its intent."""
        return any(intent is None and action in (None, ACTION_LISTEN_NAME) for action, intent in self._by_place)


def _intent(state: _State) -> Optional[str]:
    return _asked(state, USER, INTENT)


def _asked(state: _State, part: str, name: str) -> Optional[str]:
    """What a rule asks for; a value that is empty or must not be set is matched by more than itself."""
    value = (state.get(part) or {}).get(name)
    return value if value and value != SHOULD_NOT_BE_SET else None
