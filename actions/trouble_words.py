"""Words for when the shop has no answer for us. An order that is not theirs gets those of one that does not exist."""

from actions.reply import PERSON, QuickReply, Reply
from actions.turn import Turn, is_answered

WISH_IN_WORDS = {
    "track": "Where is order {number}?",
    "cancel": "I want to cancel order {number}",
    "return": "I want to return order {number}",
    "refund": "Where is my refund for order {number}?",
}
# What only an owner can have done here, as the end of a sentence that begins with "To".
GUEST_WISHES = {"cancel": "cancel an order", "return": "register a return", "refund": "tell you about a refund"}


def not_found(turn: Turn, reply: Reply) -> None:
    """No such order for this speaker."""
    number = turn.order_number
    if turn.speaker.verified:
        reply.say(
            f"I cannot find order {number} on your account. Please check the number: it has five digits and is in "
            "your confirmation e-mail. If you ordered without signing in, a person can look for it with you.",
            QuickReply("See my orders", "Where is my order?"),
            PERSON,
        )
        return
    reply.say(
        f"I cannot find an order {number} with that e-mail address. Please check both: they are in your "
        "confirmation e-mail. If they are right, a person can look for it with you.",
        QuickReply("Try again", "Where is my order?"),
        PERSON,
    )


def proof_over(turn: Turn, reply: Reply) -> None:
    """The half hour for which a code opens an order has passed."""
    reply.say(
        f"Your code opened order {turn.order_number} for half an hour, and that is over. Shall we do it once more? "
        "Then I have a new code sent to you.",
        *_again(turn),
        PERSON,
    )


def shop_trouble(turn: Turn, reply: Reply, *, may_have_acted: bool) -> None:
    """The shop could not be reached or understood."""
    again = _again(turn)
    if may_have_acted:
        reply.say(
            "I sent this to our order system but got no answer, so I do not know yet whether it went through. "
            "Nothing will be done twice if you try again; or a person can check it for you.",
            *again,
            PERSON,
        )
        return
    reply.say(
        "I could not reach our order system just now, so I cannot look this up. It is us, not you. "
        "Please try again in a minute, or talk to a person.",
        *again,
        PERSON,
    )


def guest_limit(reply: Reply, wish: str) -> None:
    """A guest wants what only an owner can have done, and has not proved it; `wish` is a key of GUEST_WISHES."""
    reply.say(
        f"To {GUEST_WISHES[wish]} I need to know for certain that the order is yours. Please sign in on our account "
        "page and write to me again there. If you ordered without an account, a person can do it with you.",
        PERSON,
    )


def guest_limit_once(turn: Turn, reply: Reply, wish: str) -> None:
    """Like guest_limit, unless the form has just said it because it had no order to pass on."""
    if turn.order_number is not None or not is_answered(turn.events):
        guest_limit(reply, wish)


def proof_missing(turn: Turn, reply: Reply) -> None:
    """We came here without knowing which order it is about. Nothing more is said where the form has just said why."""
    if is_answered(turn.events):
        return
    if turn.order_number is None:
        reply.say("Which order is it about? Please send me its number: five digits, like 20417.", PERSON)
        return
    reply.say(f"Please send me the e-mail address you used for order {turn.order_number} as well.", PERSON)


def _again(turn: Turn) -> tuple[QuickReply, ...]:
    words = WISH_IN_WORDS.get(turn.slot_text("order_wish") or "")
    if words is None or turn.order_number is None:
        return ()
    return (QuickReply("Try again", words.format(number=turn.order_number)),)
