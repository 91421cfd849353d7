"""Conversations of the shop's own domain that go every way: with rules, against rules, in and out of forms."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AgentUttered,
    AllSlotsReset,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)

Next = Callable[[], str]
_SLOTS = {
    "order_wish": ["track", "cancel", "return", "refund", None],
    "pending_confirmation": ["cancel", "return", None],
    "order_number": ["20417", None],
    "requested_slot": ["order_number", "email", None],
    "handoff_decision": [{"reason": "sensitive", "evidence": []}, None],
}


def wander(chance: random.Random, domain: Domain, expected: Next, *, turns: int) -> Iterator[list[Event]]:
    """What happens, a few events at a time. `expected` tells what the bot would do; mostly it is what it does."""
    yield [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    for _ in range(turns):
        yield _message(chance, domain)
        for _ in range(chance.randint(1, 5)):
            action = expected() if chance.random() < 0.75 else chance.choice(domain.action_names_or_texts)
            yield _step(chance, domain, action)
            if action == "action_listen":
                break
        else:
            yield [ActionExecuted("action_listen")]
        if chance.random() < 0.04:
            yield [chance.choice([Restarted(), AllSlotsReset(), UserUtteranceReverted(), SessionStarted()])]
            yield [ActionExecuted("action_listen")]


def _message(chance: random.Random, domain: Domain) -> list[Event]:
    intent = chance.choice([*domain.intents, "affirm", "deny", "track_order", "return_item", "cancel_order"])
    entities = [{"entity": "order_number", "value": "20417"}] if chance.random() < 0.3 else []
    events: list[Event] = [UserUttered("words", {"name": intent, "confidence": 0.9}, entities)]
    if chance.random() < 0.3:
        events.append(DefinePrevUserUtteredFeaturization(False))
    return [*events, *_slots(chance, 0.3)]


def _step(chance: random.Random, domain: Domain, action: str) -> list[Event]:
    if action in domain.form_names and chance.random() < 0.3:
        return [ActionExecutionRejected(action)]
    events: list[Event] = [LoopInterrupted(True)] if chance.random() < 0.1 else []
    events.append(ActionExecuted(action, policy="RulePolicy", confidence=1.0))
    if action in domain.form_names:
        events.append(ActiveLoop(action if chance.random() < 0.7 else None))
    elif action == "action_deactivate_loop" or chance.random() < 0.05:
        events.append(ActiveLoop(None))
    if action != "action_listen":
        events += [BotUttered("An answer.")] if chance.random() < 0.7 else []
        events += [AgentUttered("By a person.")] if chance.random() < 0.05 else []
        events += [FollowupAction(chance.choice(domain.user_actions))] if chance.random() < 0.2 else []
    return [*events, *_slots(chance, 0.2)]


def _slots(chance: random.Random, often: float) -> list[Event]:
    if chance.random() >= often:
        return []
    name = chance.choice(list(_SLOTS))
    return [SlotSet(name, chance.choice(_SLOTS[name]))]
