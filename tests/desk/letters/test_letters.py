"""Letters: an answer reaches whoever left, once, over real SMTP; whoever is at the widget gets none."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

import pytest

from desk.conversations import conversation as rules
from desk.conversations.entry import Author, AuthorKind, Message
from desk.conversations.receipts import customer_saw
from desk.customers import flows as customers
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.left_messages import leave_message, take_up
from desk.letters import flows
from desk.letters.letter import LEASE, MOST_ATTEMPTS, PATIENCE, Letter, LetterState
from desk.routing.place import WaitContract
from tests.desk.letters.conftest import MailServerSide, as_html, letters_round, plain
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow

ADDRESS = "ana@example.com"


async def answered_by_mail(quiet: Quiet, *answers: str, name: str | None = None) -> Letter:
    """Somebody waits with "e-mail me", an agent takes them and answers; the letter, about to leave."""
    person, waiting = await quiet.waiting(name)
    await queueing.customer_agrees_to_wait(waiting.id, person, WaitContract.MAIL_ME, ADDRESS, quiet.ports)
    maya = await quiet.agent()
    await handoffs.claim(waiting.id, maya, quiet.ports)
    for text in answers:
        await quiet.replies(maya, waiting, text)
    await flows.look_for_answers(quiet.ports)
    quiet.clock.forward(seconds=PATIENCE.total_seconds())
    (letter,) = await flows.letters_due(quiet.ports)
    return letter


async def test_mail_me_brings_the_answer_once(quiet: Quiet, post: MailServerSide) -> None:
    """Several answers make one letter that quotes them; later ones make the next; nothing is mailed twice."""
    letter = await answered_by_mail(quiet, "It is on its way.", "It comes on Friday <b>early</b>.")
    assert await letters_round(quiet, post) == 1
    (first,) = post.letters
    assert post.taken_for == [ADDRESS]
    assert first["Subject"] == "Maya from Fern & Oak answered you"
    assert "    It is on its way." in plain(first)
    assert "    It comes on Friday <b>early</b>." in plain(first)
    assert "&lt;b&gt;early&lt;/b&gt;" in as_html(first)
    assert "<b>" not in as_html(first)
    for _ in range(3):
        quiet.clock.forward(minutes=10)
        assert await letters_round(quiet, post) == 0
    maya = await quiet.agent()
    async with quiet.ports.record.look() as unit:
        conversation = await unit.conversations.get(letter.conversation_id)
    assert conversation is not None
    await quiet.replies(maya, conversation, "It is there.")
    await letters_round(quiet, post)
    quiet.clock.forward(minutes=2)
    assert await letters_round(quiet, post) == 1
    assert "It is there." in plain(post.letters[1])
    assert "on its way" not in plain(post.letters[1])


async def test_whoever_has_seen_the_answer_gets_no_letter(quiet: Quiet, post: MailServerSide) -> None:
    """The person was at the widget after all."""
    letter = await answered_by_mail(quiet, "hello")
    async with quiet.ports.record.look() as unit:
        conversation = await unit.conversations.get(letter.conversation_id)
        assert conversation is not None
        person = await unit.customers.get(conversation.customer_id)
    assert person is not None
    await customer_saw(conversation.id, person, conversation.last_seq, quiet.ports)
    assert await letters_round(quiet, post) == 0
    assert (await quiet.row("letters", "get", letter.id)).state is LetterState.NEEDLESS
    assert post.letters == []


async def test_a_left_message_is_answered_in_the_widget_and_by_mail(quiet: Quiet, post: MailServerSide) -> None:
    """Also a day later and after the agent closed the conversation; then nothing more goes out."""
    person, waiting = await quiet.waiting()
    await leave_message(waiting.id, person, str(uuid.uuid4()), "broken mug", ADDRESS, quiet.ports)
    quiet.clock.forward(hours=20)
    maya = await quiet.agent()
    (left,) = await quiet.row("follow_ups", "open")
    held = await take_up(left.id, maya, quiet.ports)
    await quiet.replies(maya, held, "A new one leaves today.")
    await handoffs.resolve(held.id, maya, handoffs.Outcome(True), quiet.ports)
    await letters_round(quiet, post)
    quiet.clock.forward(minutes=2)
    assert await letters_round(quiet, post) == 1
    assert "A new one leaves today." in plain(post.letters[0])
    assert "agent: A new one leaves today." in await quiet.lines(held)
    assert await quiet.row("letters", "wish_of", held.id) is None


async def test_no_letter_after_the_wish_was_taken_back(quiet: Quiet, post: MailServerSide) -> None:
    """Who would rather wait here, or leaves the line, is not written to."""
    for leaves in (False, True):
        person, waiting = await quiet.waiting()
        await queueing.customer_agrees_to_wait(waiting.id, person, WaitContract.MAIL_ME, ADDRESS, quiet.ports)
        if leaves:
            await queueing.customer_leaves_line(waiting.id, person, quiet.ports)
        else:
            await queueing.customer_agrees_to_wait(waiting.id, person, WaitContract.KEEP_WAITING, None, quiet.ports)
        assert await quiet.row("letters", "wish_of", waiting.id) is None


async def test_a_mail_server_that_is_away_is_tried_again(quiet: Quiet, post: MailServerSide) -> None:
    """With pauses that grow; a refusal for now counts alike; then the letter arrives once."""
    letter = await answered_by_mail(quiet, "hello")
    await post.close()
    assert await letters_round(quiet, post) == 0
    tried = await quiet.row("letters", "get", letter.id)
    assert (tried.state, tried.attempts) == (LetterState.PENDING, 1)
    assert (tried.due_at - quiet.clock()).total_seconds() == 30
    await post.open()
    assert await letters_round(quiet, post) == 0, "not before the pause is over"
    quiet.clock.forward(seconds=30)
    post.answers = ["451 later please"]
    assert await letters_round(quiet, post) == 0
    quiet.clock.forward(seconds=60)
    assert await letters_round(quiet, post) == 1
    assert len(post.letters) == 1
    assert (await quiet.row("letters", "get", letter.id)).attempts == 3


async def test_a_refused_address_is_a_dead_letter_and_said(quiet: Quiet, post: MailServerSide) -> None:
    """Not tried again; kept for a supervisor without the address; the conversation says so, once."""
    letter = await answered_by_mail(quiet, "hello")
    post.refuses_recipient = "550 no such user"
    for _ in range(2):
        assert await letters_round(quiet, post) == 0
        quiet.clock.forward(hours=2)
    (dead,) = await quiet.row("letters", "dead")
    assert (dead.id, dead.problem) == (letter.id, "refused with 550")
    assert ADDRESS not in str(dead.to_json())
    async with quiet.ports.record.look() as unit:
        conversation = await unit.conversations.get(letter.conversation_id)
    assert conversation is not None
    told = [line for line in await quiet.lines(conversation) if "could not be delivered" in line]
    assert told == [f"system: The answer could not be delivered by e-mail to {ADDRESS}. You find the answer here."]


async def test_given_up_after_so_many_tries(quiet: Quiet, post: MailServerSide) -> None:
    """A mail server that never takes it makes a dead letter in the end."""
    letter = await answered_by_mail(quiet, "hello")
    post.answers = ["451 later"] * 50
    for _ in range(MOST_ATTEMPTS + 3):
        await letters_round(quiet, post)
        quiet.clock.forward(hours=2)
    found = await quiet.row("letters", "get", letter.id)
    assert (found.state, found.attempts, found.problem) == (LetterState.DEAD, MOST_ATTEMPTS, "refused with 451")


async def test_a_letter_that_cannot_be_written_holds_up_no_other(quiet: Quiet, post: MailServerSide) -> None:
    """A mistake of ours in one letter: the next one leaves, and the broken one ends as a dead letter."""
    broken = await answered_by_mail(quiet, "hello", name="Ana")
    async with quiet.ports.record.change() as unit:
        before = await unit.conversations.get(broken.conversation_id)
        assert before is not None
        card = Message("m-broken", "an order", card={"kind": "order", "order": {}})
        await unit.conversations.save(before, rules.say(before, Author(AuthorKind.AGENT, "Maya"), card, quiet.clock()))
    quiet.clock.forward(seconds=-PATIENCE.total_seconds())
    person, waiting = await quiet.waiting()
    await queueing.customer_agrees_to_wait(waiting.id, person, WaitContract.MAIL_ME, "eve@example.com", quiet.ports)
    maya = await quiet.agent()
    await handoffs.claim(waiting.id, maya, quiet.ports)
    await quiet.replies(maya, waiting, "hello Eve")
    await flows.look_for_answers(quiet.ports)
    for _ in range(MOST_ATTEMPTS + 1):
        quiet.clock.forward(hours=2)
        await letters_round(quiet, post)
    assert post.taken_for == ["eve@example.com"]
    assert [letter.problem for letter in await quiet.row("letters", "dead")] == ["could not be written"]


async def test_a_line_cut_while_handing_in_never_makes_two(quiet: Quiet, post: MailServerSide) -> None:
    """The server took it and said nothing: at most once means that it is not sent again."""
    letter = await answered_by_mail(quiet, "hello")
    post.answers = ["cut"]
    assert await letters_round(quiet, post) == 0
    quiet.clock.forward(hours=2)
    assert await letters_round(quiet, post) == 0
    assert len(post.letters) == 1
    assert (await quiet.row("letters", "get", letter.id)).state is LetterState.DEAD


async def test_a_desk_killed_on_the_way_loses_nothing_and_doubles_nothing(quiet: Quiet, post: MailServerSide) -> None:
    """Before handing in, another desk carries it after the lease; after that moment nobody does."""
    letter = await answered_by_mail(quiet, "hello")
    leased = replace(letter, attempts=1, lease_until=quiet.clock() + LEASE, through_seq=99)
    async with quiet.ports.record.change() as unit:
        assert await unit.letters.save(letter, leased)
        assert not await unit.letters.save(letter, leased), "of two desks one has it"
    assert await letters_round(quiet, post) == 0
    quiet.clock.forward(minutes=3)
    assert await letters_round(quiet, post) == 1

    other = await answered_by_mail(quiet, "and you")
    cut = replace(other, state=LetterState.HANDING_IN, attempts=1, lease_until=quiet.clock() + LEASE, through_seq=99)
    async with quiet.ports.record.change() as unit:
        assert await unit.letters.save(other, cut)
    quiet.clock.forward(minutes=3)
    assert await letters_round(quiet, post) == 0
    assert len(post.letters) == 1
    assert (await quiet.row("letters", "get", other.id)).state is LetterState.DEAD


async def test_the_link_leads_a_visitor_back_and_nobody_else(quiet: Quiet, post: MailServerSide) -> None:
    """It opens that conversation for a week; changed, too old, or of a shop's customer it opens nothing."""
    await answered_by_mail(quiet, "hello")
    assert await letters_round(quiet, post) == 1
    found = re.search(r"/widget#back=(\S+)", plain(post.letters[0]))
    assert found is not None
    token = found.group(1)
    person, _, _ = await customers.begin_session(None, "", quiet.ports, token)
    assert (await quiet.row("conversations", "current_of", person.id)).state == "with_agent"
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "c_x.99999999999.e30", "", "é.9.é"):
        with pytest.raises(DeskError, match="does not work"):
            await customers.begin_session(None, "", quiet.ports, wrong)
    quiet.clock.forward(days=7)
    with pytest.raises(DeskError, match="does not work"):
        await customers.begin_session(None, "", quiet.ports, token)


async def test_a_customer_of_the_shop_is_sent_to_sign_in(quiet: Quiet, post: MailServerSide) -> None:
    """Their letter greets them by name and holds no token; a token made for their conversation opens nothing."""
    letter = await answered_by_mail(quiet, "hello", name="Ana")
    assert await letters_round(quiet, post) == 1
    text = plain(post.letters[0])
    assert text.startswith("Hello Ana,")
    assert f"{quiet.settings.shop_url}/#warmhand" in text
    assert "#back=" not in text
    links = quiet.ports.return_links
    assert links is not None
    token = links.token(letter.conversation_id, quiet.clock().replace(year=2030))
    with pytest.raises(DeskError, match="does not work"):
        await customers.begin_session(None, "", quiet.ports, token)


async def test_the_transcript_by_mail_is_one_letter(quiet: Quiet, post: MailServerSide) -> None:
    """Asked for twice with the same id it comes once; without a mail server it is refused."""
    person, conversation = await quiet.customer()
    await quiet.says(person, conversation, "where is my lamp?")
    request = str(uuid.uuid4())
    for _ in range(2):
        await flows.ask_for_transcript(conversation.id, person, request, ADDRESS, quiet.ports)
    assert await letters_round(quiet, post) == 1
    assert "where is my lamp?" in plain(post.letters[0])
    with pytest.raises(DeskError) as reused:
        await flows.ask_for_transcript(conversation.id, person, request, "eve@example.com", quiet.ports)
    assert reused.value.code == "message_id_reused"
    quiet.changes = {}
    with pytest.raises(DeskError) as refused:
        await flows.ask_for_transcript(conversation.id, person, str(uuid.uuid4()), ADDRESS, quiet.ports)
    assert refused.value.code == "mail_not_set_up"
