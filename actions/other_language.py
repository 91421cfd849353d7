"""A message in a language the bot cannot read: an honest word, in that language where we have one, and a person."""

from actions.answers import other_languages
from actions.reply import PERSON, Reply
from actions.turn import Turn
from actions.wish import Event, Wish


class SayOtherLanguage(Wish):
    """Says that the bot reads only English and offers a person. Nothing else of the conversation changes."""

    tells_notices = False

    def name(self) -> str:
        return "action_other_language"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        say_only_english(turn, reply)
        return []


def say_only_english(turn: Turn, reply: Reply) -> None:
    """Without a sentence in the customer's language, plain short English."""
    language = other_languages().get(turn.language or "")
    if language is None:
        reply.say("I am a bot and read only English. If you like, a person can help you.", PERSON)
        return
    reply.say(
        f"{language.sentence}\nI think this is {language.name}; I am a bot and read only English. "
        "If you like, a person can help you.",
        PERSON,
    )
