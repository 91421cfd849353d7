"""What helped before is suggested to whoever is asked the like: with the real trainer, on both databases."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.conversations.amendments import agent_amends
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.customers.customer import Customer
from desk.handoff import flows as handoffs
from desk.handoff.flows import Outcome
from desk.handoff.stepping_in import step_in
from desk.knowledge.finding import read_articles
from desk.privacy.flows import erase_customer
from desk.ratings.flows import rate
from desk.settings import Settings
from desk.suggestions.flows import read_more, suggest
from desk.suggestions.nearest import Nearest
from desk.suggestions.question import exchanges, open_question
from desk.suggestions.template import as_template
from tests.desk.conftest import Running, free_port
from tests.desk.quiet import Quiet, quiet
from tests.desk.trainer_side import running_trainer

__all__ = ["quiet"]

ON_BOTH_DATABASES = True
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ANA = Customer("c_ana", NOW, shop_customer_id="C1003", name="Ana Petrova", email="ana@example.com")
BIKE = "Our warehouse packed the wrong saddle, Ana. A new one leaves today with DHL, and order 20417 stays as it is."


@pytest.fixture(scope="session")
def trainer_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a trainer."""
    port = free_port()
    with running_trainer(port, tmp_path_factory.mktemp("trainer") / "log"):
        yield port


@pytest.fixture
def desk_settings(desk_settings: Settings, trainer_port: int) -> Settings:
    """A desk that knows the trainer."""
    return desk_settings.model_copy(update={"trainer_url": f"http://127.0.0.1:{trainer_port}"})


async def solved(quiet: Quiet, question: str, reply: str, name: str = "Ana Petrova") -> Any:
    """A conversation that was solved with this reply; the customer and it."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya, name)
    await quiet.says(person, conversation, question)
    await quiet.replies(maya, conversation, reply)
    await handoffs.resolve(conversation.id, maya, Outcome(True), quiet.ports)
    return person, conversation


async def asking(quiet: Quiet, question: str) -> str:
    """Somebody else asks that; the conversation's id."""
    person, conversation = await quiet.held(await quiet.agent(), "Tom Becker")
    await quiet.says(person, conversation, question)
    return conversation.id


async def test_what_solved_the_like_is_suggested(quiet: Quiet) -> None:
    """Found by meaning, with where it comes from, as a template without the other customer's name and number."""
    _, before = await solved(quiet, "You sent me the wrong bike saddle", BIKE)
    assert await read_more(quiet.ports) == 1
    assert await read_more(quiet.ports) == 0
    told = await suggest(await asking(quiet, "I got a different saddle than the one I ordered"), quiet.ports)
    assert told["available"]
    (reply,) = told["replies"]
    assert reply["text"] == BIKE.replace("Ana", "{{customer.first_name}}").replace("20417", "{{order.number}}")
    assert reply["from"] | {"at": ""} == {
        "conversation_id": before.id,
        "seq": 5,
        "agent": "Maya",
        "at": "",
        "rating": None,
        "question": "You sent me the wrong bike saddle",
    }
    other = await suggest(await asking_again(quiet), quiet.ports)
    assert other["replies"] == []


async def asking_again(quiet: Quiet) -> str:
    """Something wholly different."""
    person, conversation = await quiet.held(await quiet.agent(), "Samira Haddad")
    await quiet.says(person, conversation, "Do you have a shop in Hamburg?")
    return conversation.id


async def test_only_what_was_solved_and_is_still_said(quiet: Quiet) -> None:
    """Not from handlings without a solution, not what was deleted, and nothing of a customer who was erased."""
    maya = await quiet.agent()
    person, unsolved = await quiet.held(maya, "Lena Fischer")
    await quiet.says(person, unsolved, "The saddle is the wrong one")
    await quiet.replies(maya, unsolved, "I cannot do anything about your saddle, sorry.")
    await handoffs.resolve(unsolved.id, maya, Outcome(False), quiet.ports)
    ana, conversation = await solved(quiet, "You sent me the wrong bike saddle", BIKE)
    await read_more(quiet.ports)
    here = await asking(quiet, "I got a different saddle than the one I ordered")
    assert len((await suggest(here, quiet.ports))["replies"]) == 1
    await erase_customer(ana.id, "admin", quiet.desk.others, quiet.ports)
    assert (await suggest(here, quiet.ports))["replies"] == []
    async with quiet.ports.record.look() as unit:
        assert await unit.worked_replies.standing(quiet.ports.known.worked.encoder) == (0, 0)
    assert conversation.id


async def test_deleted_words_are_not_suggested(quiet: Quiet) -> None:
    """An agent takes a message back: from then on nobody is offered it; reworded, the new words are."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya, "Ana Petrova")
    await quiet.says(person, conversation, "You sent me the wrong bike saddle")
    reply = await quiet.replies(maya, conversation, BIKE)
    assert reply.message is not None
    better = "A new saddle leaves our house this evening."
    await agent_amends(conversation.id, maya, reply.message.id, better, quiet.ports)
    await handoffs.resolve(conversation.id, maya, Outcome(True), quiet.ports)
    await read_more(quiet.ports)
    here = await asking(quiet, "I got a different saddle than the one I ordered")
    assert [r["text"] for r in (await suggest(here, quiet.ports))["replies"]] == [better]
    await step_in(conversation.id, maya, quiet.ports)
    await agent_amends(conversation.id, maya, reply.message.id, None, quiet.ports)
    assert (await suggest(here, quiet.ports))["replies"] == []


async def test_a_reply_nobody_was_happy_with_is_not_suggested(quiet: Quiet) -> None:
    """A bad rating of the handling counts more than the agent's word."""
    person, conversation = await solved(quiet, "You sent me the wrong bike saddle", BIKE)
    await read_more(quiet.ports)
    here = await asking(quiet, "I got a different saddle than the one I ordered")
    seq = (await quiet.now_of(conversation)).last_seq
    await rate(conversation.id, person, seq, 2, [], "", quiet.ports)
    assert (await suggest(here, quiet.ports))["replies"] == []


async def test_articles_come_by_meaning(quiet: Quiet) -> None:
    """The shop's own answer on the matter, whole."""
    while await read_articles(quiet.ports):
        pass
    told = await suggest(await asking(quiet, "how much do you charge for delivery?"), quiet.ports)
    assert told["articles"][0]["id"] == "k_shipping_cost"
    assert "€4.90" in told["articles"][0]["text"]


async def test_another_desk_reads_along(quiet: Quiet) -> None:
    """What one desk has read another one knows at its next question; what is gone from the record is gone there."""
    here = await asking(quiet, "I got a different saddle than the one I ordered")
    assert (await suggest(here, quiet.ports))["replies"] == []
    for number in range(3):
        await solved(quiet, f"You sent me the wrong bike saddle, number {number}", f"{BIKE} That was parcel {number}.")
        await read_more(quiet.ports)
        assert len((await suggest(here, quiet.ports))["replies"]) == number + 1
    assert len(quiet.ports.known.worked) == 3


async def test_over_http_and_only_for_the_team(desk: Running) -> None:
    """The route answers agents; a stranger's id is not found."""
    maya, ana = await desk.agent(), await desk.visitor()
    while await read_articles(desk.desk.ports):
        pass
    await ana.say("how much is delivery?")
    answer = await maya.get(f"/api/agent/conversations/{ana.conversation_id}/suggestions")
    assert answer.status_code == 200
    assert answer.json()["articles"][0]["id"] == "k_shipping_cost"
    assert (await maya.get("/api/agent/conversations/nobody/suggestions")).status_code == 404
    assert (await ana.http.get(f"/api/agent/conversations/{ana.conversation_id}/suggestions")).status_code == 401


async def test_without_the_trainer_the_console_goes_on(quiet: Quiet, tmp_path: Path) -> None:
    """Gone, hanging or talking nonsense: no replies, said so, and what the bot read still finds the article."""
    here = await asking(quiet, "how much do you charge for delivery?")
    gone = free_port()
    with running_trainer(gone, tmp_path / "log") as process:
        quiet.ports.known.meaning = type(quiet.ports.known.meaning)(f"http://127.0.0.1:{gone}", "x" * 20)
        refused = await suggest(here, quiet.ports)
        assert (refused["available"], refused["replies"]) == (False, [])
        end(process)
    assert (await suggest(here, quiet.ports))["available"] is False


def end(process: subprocess.Popen[bytes]) -> None:
    """As if its machine went away."""
    process.kill()
    process.wait(5)


def entry(seq: int, who: AuthorKind, text: str, kind: EntryKind = EntryKind.MESSAGE) -> Entry:
    message = Message(f"m{seq}", text) if kind is EntryKind.MESSAGE else None
    return Entry("v_1", seq, kind, NOW, Author(who, "Somebody"), message)


C, A, B = AuthorKind.CUSTOMER, AuthorKind.AGENT, AuthorKind.BOT
LONG = "This is a reply of more than a few words."


@pytest.mark.parametrize(
    ("said", "read", "question"),
    [
        ([(C, "where is it?")], {}, "where is it?"),
        ([(C, "where is it?"), (B, "I look"), (C, "it is late")], {}, "where is it?\nit is late"),
        ([(C, "where is it?"), (A, "on its way"), (C, "thanks")], {3: "thanks"}, ""),
        ([(C, "where is it?"), (C, "a human please")], {1: "track_order", 2: "human_request"}, "where is it?"),
        ([(C, "one"), (C, "two"), (C, "three"), (C, "four")], {}, "two\nthree\nfour"),
        ([(A, "hello")], {}, ""),
        ([], {}, ""),
    ],
)
def test_what_is_asked_just_now(said: list[tuple[AuthorKind, str]], read: dict[int, str], question: str) -> None:
    """The messages nobody of the team has answered, without what asks nothing."""
    entries = [entry(seq, who, text) for seq, (who, text) in enumerate(said, 1)]
    assert open_question(entries, read) == question


def test_what_met_a_question_in_this_handling() -> None:
    """Not from the handling before, not a word in passing, and a second reply only to a second question."""
    entries = [
        entry(1, C, "old question"),
        entry(2, A, LONG),
        entry(3, A, "", EntryKind.RESOLVED),
        entry(4, C, "where is my parcel"),
        entry(5, A, "One moment"),
        entry(6, C, "it should be here"),
        entry(7, A, LONG),
        entry(8, A, "And another long sentence about it."),
        entry(9, A, "", EntryKind.RESOLVED),
    ]
    assert [(each.question, each.asked_seq, each.reply_seq) for each in exchanges(entries, 9, {})] == [
        ("it should be here", 6, 7)
    ]
    assert [each.reply_seq for each in exchanges(entries, 3, {})] == [2]


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("Dear Ana Petrova, hello", "Dear {{customer.name}}, hello"),
        ("hi ANA!", "hi {{customer.first_name}}!"),
        ("Mrs Petrova", "Mrs {{customer.name}}"),
        ("Banana is no Ana", "Banana is no {{customer.first_name}}"),
        ("order 20417, not 2", "order {{order.number}}, not 2"),
        ("parcel JJD0099887766554433 is here", "parcel … is here"),
        ("write to ana@example.com or +49 30 1234567", "write to … or …"),
        ("Yours, Maya", "Yours, {{agent.name}}"),
        ("within 14 days for €49.90", "within 14 days for €49.90"),
    ],
)
def test_a_reply_becomes_a_template(text: str, template: str) -> None:
    """What names its customer becomes a place or a gap."""
    assert as_template(text, ANA, "Maya") == template


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_number_or_address_of_a_customer_survives(around: str) -> None:
    """Wherever they stand: the e-mail, the parcel and the order of that customer are not in the template."""
    shown = as_template(f"{around} ana@example.com JJD0099887766554433 20417 Petrova", ANA, "Maya")
    assert not [each for each in ("ana@example.com", "JJD0099887766554433", " 20417", "Petrova") if each in shown]


def test_the_nearest_are_the_nearest() -> None:
    """In order, none below what was asked for, and nothing at all before anything was added."""
    nearest: Nearest[str] = Nearest()
    assert nearest.to(np.array([1, 0], dtype=np.float32), 3, 0.0) == []
    nearest.add(["east", "north"], np.array([[1, 0], [0, 1]], dtype=np.float32))
    nearest.add(["north-east"], np.array([[0.8, 0.6]], dtype=np.float32))
    found = nearest.to(np.array([1, 0], dtype=np.float32), 3, 0.5)
    assert [key for key, _ in found] == ["east", "north-east"]
