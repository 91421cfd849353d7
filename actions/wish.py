"""What all wishes share: one way in from Rasa, and one place where failures become words."""

import asyncio
import traceback
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

import structlog
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, ActionExecutionRejection, Tracker
from rasa_sdk.types import DomainDict

from actions import assembly
from actions.assembly import Parts
from actions.confirmation import ask_again
from actions.guest_proof import PROOF_SLOT
from actions.promises import say_promises
from actions.reply import PERSON, Reply
from actions.shop_errors import OrderNotFound, ShopAnswerInvalid, ShopUnavailable
from actions.trouble_words import not_found, proof_over, shop_trouble
from actions.turn import Turn, read_turn

Event = dict[str, Any]
# Rasa is waiting, and behind it a person: whatever happens, an action ends within this many seconds.
LONGEST_ACTION = 4.8
SOMETHING_BROKE = (
    "I am sorry, something on our side did not work just now, so I cannot answer this. "
    "Please try again in a minute, or talk to a person."
)
log = structlog.get_logger(__name__)


class Wish(Action, ABC):
    """One thing a customer may want. Subclasses say what it is called and how it is answered.

    Rasa's executor makes each wish without arguments; tests pass the parts in.
    """

    promises_instead: ClassVar[bool] = False
    """Whether a customer who asks after something a person promised hears of that instead of this answer."""
    tells_notices = True
    """Whether a trouble the speaker's order is in is told first; not where nobody knows what they asked."""

    def __init__(self, parts: Parts | None = None) -> None:
        self._parts = parts

    @property
    def parts(self) -> Parts:
        """The shop and the calendar, those of the process unless others were given."""
        return self._parts or assembly.parts()

    @abstractmethod
    def name(self) -> str:
        """The name in the domain."""

    @abstractmethod
    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        """Say something in `reply` and return the events for the tracker. May raise any ShopError."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[Event]:  # noqa: ARG002
        """Called by the executor. Never raises, never stays silent, always ends within LONGEST_ACTION seconds."""
        reply = Reply()

        async def work() -> list[Event]:
            return await self._answer_or_explain(read_turn(tracker), reply)

        events = await guarded(self.name(), reply, work, after_failure=end_of_wish)
        reply.send(dispatcher)
        return events

    async def _answer_or_explain(self, turn: Turn, reply: Reply) -> list[Event]:
        if self.tells_notices and turn.notice is not None:
            reply.say(turn.notice)
        if self.promises_instead and say_promises(turn.text, turn.speaker.promises, reply):
            return [] if turn.form is not None else ask_again(turn, reply)
        try:
            return await self.answer(turn, reply)
        except OrderNotFound:
            reply.withdraw()
            if turn.claim is not None and not turn.speaker.verified:
                proof_over(turn, reply)
                return [SlotSet(PROOF_SLOT, None), *end_of_wish()]
            not_found(turn, reply)
            # The next question must ask for number and address anew.
            return [SlotSet("order_number", None), SlotSet("email", None), *end_of_wish()]
        except (ShopUnavailable, ShopAnswerInvalid) as error:
            reply.withdraw()
            shop_trouble(turn, reply, may_have_acted=getattr(error, "may_have_acted", False))
            return end_of_wish()


async def guarded(
    action: str,
    reply: Reply,
    work: Callable[[], Awaitable[list[Event]]],
    *,
    after_failure: Callable[[], list[Event]],
) -> list[Event]:
    """Run an action's work; whatever it did not foresee is logged without personal data and becomes an apology."""
    try:
        async with asyncio.timeout(LONGEST_ACTION):
            return await work()
    except ActionExecutionRejection:
        # Not a failure: a form says that this message is for somebody else.
        raise
    except Exception as error:  # noqa: BLE001 - the one place where nothing may get past
        frame = traceback.extract_tb(error.__traceback__)[-1]
        # No traceback and no message in the log: both can hold what the customer wrote.
        place = f"{frame.name}:{frame.lineno}"
        log.error("action_failed", action=action, error=type(error).__name__, at=place)  # noqa: TRY400
        reply.withdraw()
        reply.say(SOMETHING_BROKE, PERSON)
        return after_failure()


def end_of_wish() -> list[Event]:
    """The wish is done: the order number stays for follow-ups, the rest is cleared, and the customer has the word.

    Rules that look at the cleared slots would no longer know what comes next, so the listening is said outright.
    """
    cleared = [SlotSet(name, None) for name in ("order_wish", "pending_confirmation", "return_reason")]
    return [*cleared, FollowupAction("action_listen")]


def end_of_side_wish(turn: Turn, reply: Reply) -> list[Event]:
    """Like end_of_wish, but a yes or no that was asked for before this wish came in is asked for again."""
    asked_again = ask_again(turn, reply)
    if not asked_again:
        return end_of_wish()
    return [SlotSet("order_wish", None), *asked_again, FollowupAction("action_listen")]
