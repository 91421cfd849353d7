"""What letters say: nothing of anybody's breaks out of its place, and strangers read nothing of an order."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.conversations.entry import SYSTEM, Author, AuthorKind, Entry, EntryKind, Message
from desk.customers.customer import Customer
from desk.errors import DeskError
from desk.letters import wording
from desk.letters.address import checked_email
from desk.letters.return_link import ReturnLinks
from desk.letters.wording import Sender
from desk.settings import SettingsRefused, read
from desk.smtp import composed, mail_server

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
SHOP = Sender("Fern & Oak", "Fern", UTC)
VISITOR = Customer("p_1", NOW)
ANA = Customer("p_2", NOW, "C1003", "Ana", "ana@example.com")
CARD = {"kind": "order", "order": {"number": "20417", "state_label": "Shipped"}}


def said(text: str, kind: AuthorKind = AuthorKind.AGENT, name: str = "Maya", card: bool = False, seq: int = 1) -> Entry:
    message = Message(f"m{seq}", text, card=CARD if card else None)
    return Entry("c_1", seq, EntryKind.MESSAGE, NOW, Author(kind, name), message)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (" ana@example.com ", "ana@example.com"),
        ("a.b+c@mail.example.co", "a.b+c@mail.example.co"),
        ("ana@müller.example", "ana@xn--mller-kva.example"),
    ],
)
def test_addresses_are_taken(given: str, taken: str) -> None:
    """Trimmed, with a domain that any mail server reads."""
    assert checked_email(given) == taken


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@example",
        "a b@example.com",
        "ana@exa mple.com",
        "ana@example.com\nBcc: x@y.z",
        "ana@example.com\r\nBcc: x@y.example",
        "ana@example.com>, <eve@example.com",
        "ana@example.com,eve@example.com",
        '"x\r\n"@example.com',
        "ana\x00@example.com",
        "ana@-example.com",
        "ana@example..com",
        ".ana@example.com",
        "a" * 65 + "@example.com",
        "ana@" + "a." * 130 + "com",
        "ana@127.0.0.1",
        "a@b@example.com",
        "ana@exam\u2028ple.com",
    ],
)
def test_what_is_no_address_is_refused(given: str) -> None:
    """Above all what would become a header or a second recipient."""
    with pytest.raises(DeskError) as refused:
        checked_email(given)
    assert refused.value.code == "invalid_field"


@settings(deadline=None)
@given(st.text(), st.text(min_size=1), st.text())
def test_no_words_become_a_header_or_markup(text: str, name: str, shop: str) -> None:
    """Whatever anybody is called or writes: two headers of the subject's kind, one recipient, no tag of theirs."""
    hostile = text + "\r\nBcc: eve@example.com\r\n\r\n<script>alert(1)</script>"
    sender = Sender(shop, "Fern", UTC)
    letter = wording.answer("ana@example.com", "r1", [said(hostile, name=name)], VISITOR, "http://desk.test", sender)
    # The newer parser of Python stumbles over some names (". \xa1") that are allowed.
    sent = message_from_bytes(composed(letter, "chat@shop.example", shop), policy=policy.compat32)
    assert sent.get_all("Bcc") is None
    assert [len(sent.get_all(header) or []) for header in ("To", "From", "Subject")] == [1, 1, 1]
    assert "<script" not in letter.html


def test_strangers_read_nothing_of_an_order() -> None:
    """A message with an order is left out for whoever is not vouched for, words and all; a customer reads it."""
    shown = said("Order 20417 is on its way", AuthorKind.BOT, "Fern", card=True)
    for_visitor = wording.answer("a@example.com", "r", [shown], VISITOR, "http://x", SHOP)
    assert "20417" not in for_visitor.text + for_visitor.html
    assert wording.ORDER_LEFT_OUT in for_visitor.text
    for_ana = wording.transcript("a@example.com", "r", [shown], ANA, "http://x", SHOP)
    assert "[Order 20417: Shipped]" in for_ana.text
    assert "a bot" in for_ana.text


def test_a_visitor_who_was_shown_an_order_gets_no_link_that_opens_it() -> None:
    """Their address may be mistyped; the shop's page sends them on."""
    links = ReturnLinks("0123456789abcdef", "http://desk.test", "http://shop.test")
    assert "#back=" in links.link(VISITOR, "c_1", [said("hi")], NOW)
    assert links.link(VISITOR, "c_1", [said("hi", card=True)], NOW) == "http://shop.test/#warmhand"
    assert links.link(ANA, "c_1", [], NOW) == "http://shop.test/#warmhand"


def test_the_file_holds_what_the_screen_shows() -> None:
    """Everybody under their name, with times, files and orders; what was deleted is not in it."""
    gone = Entry("c_1", 3, EntryKind.MESSAGE, NOW, Author(AuthorKind.CUSTOMER, "Ana"), Message("m3", "", deleted=True))
    line = Entry("c_1", 4, EntryKind.CLAIMED, NOW, Author(AuthorKind.AGENT, "Maya"), line="Maya joined")
    entries = [said("where?", AuthorKind.CUSTOMER, "Visitor"), said("here", card=True, seq=2), gone, line]
    told = wording.as_text_file(entries, SHOP, NOW)
    assert told == (
        "Conversation with Fern & Oak\nSaved 2026-11-26 09:00 UTC\n\n"
        "[2026-11-26 09:00 UTC] You\n    where?\n\n"
        "[2026-11-26 09:00 UTC] Maya from Fern & Oak\n    here\n    [Order 20417: Shipped]\n\n"
        "[2026-11-26 09:00 UTC] You\n    [Message deleted]\n\n"
        "[2026-11-26 09:00 UTC] Fern & Oak\n    Maya joined\n"
    )
    assert wording.words_of(Message("m", "x")) == "x"
    assert SYSTEM.kind is AuthorKind.SYSTEM


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/x",
        "smtp://u:p@mail.example",
        "smtp://mail.example:99999",
    ],
)
def test_a_wrong_mail_server_stops_the_start(url: str) -> None:
    """Neither a password in the clear over the network nor an address without a host."""
    with pytest.raises(ValueError, match=r"must look like|in the clear|Port out of range"):
        mail_server(url)


def test_a_wrong_mail_setting_stops_the_start_without_telling_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence names the setting; what stands in it is not repeated."""
    for name in ("BOT_SECRET", "SHOP_API_KEY", "SHOP_JWT_SECRET"):
        monkeypatch.setenv(f"WARMHAND_{name}", "k3yOf.9fGh2Lm5Qr8Tv1Wx4Zb7Nd0Sp6Ju")
    monkeypatch.setenv("SMTP_URL", "smtp://desk:hunter2hunter2@mail.example")
    with pytest.raises(SettingsRefused, match=r"SMTP_URL: .*in the clear") as refused:
        read()
    assert "hunter2" not in str(refused.value)
    monkeypatch.setenv("SMTP_URL", "smtps://desk:hunter2hunter2@mail.example")
    monkeypatch.setenv("WARMHAND_MAIL_FROM", "shop@example.com\nBcc: x@y.example")
    with pytest.raises(SettingsRefused, match=r"WARMHAND_MAIL_FROM: .*must be an e-mail address"):
        read()
    monkeypatch.setenv("WARMHAND_MAIL_FROM", "shop@example.com")
    assert "hunter2" not in repr(read())
    server = read().mail_server
    assert server is not None
    assert (server.scheme, server.host, server.port) == ("smtps", "mail.example", 465)
