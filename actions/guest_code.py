"""The steps by which a guest proves an order inside the order form: the letter, the code, and giving up kindly."""

from dataclasses import replace

from rasa_sdk.events import SlotSet
from rasa_sdk.forms import REQUESTED_SLOT

from actions.guest_proof import (
    CODE_SLOT,
    MOST_WRONG_CODES,
    PROOF_SLOT,
    GuestProof,
    asks_again,
    code_in,
    is_half_a_code,
    wants_all,
)
from actions.order_form import texts_of_run
from actions.reply import PERSON, QuickReply, Reply
from actions.shop_client import ShopClient
from actions.shop_errors import CodeRefused, ShopAnswerInvalid, ShopUnavailable, TooManyTries
from actions.trouble_words import GUEST_WISHES
from actions.turn import Turn
from actions.wish import Event, Wish

AGAIN = QuickReply("Send it again", "Please send the code again")
STOPPED = (
    "I cannot check this any further for now, to keep the order safe. A person can find out with you whether it is "
    "yours, or you sign in on our account page and write to me there."
)
# Said while a code is asked for, these are no side questions: the form asks once more.
_STAYS = frozenset([
    "affirm", "give_details", "thanks", "greet", "track_order", "order_status", "delivery_date", "delivery_late",
    "cancel_order", "return_item", "refund_status", "nlu_fallback"
])  # fmt: skip


class AskOrderCode(Wish):
    """Asks for the code of the letter, in words that fit what happened just before."""

    def name(self) -> str:
        return f"action_ask_{CODE_SLOT}"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        proof = turn.proof
        state = proof.state if proof else "asked"
        if state == "wrong":
            reply.say("That code does not open the order. Please look at the six digits once more.", AGAIN, PERSON)
        elif state == "unreached":
            reply.say(
                "I could not reach our order system just now; it is us, not you. Please send me the code again in a "
                "minute.",
                PERSON,
            )
        elif state == "again":
            reply.say(
                "It is on its way once more, if number and e-mail address belong together. Only the newest code "
                "counts. Please look among unwanted mail, too.",
                PERSON,
            )
        elif turn.text and code_in(turn.text) is None and is_half_a_code(turn.text) and _was_asked(turn):
            reply.say("The code has six digits. You find it in the letter I sent.", AGAIN, PERSON)
        elif _was_asked(turn):
            reply.say("To go on I need the six digits from the letter.", AGAIN, PERSON)
        else:
            reply.say(
                f"To {_purpose(turn)} I need to be sure that the order is yours. If number and e-mail address belong "
                "together, a letter with a six-digit code is on its way to that address now. Please type the code "
                "here. Or sign in on our account page and write to me there.",
                AGAIN,
                PERSON,
            )
        return [SlotSet(PROOF_SLOT, replace(proof, state="asked").as_slot())] if proof else []


def needs_code(turn: Turn) -> bool:
    """True when a guest wants more than state and dates and has not proved this order yet."""
    if turn.speaker.verified or turn.claim is not None:
        return False
    wish = turn.slot_text("order_wish")
    return wish in GUEST_WISHES or any(wants_all(text) for text in texts_of_run(turn.events))


def code_answer(turn: Turn) -> dict[str, object]:
    """The slot for a message that was sent while the code was asked for; empty for a side question."""
    if turn.slots.get(REQUESTED_SLOT) != CODE_SLOT or turn.claim is not None:
        return {}
    stays = turn.intent in _STAYS or is_half_a_code(turn.text)
    return {CODE_SLOT: turn.text} if code_in(turn.text) or asks_again(turn.text) or stays else {}


async def check_code(turn: Turn, shop: ShopClient, reply: Reply) -> GuestProof | None:
    """What the message changes about the proof: opened, wrong, or the letter wanted again. None: nothing."""
    proof, code = turn.proof, code_in(turn.text)
    if proof is None or proof.number != turn.order_number:
        return None
    if code is None:
        return replace(proof, state="again") if asks_again(turn.text) else proof
    try:
        with reply.asking(f"code for order {proof.number}") as fact:
            await shop.confirm_code(proof.number, code, turn.conversation_id, turn.speaker.address)
            fact.answered = "right: the order is this guest's"
    except CodeRefused:
        wrong = proof.wrong + 1
        return replace(proof, state="stopped" if wrong >= MOST_WRONG_CODES else "wrong", wrong=wrong)
    except TooManyTries:
        return replace(proof, state="stopped")
    except (ShopUnavailable, ShopAnswerInvalid):
        return replace(proof, state="unreached")
    return replace(proof, state="open")


async def letter_or_end(turn: Turn, shop: ShopClient, events: list[Event], reply: Reply) -> list[Event]:
    """When the form has come to the code: have the letter sent where that is due, or end the form kindly."""
    proof, number = turn.proof, turn.order_number
    if number is None or turn.email is None:
        return events
    if proof is not None and proof.number == number and proof.state == "stopped":
        return _end(events, reply)
    if proof is not None and proof.number == number and proof.state != "again":
        return events
    known = proof if proof is not None and proof.number == number else GuestProof(number, "asked")
    try:
        with reply.asking(f"a code for order {number}, by letter") as fact:
            await shop.ask_for_code(number, turn.email, turn.conversation_id, turn.speaker.address)
            # Nobody but the shop knows whether there was a letter.
            fact.answered = "sent, if number and e-mail belong together"
    except (TooManyTries, ShopUnavailable, ShopAnswerInvalid) as error:
        if isinstance(error, TooManyTries):
            return _end(events, reply)
        raise
    return [*events, SlotSet(PROOF_SLOT, known.as_slot())]


def _end(events: list[Event], reply: Reply) -> list[Event]:
    reply.withdraw()
    reply.say(STOPPED, PERSON)
    kept = [event for event in events if event.get("name") != REQUESTED_SLOT]
    return [*kept, SlotSet(PROOF_SLOT, None), SlotSet(CODE_SLOT, None), SlotSet(REQUESTED_SLOT, None)]


def _was_asked(turn: Turn) -> bool:
    """True when the form has asked for the code before this message."""
    asked = f"action_ask_{CODE_SLOT}"
    heard = [index for index, event in enumerate(turn.events) if event.get("event") == "user"]
    before = turn.events[: heard[-1]] if heard else ()
    for event in reversed(before):
        if event.get("event") == "active_loop":
            return False
        if event.get("event") == "action" and event.get("name") == asked:
            return True
    return False


def _purpose(turn: Turn) -> str:
    return GUEST_WISHES.get(turn.slot_text("order_wish") or "", "show you the whole order")
