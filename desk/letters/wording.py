"""What letters and transcripts say. Pure; every word of somebody else's is escaped in HTML and harmless in a header."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from desk.attachments.attached import in_words
from desk.conversations.entry import AuthorKind, Entry, Message
from desk.customers.customer import Customer
from desk.letters.ports import Outgoing

ORDER_LEFT_OUT = "[Details of an order: they stay in the chat and are not sent by e-mail.]"
DELETED = "[Message deleted]"
SUBJECT_LENGTH = 120


@dataclass(frozen=True)
class Sender:
    """In whose name letters are written."""

    shop: str
    assistant: str
    zone: tzinfo


def answer(
    to: str, reference: str, answers: Sequence[Entry], customer: Customer, link: str, sender: Sender
) -> Outgoing:
    """The letter with what was answered, and the way back into the conversation."""
    last = answers[-1].author
    subject = f"{last.name} from {sender.shop} answered you" if last.kind is AuthorKind.AGENT else "An answer for you"
    quoted = [(_who(entry, sender), _quotable(entry, customer.verified)) for entry in answers]
    return _letter(to, reference, subject, _greeting(customer), quoted, _way_back(link), sender)


def notice(to: str, reference: str, told: Entry, customer: Customer, link: str, sender: Sender) -> Outgoing:
    """The letter with something the desk itself has to say; `link` leads to where it can be answered."""
    asks = told.message is not None and bool(told.message.quick_replies)
    subject = f"Did it hold? {sender.shop}" if asks else f"You told us, and {sender.shop} changed it"
    quoted = [(_who(told, sender), _quotable(told, orders=False))]
    way = [("Answer with one tap:", link), *_way_back("")[1:]] if asks else _way_back(link)
    return _letter(to, reference, subject, _greeting(customer), quoted, way, sender)


def transcript(
    to: str, reference: str, entries: Sequence[Entry], customer: Customer, link: str, sender: Sender
) -> Outgoing:
    """The letter with a whole conversation, since its reader asked for it."""
    quoted = [
        (f"{_moment(entry.at, sender.zone)}  {_who(entry, sender)}", _quotable(entry, customer.verified))
        for entry in entries
    ]
    subject = f"Your conversation with {sender.shop}"
    return _letter(to, reference, subject, _greeting(customer), quoted, _way_back(link), sender)


def promised(to: str, reference: str, entry: Entry, customer: Customer, link: str, sender: Sender) -> Outgoing:
    """The letter with what is promised instead, before the day that was promised at first is over."""
    quoted = [(sender.shop, _quotable(entry, customer.verified))]
    subject = f"{sender.shop} has to move something we promised you"
    back = _way_back(link, "You get this letter because something was promised to you in our chat.")
    return _letter(to, reference, subject, _greeting(customer), quoted, back, sender)


def as_text_file(entries: Sequence[Entry], sender: Sender, now: datetime) -> str:
    """A conversation as its own customer keeps it: everything they see on their screen, as plain text."""
    head = f"Conversation with {sender.shop}\nSaved {_moment(now, sender.zone)}\n"
    lines = [
        f"[{_moment(entry.at, sender.zone)}] {_who(entry, sender)}\n{_indented(_quotable(entry, orders=True))}\n"
        for entry in entries
    ]
    return "\n".join([head, *lines])


def _letter(
    to: str,
    reference: str,
    subject: str,
    greeting: str,
    quoted: Sequence[tuple[str, str]],
    way_back: Sequence[tuple[str, str | None]],
    sender: Sender,
) -> Outgoing:
    said = "\n\n".join(f"{who}:\n\n{_indented(words)}" for who, words in quoted)
    back = "\n\n".join(f"{words}\n{link}" if link else words for words, link in way_back)
    text = f"{greeting}\n\n{said}\n\n{back}\n\n{sender.shop}\n"
    return Outgoing(to, in_header(subject), text, _html(greeting, quoted, way_back, sender), reference)


def _html(
    greeting: str, quoted: Sequence[tuple[str, str]], way_back: Sequence[tuple[str, str | None]], sender: Sender
) -> str:
    said = "".join(
        f"<p>{html.escape(who)}:</p><blockquote>{html.escape(words).replace(chr(10), '<br>')}</blockquote>"
        for who, words in quoted
    )
    back = "".join(
        f'<p><a href="{html.escape(link)}">{html.escape(words)}</a></p>' if link else f"<p>{html.escape(words)}</p>"
        for words, link in way_back
    )
    body = f"<p>{html.escape(greeting)}</p>{said}{back}<p>{html.escape(sender.shop)}</p>"
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body>{body}</body></html>\n'


def _greeting(customer: Customer) -> str:
    return f"Hello {customer.name}," if customer.verified and customer.name else "Hello,"


GIVEN = "You get this letter because somebody gave us this address in our chat. It was not you? Then ignore it."


def _way_back(link: str, why: str = GIVEN) -> list[tuple[str, str | None]]:
    personal = "#back=" in link
    beware = "This link opens your conversation for a week, without a password. Please keep it to yourself."
    reply = "This address does not read mail: please answer in the chat."
    return [("Go on in the chat:", link), *([(beware, None)] if personal else []), (reply, None), (why, None)]


def _who(entry: Entry, sender: Sender) -> str:
    kind, name = entry.author.kind, entry.author.name
    if entry.message is None or kind is AuthorKind.SYSTEM:
        return sender.shop
    if kind is AuthorKind.CUSTOMER:
        return "You"
    return f"{sender.assistant}, our assistant (a bot)" if kind is AuthorKind.BOT else f"{name} from {sender.shop}"


def _quotable(entry: Entry, orders: bool) -> str:
    """An entry in words; `orders`: whether its reader is known well enough for what it says of an order."""
    if entry.message is None:
        return entry.line or ""
    if entry.message.shows_order and not orders:
        return ORDER_LEFT_OUT
    return words_of(entry.message)


def words_of(message: Message) -> str:
    """A message with what came with it, in words."""
    if message.deleted:
        return DELETED
    files = f"[{in_words(message.attachments)}]" if message.attachments else ""
    return "\n".join(part for part in (message.text, _card(message), files) if part)


def _card(message: Message) -> str:
    if message.card is None or not message.shows_order:
        return ""
    order = message.card["order"]
    return f"[Order {order['number']}: {order['state_label']}]"


def in_header(text: str) -> str:
    """A text on one line, without anything that could end a header or hide in it."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(plain.split())[:SUBJECT_LENGTH]


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
