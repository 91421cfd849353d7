"""How visitors are received, and how they leave: details and consent, ending, rating, erasing oneself."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from desk.conversations import flows as conversations
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.customers import flows as customers
from desk.customers.customer import Customer
from desk.customers.reception import Asked, Consent, Proactive, Reception
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff.ending import customer_ends
from desk.ratings.flows import rate
from desk.ratings.rating import Handling, Reason, ended_handling
from desk.service_file import ServiceFileRefused, read_house
from desk.settings import Settings
from tests.desk.conftest import Running, proof, running
from tests.desk.quiet import START, Quiet, quiet

__all__ = ["quiet"]

ON_BOTH_DATABASES = True

VISITOR = Customer("p_1", START)


@pytest.mark.parametrize(
    ("reception", "customer", "code"),
    [
        (Reception(), VISITOR, None),
        (Reception(consent=Consent("ok?")), VISITOR, "consent_needed"),
        (Reception(consent=Consent("ok?")), replace(VISITOR, consented_at=START), None),
        (Reception(consent=Consent("ok?")), replace(VISITOR, shop_customer_id="C1"), "consent_needed"),
        (Reception(name=Asked.OPTIONAL), VISITOR, None),
        (Reception(email=Asked.REQUIRED), VISITOR, "details_needed"),
        (Reception(email=Asked.REQUIRED), replace(VISITOR, email="a@example.com"), None),
        (Reception(email=Asked.REQUIRED), replace(VISITOR, shop_customer_id="C1"), None),
    ],
)
def test_who_may_begin(reception: Reception, customer: Customer, code: str | None) -> None:
    """Consent is asked of everybody, details of those whom the shop does not vouch for."""
    if code is None:
        reception.check(customer)
        return
    with pytest.raises(DeskError) as refused:
        reception.check(customer)
    assert refused.value.code == code


def told(*kinds: str) -> list[Entry]:
    """A transcript by its kinds, `who:kind`."""
    entries = []
    for seq, kind in enumerate(kinds, 1):
        who, _, what = kind.partition(":")
        author = Author(AuthorKind(who), who, "a_1" if who == "agent" else None)
        message = Message(str(seq), "hi") if what == "message" else None
        entries.append(Entry("c_1", seq, EntryKind(what), START, author, message))
    return entries


@pytest.mark.parametrize(
    ("kinds", "seq", "handling"),
    [
        (["customer:message", "bot:message", "system:ended"], 3, Handling(3, None)),
        (["customer:message", "agent:claimed", "agent:message", "agent:resolved"], 4, Handling(4, "a_1")),
        (["bot:message", "agent:claimed", "agent:handed_back", "bot:message", "system:ended"], 5, Handling(5, None)),
        (["agent:reopened", "agent:message", "system:resolved"], 3, Handling(3, "a_1")),
        (["bot:message", "system:ended"], 1, None),  # no end
        (["customer:message", "system:ended"], 2, None),  # nobody answered
        (["bot:message", "system:ended", "system:ended"], 3, None),
        ([], 1, None),
    ],
)
def test_what_a_rating_is_about(kinds: list[str], seq: int, handling: Handling | None) -> None:
    """Bot and people apart, each stretch by itself; where nothing was handled nothing is rated."""
    if handling is not None:
        assert ended_handling(told(*kinds), seq) == handling
        return
    with pytest.raises(DeskError) as refused:
        ended_handling(told(*kinds), seq)
    assert refused.value.code == "nothing_to_rate"


def test_the_widget_part_of_the_service_file(tmp_path: Path) -> None:
    """Read as written; a mistake stops the start with one sentence."""
    file = tmp_path / "service.yml"
    file.write_text(
        "widget:\n  ask_email: required\n  consent: {text: 'We keep it.', link: 'https://shop.example/privacy'}\n"
        "  proactive: [{id: cart, text: 'Questions?', pages: ['/cart*'], after_seconds: 10}]\n"
    )
    assert read_house(file).reception == Reception(
        email=Asked.REQUIRED,
        consent=Consent("We keep it.", "https://shop.example/privacy"),
        proactive=(Proactive("cart", "Questions?", ("/cart*",), 10),),
    )
    link = "consent: {text: x, link: 'javascript:alert(1)'}"
    for wrong in ("ask_email: maybe", link, "proactive: [{id: A B, text: x}]"):
        file.write_text(f"widget: {{{wrong}}}\n")
        with pytest.raises(ServiceFileRefused, match=r"service\.yml: widget\."):
            read_house(file)


@pytest.mark.slow
async def test_nothing_begins_before_consent_and_details(quiet: Quiet) -> None:
    """The desk refuses, whatever the widget shows; what a visitor says of themselves proves nothing."""
    quiet.changes = {"reception": Reception(Asked.REQUIRED, Asked.OPTIONAL, Consent("We keep it."))}
    person, _, _ = await customers.begin_session(None, "", quiet.ports)
    for name, consent in (("Eve", False), (None, True)):
        with pytest.raises(DeskError, match=r"agree first|who you are"):
            await conversations.open_conversation(person, quiet.ports)
        person = await customers.introduce(person, name, None, consent, quiet.ports)
    person = await customers.introduce(person, None, "eve@example.com", False, quiet.ports)
    _, new = await conversations.open_conversation(person, quiet.ports)
    assert new
    assert (person.name, person.email, person.verified, person.shown_name) == (
        "Eve",
        "eve@example.com",
        False,
        "Visitor",
    )


@pytest.mark.slow
async def test_the_customer_ends_and_rates_once(quiet: Quiet) -> None:
    """The agent is free, the transcript says so, the rating is the agent's and kept once; writing again reopens."""
    maya = await quiet.agent()
    person, held = await quiet.held(maya)
    await quiet.replies(maya, held)
    for _ in range(2):
        ended = await customer_ends(held.id, person, quiet.ports)
    assert (ended.state, ended.agent_id) == ("closed", None)
    seq = ended.last_seq
    for _ in range(2):
        await rate(held.id, person, seq, 4, [Reason.SPEED, Reason.SPEED], " good ", quiet.ports)
    with pytest.raises(DeskError, match="rated already"):
        await rate(held.id, person, seq, 1, [], "", quiet.ports)
    (kept,) = await quiet.row("ratings", "of", held.id)
    assert (kept.agent_id, kept.score, kept.reasons, kept.text) == ("a_maya", 4, (Reason.SPEED,), "good")
    assert [line for line in await quiet.lines(held) if "ated" in line or "ended" in line] == [
        "system: The conversation was ended. Write any time to reopen it.",
        "system: Rated 4 of 5",
    ]
    await quiet.says(person, held, "one more thing")
    assert (await quiet.now_of(held)).state != "closed"


@pytest.mark.slow
async def test_ending_in_line_gives_the_place_up(quiet: Quiet) -> None:
    """Nobody is offered a conversation that is over; a message that was left stays to be answered."""
    person, waiting = await quiet.waiting()
    assert (await customer_ends(waiting.id, person, quiet.ports)).state == "closed"
    assert await quiet.row("line", "count") == 0
    await quiet.agent()
    assert await quiet.round() == []


@pytest.mark.slow
async def test_reception_over_http(desk: Running) -> None:
    """Settings may be read from any page; somebody rates, keeps a copy, erases themselves, and nothing is left."""
    async with desk.http(origin="https://elsewhere.example") as page:
        answer = await page.get("/api/widget/settings")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.json()["ask"] == {"name": "off", "email": "off"}
    ana = await desk.visitor(proof(desk.settings))
    await ana.say("where is my lamp?")
    await ana.until("You said")
    one = f"/api/widget/conversations/{ana.conversation_id}"
    ended = (await ana.http.post(f"{one}/end", json={})).json()["conversation"]
    assert ended["state"] == "closed"
    rating = {"seq": ended["last_seq"], "score": 5, "reasons": ["solved"], "text": ""}
    assert (await ana.http.post(f"{one}/ratings", json=rating)).status_code == 201
    for wrong in ({"score": 6}, {"score": 0}, {"reasons": ["price"]}, {"seq": 1}):
        assert (await ana.http.post(f"{one}/ratings", json=rating | wrong)).status_code in (400, 409)
    copy = await ana.http.get(f"{one}/transcript")
    assert copy.headers["content-disposition"] == 'attachment; filename="conversation.txt"'
    assert "where is my lamp?" in copy.text
    async with desk.desk.ports.record.look() as unit:
        (kept,) = await unit.ratings.of(ana.conversation_id)
    assert (kept.agent_id, kept.score) == (None, 5)
    assert (await ana.http.post("/api/widget/erasure", json={"confirm": "yes"})).status_code == 400
    erased = await ana.http.post("/api/widget/erasure", json={"confirm": "erase"})
    assert erased.json()["erased"]["conversations"] == 1
    assert (await ana.say("still here?", str(uuid.uuid4()))).status_code == 401
    async with desk.desk.ports.record.look() as unit:
        assert await unit.conversations.get(ana.conversation_id) is None
        assert await unit.ratings.of(ana.conversation_id) == []


@pytest.mark.slow
async def test_only_named_pages_may_show_the_widget(desk_settings: Settings) -> None:
    """The shop and those of the list; anything that is no origin stops the start."""
    listed = desk_settings.model_copy(update={"frame_origins": "https://shop.example, https://help.shop.example:8443"})
    async with running(listed) as desk, desk.http() as http:
        policy = (await http.get("/widget")).headers["content-security-policy"]
    allowed = "https://shop.example https://help.shop.example:8443"
    assert policy.endswith(f"frame-ancestors 'self' {desk_settings.shop_url} {allowed}")
    assert "script-src 'self';" in policy
    for wrong in ("https://shop.example/path", "*", "https://a.example; script-src *", "javascript:1"):
        with pytest.raises(ValidationError, match="without a path"):
            Settings(**{**desk_settings.model_dump(by_alias=True), "frame_origins": wrong})


@pytest.mark.slow
async def test_handed_back_is_rated_apart_from_the_assistant(quiet: Quiet) -> None:
    """A person's part and the assistant's part of one conversation are two ratings."""
    maya = await quiet.agent()
    person, held = await quiet.held(maya)
    back = await handoffs.hand_back(held.id, maya, quiet.ports)
    await rate(held.id, person, back.last_seq, 5, [], "", quiet.ports)
    with pytest.raises(DeskError, match="nothing to rate"):
        await rate(held.id, person, back.last_seq - 1, 5, [], "", quiet.ports)
    assert [kept.agent_id for kept in await quiet.row("ratings", "of", held.id)] == ["a_maya"]
