"""One turn as an action sees it: who speaks, what they said, what is known so far. Read only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.guest_proof import PROOF_SLOT, Claim, GuestProof, read_proof
from actions.promises import Promise, read_promises
from actions.proofs import clean_email, order_numbers

TrackerEvent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the desk vouches for it. Without `customer_id` a guest, whatever else is claimed."""

    customer_id: str | None = None
    address: str | None = None
    """An opaque key of where the browser sits, to count tries by."""
    promises: tuple[Promise, ...] = ()
    """What people of the team promised them, as far as the desk lets them hear of it."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """What to say of troubles their own orders are in, by intent."""

    @property
    def verified(self) -> bool:
        """True for a person who is signed in to the shop."""
        return self.customer_id is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """One intent a message may have had, and how likely it is (0 to 1)."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The latest message and the state of the conversation around it."""

    conversation_id: str
    text: str
    intent: str | None
    speaker: Speaker
    slots: Mapping[str, Any]
    events: tuple[TrackerEvent, ...] = field(repr=False)
    form: str | None = None
    language: str | None = None
    ranking: tuple[Reading, ...] = ()
    entities: tuple[tuple[str, str], ...] = ()

    @property
    def notice(self) -> str | None:
        """What is to be said first to this question: a trouble the speaker's own order is in, not said yet."""
        words = self.speaker.notices.get(self.intent or "")
        return None if words is None or words in said_since(self.events) else words

    @property
    def order_number(self) -> str | None:
        """The order this is about, when exactly one well-formed number is known."""
        numbers = order_numbers(self.slots.get("order_number"))
        return numbers[0] if len(numbers) == 1 else None

    @property
    def email(self) -> str | None:
        """The e-mail address a guest gave, when it is well formed."""
        return clean_email(self.slots.get("email"))

    @property
    def proof(self) -> GuestProof | None:
        """How far a guest has come in proving an order."""
        return None if self.speaker.verified else read_proof(self.slots.get(PROOF_SLOT))

    @property
    def claim(self) -> Claim | None:
        """Why this speaker may see and change the order this is about; None for a guest who has not proved it."""
        if self.speaker.customer_id is not None:
            return Claim("customer_id", self.speaker.customer_id)
        proof = self.proof
        if proof is None or proof.state != "open" or proof.number != self.order_number:
            return None
        return Claim("conversation_id", self.conversation_id)

    def entity(self, name: str) -> str | None:
        """The first thing of that kind in the message, or None."""
        return next((value for kind, value in self.entities if kind == name), None)

    def slot_text(self, name: str) -> str | None:
        """A slot that holds text, or None."""
        value = self.slots.get(name)
        return value if isinstance(value, str) and value.strip() else None


def read_turn(tracker: Tracker) -> Turn:
    """The turn that Rasa's tracker describes."""
    message: Mapping[str, Any] = tracker.latest_message or {}
    intent = message.get("intent") or {}
    return Turn(
        conversation_id=tracker.sender_id,
        text=str(message.get("text") or ""),
        intent=intent.get("name"),
        speaker=_speaker(message.get("metadata")),
        slots=tracker.slots,
        events=tuple(tracker.events or ()),
        form=tracker.active_loop_name,
        language=_language(message.get("language")),
        ranking=read_ranking(message),
        entities=_entities(message.get("entities")),
    )


def read_ranking(message: Mapping[str, Any]) -> tuple[Reading, ...]:
    """What a message may have meant, likeliest first; entries that are not as they should be are left out."""
    ranking = message.get("intent_ranking")
    return tuple(
        Reading(str(each["name"]), float(each["confidence"]))
        for each in (ranking if isinstance(ranking, list) else [])
        if isinstance(each, Mapping) and each.get("name") and isinstance(each.get("confidence"), int | float)
    )


def messages_after(events: tuple[TrackerEvent, ...], start: int) -> Iterator[TrackerEvent]:
    """The customer's messages from `events[start]` on."""
    return (event for event in events[start:] if event.get("event") == "user")


def is_slot(event: TrackerEvent, name: str) -> bool:
    """True when this event sets the named slot."""
    return event.get("event") == "slot" and event.get("name") == name


def said_since(events: tuple[TrackerEvent, ...]) -> list[str]:
    """What the bot has said in answer to the latest message, newest first."""
    said = []
    for event in reversed(events):
        if event.get("event") == "user":
            break
        if event.get("event") == "bot" and event.get("text"):
            said.append(str(event["text"]))
    return said


def is_answered(events: tuple[TrackerEvent, ...]) -> bool:
    """True when the bot has already said something in answer to the latest message."""
    return bool(said_since(events))


def _speaker(metadata: Any) -> Speaker:
    customer = metadata.get("customer") if isinstance(metadata, Mapping) else None
    if not isinstance(customer, Mapping):
        return Speaker()
    given = customer.get("address")
    address = given if isinstance(given, str) and given else None
    promises = read_promises(customer.get("promises"))
    if customer.get("verified") is not True:
        return Speaker(address=address, promises=promises)
    customer_id = customer.get("customer_id")
    known = customer_id if isinstance(customer_id, str) and customer_id else None
    return Speaker(known, address, promises, _notices(customer.get("notices")) if known else {})


def _notices(given: Any) -> Mapping[str, str]:
    told = given.items() if isinstance(given, Mapping) else ()
    return {str(intent): words for intent, words in told if isinstance(words, str) and words.strip()}


def _language(mark: Any) -> str | None:
    code = mark.get("code") if isinstance(mark, Mapping) else None
    return code if isinstance(code, str) else None


def _entities(found: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(each["entity"]), str(each["value"]))
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, Mapping) and each.get("entity") and each.get("value") is not None
    )
