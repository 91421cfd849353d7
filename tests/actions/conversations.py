"""Conversations as Rasa 3.6 tells them to the action server: stored ones, and new ones told event by event."""

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from ruamel.yaml import YAML

from tests.actions.conftest import ROOT, Entry

TRACKERS = Path(__file__).parent / "trackers"
DOMAIN: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "domain.yml").read_text(encoding="utf-8"))
INTENTS = {"track": "track_order", "cancel": "cancel_order", "return": "return_item", "refund": "refund_status"}
GUEST: dict[str, Any] = {"verified": False, "customer_id": None, "name": None, "email": None}


def stored(name: str) -> dict[str, Any]:
    """The body of an action call as a real Rasa made it."""
    call: dict[str, Any] = json.loads((TRACKERS / f"{name}.json").read_text(encoding="utf-8"))
    return call


def signed_in(customer_id: str) -> dict[str, Any]:
    """The customer as the desk vouches for them."""
    return {"verified": True, "customer_id": customer_id, "name": "Somebody", "email": "somebody@example.com"}


@dataclass
class Conversation:
    """A conversation told event by event, with the state that follows from the events."""

    customer: dict[str, Any] = field(default_factory=lambda: dict(GUEST))
    id: str = "c_0193"
    events: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    message: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None

    def says(
        self,
        text: str,
        intent: str = "give_details",
        *,
        ranking: dict[str, float] | None = None,
        entities: dict[str, str] | None = None,
        language: str = "en",
        **slots: Any,
    ) -> "Conversation":
        """The customer writes; `slots` are those that Rasa fills from the message by itself."""
        name = {"name": intent, "confidence": 0.93}
        self.message = {
            "text": text,
            "intent": name,
            "intent_ranking": [{"name": each, "confidence": sure} for each, sure in (ranking or {}).items()] or [name],
            "entities": [{"entity": kind, "value": value} for kind, value in (entities or {}).items()],
            "language": {"code": language, "confidence": 0.9},
            "metadata": {"customer": self.customer},
        }
        self.events.append(
            {"event": "user", "text": text, "parse_data": self.message, "metadata": {"customer": self.customer}}
        )
        return self.set(**slots)

    def set(self, **slots: Any) -> "Conversation":
        """Slots get values."""
        for name, value in slots.items():
            self.events.append({"event": "slot", "timestamp": None, "name": name, "value": value})
            self.slots[name] = value
        return self

    def does(self, action: str) -> "Conversation":
        """The bot runs an action."""
        self.events.append({"event": "action", "name": action, "policy": "RulePolicy", "confidence": 1.0})
        return self

    def bot_says(self, text: str) -> "Conversation":
        """The bot answers."""
        self.events.append({"event": "bot", "text": text, "data": {}})
        return self

    def in_form(self, asked_for: str | None = None, form: str = "order_form") -> "Conversation":
        """The form has begun, and has asked for something if told so."""
        self.does(form)
        self.events.append({"event": "active_loop", "name": form})
        self.loop = form
        return self.set(requested_slot=asked_for) if asked_for else self

    def checked_by_form(self, **candidates: Any) -> "Conversation":
        """The form hands the message to its validation, as Rasa does: what was asked for, then the candidates."""
        requested = self.slots.get("requested_slot")
        return self.set(requested_slot=requested).does("order_form").set(**candidates)

    def apply(self, events: list[dict[str, Any]]) -> "Conversation":
        """What an action returned becomes part of the conversation."""
        for event in events:
            if event["event"] == "slot":
                self.set(**{event["name"]: event["value"]})
            else:
                self.events.append(event)
        return self

    def state(self) -> dict[str, Any]:
        """The tracker as it is sent."""
        return copy.deepcopy(
            {
                "sender_id": self.id,
                "slots": self.slots,
                "latest_message": self.message,
                "events": self.events,
                "paused": False,
                "followup_action": None,
                "active_loop": {"name": self.loop} if self.loop else {},
                "latest_action_name": "action_listen",
                "latest_input_channel": "desk",
            }
        )

    def call(self, action: str) -> dict[str, Any]:
        """The body of an action call."""
        return {
            "next_action": action,
            "sender_id": self.id,
            "tracker": self.state(),
            "domain": DOMAIN,
            "version": "3.6.21",
        }


def about(entry: Entry, wish: str = "track", number: str | None = None) -> Conversation:
    """A signed-in customer asks about an order: their own, or another number."""
    number = number or entry.number
    conversation = Conversation(signed_in(entry.customer_id), id=f"c_{entry.customer_id}_{number}")
    return conversation.says(f"about {number}", INTENTS[wish], order_wish=wish, order_number=number)


def guest_about(number: str, email: str, wish: str = "track") -> Conversation:
    """A guest gave number and e-mail."""
    return Conversation().says(email, "give_details", order_wish=wish, order_number=number, email=email)


@dataclass(frozen=True)
class Outcome:
    """What an action said and changed."""

    responses: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """Everything said, in one piece."""
        return "\n".join(message["text"] for message in self.responses if message["text"])

    @property
    def quick_replies(self) -> list[tuple[str, str]]:
        """Label and payload of every button."""
        return [(b["title"], b["payload"]) for message in self.responses for b in message["buttons"]]

    @property
    def offers_a_person(self) -> bool:
        """True when a button asks the desk for a person."""
        return ("Talk to a person", "desk:request_agent") in self.quick_replies

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards shown."""
        return self._customs("card")

    @property
    def facts(self) -> list[dict[str, Any]]:
        """The facts noted for the brief."""
        return self._customs("fact")

    @property
    def goodwill(self) -> list[dict[str, Any]]:
        """Orders for which the desk may do something kind."""
        return self._customs("goodwill")

    @property
    def handoffs(self) -> list[dict[str, Any]]:
        """The handoffs asked for."""
        return self._customs("handoff")

    @property
    def slots(self) -> dict[str, Any]:
        """The slots as the action left them."""
        return {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}

    def _customs(self, kind: str) -> list[dict[str, Any]]:
        return [message["custom"][kind] for message in self.responses if kind in message["custom"]]


async def run(action: Any, conversation: Conversation) -> Outcome:
    """Run one action on a conversation, the way rasa_sdk's executor does."""
    dispatcher = CollectingDispatcher()
    call = conversation.call(action.name())
    events = await action.run(dispatcher, Tracker.from_dict(call["tracker"]), call["domain"])
    return Outcome(dispatcher.messages, events)
