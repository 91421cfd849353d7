"""Finding the product a customer talks about, and the words about it. Pure."""

import re
from collections.abc import Sequence

from actions import spoken
from actions.orders import Product
from actions.reply import PERSON, QuickReply, Reply

FEW_LEFT = 5
MOST_OFFERED = 4
# Words of product names that do not tell one product from another, and that are said all the time.
_EMPTY = frozenset(["an", "and", "for", "four", "in", "of", "one", "set", "six", "the", "two", "with"])


def matching(text: str, products: Sequence[Product]) -> list[Product]:
    """The products whose names share the most words with the text; empty when none shares any."""
    said = _words(text)
    scored = [(len(_words(product.name) & said), product) for product in products]
    best = max((score for score, _ in scored), default=0)
    return [product for score, product in scored if score == best] if best else []


def say_availability(product: Product, reply: Reply, *, size: str | None = None, colour: str | None = None) -> None:
    """Is it in stock? The shop tells us the sum, not every size and colour, and so do we.

    `size` and `colour` are what was asked for; one that the product never comes in is said so.
    """
    if product.stock == 0:
        reply.say(f"{product.name} is sold out at the moment. I do not know when it is back; a person can ask.", PERSON)
        return
    asked = ((colour, product.colours), (size, product.sizes))
    missing = [f"in {name}" for name, names in asked if name is not None and _is_strange(name, names)]
    if missing:
        known = [spoken.listed(names) for names in (product.colours, product.sizes) if len(names) > 1]
        only = f" It comes in {', in '.join(known)}." if known else ""
        price = f"It costs {spoken.money(product.price)}."
        reply.say(f"{product.name} does not come {spoken.listed(missing)}.{only} {price}")
        return
    left = f", only {product.stock} left" if product.stock <= FEW_LEFT else ""
    choice = ""
    if len(product.sizes) > 1 or len(product.colours) > 1:
        choice = " Its page shows which sizes and colours are left."
    reply.say(f"Yes, {product.name} is in stock{left}. It costs {spoken.money(product.price)}.{choice}")


def _is_strange(asked: str, known: Sequence[str]) -> bool:
    return asked.casefold() not in {name.casefold() for name in known}


def say_product(product: Product, reply: Reply) -> None:
    """What the catalogue knows about a product."""
    parts = [f"{product.name} costs {spoken.money(product.price)}"]
    if product.sizes:
        parts.append(f"comes in {spoken.listed(product.sizes)}")
    if len(product.colours) > 1:
        parts.append(f"can be had in {spoken.listed(product.colours)}")
    parts.append("is in stock" if product.stock else "is sold out at the moment")
    reply.say(f"{spoken.listed(parts)}. Its page in the shop tells more about material and care.")


def say_which(products: Sequence[Product], intent: str, reply: Reply) -> None:
    """Several products could be meant."""
    question = "Is {name} in stock?" if intent == "product_availability" else "Tell me about {name}"
    choices = [QuickReply(product.name, question.format(name=product.name)) for product in products[:MOST_OFFERED]]
    reply.say("Which one do you mean?", *choices)


def say_unknown(reply: Reply) -> None:
    """Nothing in the catalogue fits the words."""
    reply.say(
        "I did not find that in our shop. If you tell me the product's name as it is on its page, I can look again; "
        "or a person can help.",
        PERSON,
    )


def _words(text: str) -> set[str]:
    plain = re.sub(r"\bt[- ]?shirt", "tshirt", text.lower())
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain)
    return {_singular(word) for word in words if len(word) > 1} - _EMPTY


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
