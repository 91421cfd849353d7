"""A routine question gets the shop's answer; one we have no answer for, an honest word and the offer of a person."""

from rasa_sdk.events import SlotSet

from actions import catalogue, spoken
from actions.answers import routine_answers
from actions.confirmation import choices, last_asked
from actions.order_form import FORM
from actions.reply import PERSON, QuickReply, Reply
from actions.turn import Turn
from actions.wish import Event, Wish

PRODUCT_QUESTIONS = ("product_availability", "product_info")
HELPED = QuickReply("That helped", "Thanks, that helped")
QUESTION_AGAIN = {
    "cancel": "And order {number}: shall I cancel it?",
    "return": "And order {number}: shall I register the return?",
}


class AnswerQuestion(Wish):
    """Answers by the intent of the latest message; what a form or a confirmation was asking is not lost."""

    def name(self) -> str:
        return "action_answer_question"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if turn.intent in PRODUCT_QUESTIONS:
            await self._about_a_product(turn, reply)
        else:
            _routine(turn, reply)
        return _back_to_the_question(turn, reply)

    async def _about_a_product(self, turn: Turn, reply: Reply) -> None:
        with reply.asking("the catalogue") as fact:
            products = catalogue.matching(turn.text, await self.parts.shop.products())
            fact.answered = spoken.listed([product.name for product in products[:4]]) or "nothing of that name"
        if not products:
            catalogue.say_unknown(reply)
        elif len(products) > 1:
            catalogue.say_which(products, turn.intent or "", reply)
        elif turn.intent == "product_availability":
            catalogue.say_availability(products[0], reply)
        else:
            catalogue.say_product(products[0], reply)


def _routine(turn: Turn, reply: Reply) -> None:
    answer = routine_answers().get(turn.intent or "")
    if answer is None:
        reply.say("I am sorry, I do not know that. A person can tell you.", PERSON)
        return
    replies = [QuickReply(step.label, step.says) for step in answer.next]
    busy = turn.form == FORM or turn.slot_text("pending_confirmation") is not None
    if busy:
        # Another question of ours follows right away; two rows of buttons would compete.
        replies = []
    elif answer.person:
        replies += [HELPED, PERSON]
    reply.say(answer.text, *replies)


def _back_to_the_question(turn: Turn, reply: Reply) -> list[Event]:
    asked = last_asked(turn.events)
    if asked is None or asked.number is None or turn.form == FORM:
        return []
    if asked.kind == "cancel":
        reply.say(QUESTION_AGAIN["cancel"].format(number=asked.number), *choices("cancel"))
    elif asked.kind == "return":
        reply.say(QUESTION_AGAIN["return"].format(number=asked.number), *choices("return"))
    # Asked anew, so that the very next "yes" belongs to this question.
    return [SlotSet("order_number", asked.number), SlotSet("pending_confirmation", asked.kind)]
