"""A routine question gets the shop's answer; one we have no answer for, an honest word and the offer of a person."""

from actions import catalogue, spoken
from actions.answers import Answer, routine_answers
from actions.articles import Article
from actions.confirmation import ask_again
from actions.reply import PERSON, QuickReply, Reply
from actions.turn import Turn
from actions.wish import Event, Wish

PRODUCT_QUESTIONS = ("product_availability", "product_info")
HELPED, NOT_HELPED = QuickReply("That helped", "Thanks, that helped"), QuickReply("No", "No")
HELPED_AT_ALL = "Did that help?"
DID_IT_HELP = f"{HELPED_AT_ALL} If not, I will try another way."


class AnswerQuestion(Wish):
    """Answers by the intent of the latest message; what a form or a confirmation was asking is not lost."""

    promises_instead = True

    def name(self) -> str:
        return "action_answer_question"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if turn.intent in PRODUCT_QUESTIONS:
            await self._about_a_product(turn, reply)
        else:
            article = await self.parts.articles.answering(turn.intent) if turn.intent else None
            _routine(turn, reply, article)
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


def _routine(turn: Turn, reply: Reply, article: Article | None) -> None:
    answer = routine_answers().get(turn.intent or "")
    if article is not None:
        # What the team wrote is newer than what was shipped; the other way to say it stays.
        answer = Answer(article.summary, answer.otherwise, answer.next) if answer else Answer(article.summary)
    if answer is None:
        reply.say("I am sorry, I do not know that. A person can tell you.", PERSON)
        return
    if turn.form is not None or turn.slot_text("pending_confirmation") is not None:
        # Another question of ours follows right away; two rows of buttons would compete.
        reply.say(answer.text)
    else:
        _ask_whether_it_helped(answer, reply, shown=article is not None)
    if article is not None:
        reply.show_article(article)


def _ask_whether_it_helped(answer: Answer, reply: Reply, *, shown: bool) -> None:
    """Plain facts of the file are not asked about; articles always are, since what is said counts for them."""
    steps = [QuickReply(step.label, step.says) for step in answer.next]
    if answer.otherwise is not None:
        reply.say(f"{answer.text} {DID_IT_HELP}", *steps, HELPED, NOT_HELPED)
    elif shown:
        reply.say(f"{answer.text} {HELPED_AT_ALL}", *steps, HELPED, NOT_HELPED)
    else:
        reply.say(answer.text, *steps)
