"""The order form: which order; for guests which e-mail address, and for more than a look the code of a letter."""

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.interfaces import ActionExecutionRejection, Tracker
from rasa_sdk.types import DomainDict

from actions import assembly
from actions.assembly import Parts
from actions.guest_code import check_code, code_answer, letter_or_end, needs_code
from actions.guest_proof import CODE_SLOT, PROOF_SLOT
from actions.order_form import (
    FORM,
    MOST_INVALID_ANSWERS,
    PROOFS,
    asked_before,
    changed_wish,
    gave_up,
    invalid_answers,
    lacking_answers,
)
from actions.promises import say_promises
from actions.proofs import Proof, clean_email, is_answer, is_lacking, named_order_number, order_numbers
from actions.reply import PERSON, Reply
from actions.shop_errors import ShopAnswerInvalid, ShopUnavailable
from actions.trouble_words import shop_trouble
from actions.turn import Turn, read_turn
from actions.wish import Event, guarded

WRONG_NUMBER = "That does not look like one of our order numbers: they have five digits, like 20417."
WRONG_EMAIL = "That does not look like a complete e-mail address. I need it in full, like ana@example.com."
GIVE_UP = (
    "I still cannot make it out, and I do not want to keep asking. A person can find your order with you another way."
)
WITHOUT_IT = "Then I cannot look the order up. A person can find it with you another way, by your name or your address."
ONE_AT_A_TIME = "I can look at one order at a time. Which one first?"


class ValidateOrderForm(FormValidationAction):
    """Checks what the form was told. Side questions go back to Rasa, which answers them and returns to the form."""

    def __init__(self, parts: Parts | None = None) -> None:
        self._parts = parts

    @property
    def parts(self) -> Parts:
        """The shop and the calendar, those of the process unless others were given."""
        return self._parts or assembly.parts()

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[Event]:
        """Called by Rasa whenever the form runs. Raises only ActionExecutionRejection (the message is for others)."""
        reply = Reply()

        async def work() -> list[Event]:
            said = CollectingDispatcher()
            events: list[Event] = await super(ValidateOrderForm, self).run(said, tracker, domain)
            for message in said.messages:
                _adopt(message, reply)
            return await self._close(read_turn(tracker), events, reply)

        events = await guarded(self.name(), reply, work, after_failure=lambda: [SlotSet(REQUESTED_SLOT, None)])
        reply.send(dispatcher)
        return events

    async def required_slots(
        self,
        domain_slots: list[str],  # noqa: ARG002 - decided here, not in the domain
        dispatcher: CollectingDispatcher,  # noqa: ARG002
        tracker: Tracker,
        domain: DomainDict,  # noqa: ARG002
    ) -> list[str]:
        """The number; from guests the e-mail address, and for more than state and dates the code of a letter."""
        turn = read_turn(tracker)
        if turn.claim is not None:
            return ["order_number"]
        return [*PROOFS, CODE_SLOT] if needs_code(turn) else list(PROOFS)

    def extract_order_number(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Event:  # noqa: ARG002
        """The number in an answer that no entity was found in; outside an answer only one that is called a number."""
        turn = read_turn(tracker)
        if turn.order_number is not None:
            return {}
        if turn.slots.get(REQUESTED_SLOT) == "order_number" and is_answer(turn.text, "order_number"):
            return {"order_number": turn.text.strip()}
        number = named_order_number(turn.text)
        return {"order_number": number} if number else {}

    def extract_email(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Event:  # noqa: ARG002
        """The address in an answer that no entity was found in."""
        turn = read_turn(tracker)
        if turn.email is None and turn.slots.get(REQUESTED_SLOT) == "email" and is_answer(turn.text, "email"):
            return {"email": turn.text.strip()}
        return {}

    def extract_order_code(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Event:  # noqa: ARG002
        """The message that answers the question for the code."""
        return code_answer(read_turn(tracker))

    async def validate_order_code(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,  # noqa: ARG002
    ) -> Event:
        """How far the proof has come with this message; the code itself is not kept."""
        noted = Reply()
        proof = await check_code(read_turn(tracker), self.parts.shop, noted) if value is not None else None
        noted.send(dispatcher)
        return {CODE_SLOT: None, **({PROOF_SLOT: proof.as_slot()} if proof else {})}

    def validate_order_number(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,  # noqa: ARG002
    ) -> Event:
        """The number in plain digits, or None and a kind word."""
        numbers = order_numbers(value)
        if len(numbers) == 1:
            return {"order_number": numbers[0]}
        if numbers:
            dispatcher.utter_message(ONE_AT_A_TIME)
        elif value is not None:
            self._refuse("order_number", WRONG_NUMBER, dispatcher, tracker)
        return {"order_number": None}

    def validate_email(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,  # noqa: ARG002
    ) -> Event:
        """The address in lower case, or None and a kind word."""
        address = clean_email(value)
        if address is None and value is not None:
            self._refuse("email", WRONG_EMAIL, dispatcher, tracker)
        return {"email": address}

    async def next_requested_slot(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Event | None:
        """The next thing to ask for; None as value ends the form: all known, or given up kindly."""
        turn = read_turn(tracker)
        if gave_up(turn.events):
            return SlotSet(REQUESTED_SLOT, None)
        required = await self.required_slots(self.domain_slots(domain), dispatcher, tracker, domain)
        known = {"order_number": turn.order_number, "email": turn.email, CODE_SLOT: turn.claim}
        return SlotSet(REQUESTED_SLOT, next((slot for slot in required if known[slot] is None), None))

    def _refuse(self, slot: Proof, words: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        turn = read_turn(tracker)
        asked_for = turn.slots.get(REQUESTED_SLOT)
        if asked_for in PROOFS and not is_answer(turn.text, asked_for):
            # Something in a side question looked like an answer; Rasa answers the question and comes back.
            raise ActionExecutionRejection(self.name(), f"{slot} was not what the message is about")
        if invalid_answers(turn.events) + 1 < MOST_INVALID_ANSWERS:
            dispatcher.utter_message(words)

    async def _close(self, turn: Turn, events: list[Event], reply: Reply) -> list[Event]:
        """The letter when it is due, and what is said when the form ends without an order.

        Who asks after something a person promised hears of that, and is not asked for a number first.
        """
        asks = turn.slot_text("order_wish") in (None, "track", "refund")
        first = asks and turn.order_number is None and not asked_before(turn.events)
        if first and say_promises(turn.text, turn.speaker.promises, reply):
            return [*(event for event in events if event.get("name") != REQUESTED_SLOT), SlotSet(REQUESTED_SLOT, None)]
        try:
            if SlotSet(REQUESTED_SLOT, CODE_SLOT) in events:
                events = await letter_or_end(turn, self.parts.shop, events, reply)
        except (ShopUnavailable, ShopAnswerInvalid):
            reply.withdraw()
            shop_trouble(turn, reply, may_have_acted=False)
            kept = [event for event in events if event.get("name") != REQUESTED_SLOT]
            return [*kept, SlotSet(REQUESTED_SLOT, None)]
        return _closing_words(turn, events, reply)


def _adopt(message: dict[str, Any], reply: Reply) -> None:
    """What a check said or noted becomes part of the form's reply."""
    fact = (message.get("custom") or {}).get("fact")
    if fact:
        reply.note(fact["asked"], fact["answered"], ok=fact["ok"])
    else:
        reply.say(message["text"])


def _closing_words(turn: Turn, events: list[Event], reply: Reply) -> list[Event]:
    """What is said when the form ends without an order, and the sign that a new wish inside the form is welcome."""
    if gave_up(turn.events):
        reply.withdraw()
        reply.say(WITHOUT_IT if lacking_answers(turn.events) else GIVE_UP, PERSON)
    asked_for = turn.slots.get(REQUESTED_SLOT)
    if asked_for not in (*PROOFS, CODE_SLOT) or any(event.get("name") != REQUESTED_SLOT for event in events):
        return events
    # Without a slot of its own in the answer, Rasa would take the message for a side question.
    if changed_wish(turn.events):
        return [*events, SlotSet("order_wish", turn.slots.get("order_wish"))]
    return [*events, SlotSet(asked_for, None)] if is_lacking(turn.text) else events
