"""What an action says, gathered first and sent at the end, so that a failure half-way leaves no half sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.articles import Article
from actions.orders import Order, OrderGlance
from actions.shop_answers import order_card
from actions.shop_errors import ShopError


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A button under a message. `sends` is what the customer says by pressing it, or a `desk:` command."""

    label: str
    sends: str


PERSON = QuickReply("Talk to a person", "desk:request_agent")


@dataclass(slots=True)
class Fact:
    """What was asked of the shop and what it answered, for the agent's brief."""

    asked: str
    answered: str = ""


@dataclass(slots=True)
class Reply:
    """Texts, cards, facts and a handoff, in the order in which they go out."""

    _spoken: list[dict[str, Any]] = field(default_factory=list)
    _noted: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str, *quick_replies: QuickReply) -> None:
        """One message with the quick replies under it."""
        buttons = [{"title": reply.label, "payload": reply.sends} for reply in quick_replies]
        self._spoken.append({"text": text, "buttons": buttons})

    def show(self, order: Order | OrderGlance) -> None:
        """The order card under the message said last."""
        self._spoken.append({"json_message": {"card": order_card(order)}})

    def show_article(self, article: Article) -> None:
        """The way to the whole article, under the message said last."""
        self._spoken.append({"json_message": {"card": article.card}})

    def note(self, asked: str, answered: str, *, ok: bool) -> None:
        """A fact for the brief. It stays even when the words about it are withdrawn."""
        self._noted.append({"json_message": {"fact": {"asked": asked, "answered": answered, "ok": ok}}})

    def hand_over(self, reason: str, evidence: list[str]) -> None:
        """Ask the desk for a person. The promise is the desk's, so no words here."""
        self._noted.append({"json_message": {"handoff": {"reason": reason, "evidence": evidence}}})

    def wish_goodwill(self, order_number: str, cause: str) -> None:
        """Something went badly with this order: the desk may give a voucher, if its house lets the bot give any."""
        self._noted.append({"json_message": {"goodwill": {"order_number": order_number, "cause": cause}}})

    @contextmanager
    def asking(self, asked: str) -> Iterator[Fact]:
        """Ask the shop inside this block; answer or failure becomes a fact."""
        fact = Fact(asked)
        try:
            yield fact
        except ShopError as error:
            self.note(asked, error.fact, ok=False)
            raise
        self.note(asked, fact.answered, ok=True)

    def withdraw(self) -> None:
        """Take back what was to be said, but not what was noted."""
        self._spoken.clear()

    def send(self, dispatcher: CollectingDispatcher) -> None:
        """Send everything."""
        for message in (*self._noted, *self._spoken):
            dispatcher.utter_message(**message)
