"""A routine question gets the shop's answer; one we have no answer for, an honest word and the offer of a person."""

from actions import catalogue, spoken
from actions.answers import routine_answers
from actions.confirmation import ask_again
from actions.reply import PERSON, QuickReply, Reply
from actions.turn import Turn
from actions.wish import Event, Wish

PRODUCT_QUESTIONS = ("product_availability", "product_info")
HELPED, NOT_HELPED = QuickReply("That helped", "Thanks, that helped"), QuickReply("No", "No")
DID_IT_HELP = "Did that help? If not, I will try another way."


class AnswerQuestion(Wish):
    """Answers by the intent of the latest message; what a form or a confirmation was asking is not lost."""

    def name(self) -> str:
        return "action_answer_question"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if turn.intent in PRODUCT_QUESTIONS:
            await self._about_a_product(turn, reply)
        else:
            _routine(turn, reply)
        return [] if turn.form is not None else ask_again(turn, reply)

    async def _about_a_product(self, turn: Turn, reply: Reply) -> None:
        with reply.asking("the catalogue") as fact:
            # The bot knows misspelt names too; the catalogue knows new products before the bot does.
            products = catalogue.matching(turn.entity("product") or turn.text, await self.parts.shop.products())
            fact.answered = spoken.listed([product.name for product in products[:4]]) or "nothing of that name"
        if not products:
            catalogue.say_unknown(reply)
        elif len(products) > 1:
            catalogue.say_which(products, turn.intent or "", reply)
        elif turn.intent == "product_availability":
            catalogue.say_availability(products[0], reply, size=turn.entity("size"), colour=turn.entity("colour"))
        else:
            catalogue.say_product(products[0], reply)


def _routine(turn: Turn, reply: Reply) -> None:
    answer = routine_answers().get(turn.intent or "")
    if answer is None:
        reply.say("I am sorry, I do not know that. A person can tell you.", PERSON)
        return
    if turn.form is not None or turn.slot_text("pending_confirmation") is not None:
        # Another question of ours follows right away; two rows of buttons would compete.
        reply.say(answer.text)
        return
    steps = [QuickReply(step.label, step.says) for step in answer.next]
    if answer.otherwise is None:
        reply.say(answer.text, *steps)
    else:
        reply.say(f"{answer.text} {DID_IT_HELP}", *steps, HELPED, NOT_HELPED)
