"""The return form: one question, why it goes back, which may be skipped."""

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.reply import Reply
from actions.return_reason import CHOICES, RETURN_FORM, RETURN_REASON, reason_in_answer
from actions.turn import Turn, read_turn
from actions.wish import Event, Wish, guarded


class AskReturnReason(Wish):
    """Asks why, and says that it may be skipped."""

    def name(self) -> str:
        return "action_ask_return_reason"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:  # noqa: ARG002 - the question is always the same
        reply.say("May I ask why? It helps us; you can also skip it.", *CHOICES)
        return []


class ValidateReturnForm(FormValidationAction):
    """Takes any answer for a reason, except what is plainly about something else."""

    def name(self) -> str:
        return f"validate_{RETURN_FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[Event]:
        """Called by Rasa whenever the form runs. Raises nothing; whatever fails ends the form without a reason."""
        reply = Reply()

        async def work() -> list[Event]:
            events: list[Event] = await super(ValidateReturnForm, self).run(dispatcher, tracker, domain)
            return events

        events = await guarded(self.name(), reply, work, after_failure=lambda: [SlotSet(REQUESTED_SLOT, None)])
        reply.send(dispatcher)
        return events

    async def required_slots(
        self,
        domain_slots: list[str],  # noqa: ARG002 - one question, whatever the domain says
        dispatcher: CollectingDispatcher,  # noqa: ARG002
        tracker: Tracker,  # noqa: ARG002
        domain: DomainDict,  # noqa: ARG002
    ) -> list[str]:
        """The reason is all there is to ask."""
        return [RETURN_REASON]

    def extract_return_reason(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Event:  # noqa: ARG002
        """The latest message, when the form has asked for it; a side question goes back to Rasa."""
        turn = read_turn(tracker)
        if turn.slots.get(REQUESTED_SLOT) != RETURN_REASON:
            return {}
        reason: Any = reason_in_answer(turn.text, turn.intent)
        return {RETURN_REASON: reason} if reason else {}
