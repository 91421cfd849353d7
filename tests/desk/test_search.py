"""Search over all transcripts."""

from __future__ import annotations

import random
import uuid
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.attachments.attached import Attached
from desk.collaboration import flows as collaboration
from desk.conversations.amendments import agent_amends, customer_amends
from desk.conversations.conversation import Change
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.errors import DeskError
from desk.privacy.flows import erase_customer
from desk.search.flows import PAGE, forget_removed_words, search
from desk.search.query import Query, Term, excerpt, parsed
from desk.search.words import as_words, folded, words
from desk.storage.search_store import for_postgres, for_sqlite
from tests.desk.quiet import Quiet, quiet

__all__ = ["quiet"]

ON_BOTH_DATABASES = True


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("late parcel ", [("late",), ("parcel",)]),
        ("LATE par", [("late",), ("par*",)]),
        ('"never arrived" 20417', [("never", "arrived"), ("20417*",)]),
        ('"never arr', [("never", "arr*")]),
        ("Größe Élan ", [("grosse",), ("elan",)]),
        ("a AND b OR NOT NEAR(c) ", [("a",), ("and",), ("b",), ("or",), ("not",), ("near",), ("c",)]),
        ("x:y* -z ", [("x",), ("y",), ("z",)]),
        ("ana@example.com", [("ana",), ("example",), ("com*",)]),
    ],
)
def test_what_is_typed_is_words(typed: str, terms: list[tuple[str, ...]]) -> None:
    """Operators of no engine mean anything; the last word may still be on its way."""
    shown = [(*t.words[:-1], t.words[-1] + ("*" if t.begins else "")) for t in parsed(typed).terms]
    assert shown == terms


@pytest.mark.parametrize("typed", ["", "   ", '"', "-- !?", "_", "x" * 201])
def test_no_word_is_no_search(typed: str) -> None:
    """Said in words, not as an empty list."""
    with pytest.raises(DeskError) as refused:
        parsed(typed)
    assert refused.value.field == "q"


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=100), st.text(max_size=300))
def test_an_excerpt_is_made_of_the_text(typed: str, text: str) -> None:
    """Whatever is typed: no crash, no letter that was not said, hits only where a term is."""
    try:
        query = parsed(typed)
    except DeskError:
        return
    assert all(word for term in query.terms for word in term.words)
    pieces = excerpt(text, query)
    assert "".join(piece.text for piece in pieces).strip("…") in text
    for piece in pieces:
        if piece.hit:
            assert any(folded(piece.text).startswith(word) for term in query.terms for word in term.words)


def test_an_excerpt_shows_what_was_found() -> None:
    """Cut at words around the first hit, accents and case aside."""
    text = "The start of a long story. " * 5 + "My PÄRCEL never came. " + "And so it went on. " * 10
    pieces = excerpt(text, parsed("parcel "))
    assert [piece.text for piece in pieces if piece.hit] == ["PÄRCEL"]
    assert pieces[0].text == "…"
    assert len("".join(piece.text for piece in pieces)) < 260
    assert excerpt("short", parsed("nothing"))[0].text == "short"


def test_no_query_is_syntax() -> None:
    """What reaches the database are quoted words and letters, whatever was typed."""
    query = Query((Term(("late",)), Term(("never", "arr"), begins=True)))
    assert for_sqlite(query) == '"late" "never arr"*'
    assert for_postgres(query) == "(late) & (never <-> arr:*)"


async def found(quiet: Quiet, typed: str) -> list[str]:
    """What each hit of the first page says, as `conversation: hit`."""
    answer = await search(typed, None, quiet.ports)
    return [
        "".join(piece["text"] for piece in hit["excerpt"] if piece["hit"])
        for result in answer["results"]
        for hit in result["hits"]
    ]


async def conversations_with(quiet: Quiet, typed: str) -> set[str]:
    """In which conversations something is found."""
    answer = await search(typed, None, quiet.ports)
    return {result["conversation"]["id"] for result in answer["results"]}


async def test_words_are_found_in_any_order_and_while_they_are_typed(quiet: Quiet) -> None:
    """Of customers, agents and in notes; phrases in their order only; nothing half-right."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    await quiet.says(person, conversation, "my parcel never arrived, order 20417")
    await quiet.replies(maya, conversation, "I ask the carrier about the parcel")
    await collaboration.write_note(conversation.id, maya, str(uuid.uuid4()), "smells of fraud", [], quiet.ports)
    assert await found(quiet, "arrived parcel ") == ["parcelarrived"]
    assert await found(quiet, "parc") == ["parcel", "parcel"]
    assert await found(quiet, '"never arrived"') == ["neverarrived"]
    assert await found(quiet, '"arrived never"') == []
    assert await found(quiet, "20417") == ["20417"]
    assert await found(quiet, "frau") == ["fraud"]
    assert await found(quiet, "parcel fraud ") == []
    for odd in ('" OR 1=1', "parcel*", "NEAR(parcel)", "a:b", "'; DROP TABLE entries", "%", "(((", "\\"):
        with suppress(DeskError):
            assert set(await search(odd, None, quiet.ports)) == {"results", "next"}


async def test_people_are_found_by_name_and_address(quiet: Quiet) -> None:
    """First, and even when nothing was said."""
    _, conversation = await quiet.customer("C1 Ana")
    answer = await search("ana", None, quiet.ports)
    assert [result["conversation"]["id"] for result in answer["results"]] == [conversation.id]
    assert answer["results"][0]["hits"] == []


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("we sit in a café", "cafe "),
        ("we sit in a cafe", "CAFÉ "),
        ("the cafe\u0301 is closed", "café "),
        ("Lindenstraße 4", "lindenstraße "),
        ("Lindenstraße 4", "LINDENSTRASSE "),
        ("İstanbul office", "istanbul "),
        ("write to ana.petrova@example.com", "petrova "),
        ("write to ana.petrova@example.com", "ana.petrova@example.com "),
        ("see https://shop.example/returns/now?x=1", "returns "),
        ("order-20417, please", "20417 "),
        ("a T-shirt", '"t shirt" '),
        ("ключ от двери", "КЛЮЧ "),
        ("أين طَلَبي", "طلبي "),
        ("1e5abc 3.50", "1e5abc 50 "),
        ("so " + "long" * 300, "long" * 50),
    ],
)
async def test_words_are_found_however_they_are_written(quiet: Quiet, said: str, typed: str) -> None:
    """Case, accents, scripts, addresses and hyphens: the same on both databases, and marked where it stands."""
    person, conversation = await quiet.customer()
    entry = await quiet.says(person, conversation, said)
    answer = await search(typed, None, quiet.ports)
    hits = [hit for result in answer["results"] for hit in result["hits"] if hit["seq"] == entry.seq]
    assert len(hits) == 1
    assert any(piece["hit"] for piece in hits[0]["excerpt"])


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_words_do_not_change_when_they_are_read_again(text: str) -> None:
    """What is stored is what would be looked for, and every word is where it says it is."""
    stored = as_words(text)
    assert as_words(stored) == stored
    assert all(folded(text[word.begin : word.end]) == word.folded for word in words(text))


async def test_nothing_typed_can_break_a_search(quiet: Quiet) -> None:
    """Letters and signs of every kind reach both databases as words, or are refused in words."""
    person, conversation = await quiet.customer()
    await quiet.says(person, conversation, "hello")
    drawn = random.Random(7)
    alphabet = [*map(chr, range(1, 0x600)), *"ﷺ½²٣𝔞中文한あ️\u200d👍🏽", *"\"*():^{}[]&|!<>-+~\\'"]
    for _ in range(300):
        typed = "".join(drawn.choices(alphabet, k=drawn.randint(1, 60)))
        with suppress(DeskError):
            await search(typed, None, quiet.ports)
    assert await search("ﷺ" * 200, None, quiet.ports) == {"results": [], "next": None}


async def test_orders_and_files_are_found_where_they_are_shown(quiet: Quiet) -> None:
    """An order by the number on its card, a file by its name; the excerpt names them."""
    _, conversation = await quiet.customer()
    card = {"kind": "order", "order": {"number": "20599", "state": "shipped"}}
    file = Attached("f_1", "broken-lamp.png", "image/png", 7)
    message = Message(str(uuid.uuid4()), "Here it is.", card=card, attachments=(file,))
    bot = Author(AuthorKind.BOT, "Warmhand")
    entry = Entry(conversation.id, conversation.last_seq + 1, EntryKind.MESSAGE, quiet.clock(), bot, message)
    after = replace(conversation, last_seq=entry.seq)
    async with quiet.ports.record.change() as unit:
        await unit.conversations.save(conversation, Change(after, (entry,)))
    assert await found(quiet, "20599 ") == ["20599"]
    assert await found(quiet, "lamp ") == ["lamp"]


async def test_changed_and_deleted_words_are_not_found_any_more(quiet: Quiet) -> None:
    """The index follows in the same commit."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    said = await quiet.replies(maya, conversation, "on Mnday")
    assert said.message is not None
    await agent_amends(conversation.id, maya, said.message.id, "on Tuesday", quiet.ports)
    assert (await found(quiet, "mnday "), await found(quiet, "tuesday ")) == ([], ["Tuesday"])
    await agent_amends(conversation.id, maya, said.message.id, None, quiet.ports)
    assert await found(quiet, "tuesday ") == []


async def test_people_are_found_by_what_is_known_of_them_now(quiet: Quiet) -> None:
    """Accents aside, by the shop's number, by a new name and not by the old one; never without the right to look."""
    person, conversation = await quiet.customer("Élodie Müller")
    assert await conversations_with(quiet, "elodie muller ") == {conversation.id}
    assert await conversations_with(quiet, "mull") == {conversation.id}
    async with quiet.ports.record.change() as unit:
        await unit.customers.save(replace(person, name="Zoë Brandt", shop_customer_id="C7731"))
    assert await conversations_with(quiet, "c7731 ") == {conversation.id}
    assert await conversations_with(quiet, "zoe ") == {conversation.id}
    assert await conversations_with(quiet, "muller ") == set()


async def test_a_deleted_word_leaves_the_file(quiet: Quiet) -> None:
    """Reworded or deleted: once the round was there, nothing of it can be read in SQLite's file; the rest is found."""
    person, conversation = await quiet.held(await quiet.agent())
    for number in range(20):
        await quiet.says(person, conversation, f"canarybird {number} sits in a goldencage")
    reworded = await quiet.says(person, conversation, "silverspoon and more")
    deleted = await quiet.says(person, conversation, "copperkettle and more")
    assert reworded.message is not None
    assert deleted.message is not None
    await customer_amends(conversation.id, person, reworded.message.id, "only words", quiet.ports)
    await customer_amends(conversation.id, person, deleted.message.id, None, quiet.ports)
    # A later message, so that the inbox does not show the last words either.
    await quiet.says(person, conversation, "goodbye")
    assert await found(quiet, "silverspoon ") == await found(quiet, "copperkettle ") == []
    done = await forget_removed_words(quiet.ports)
    assert done == quiet.settings.database_url.startswith("sqlite")
    assert not await forget_removed_words(quiet.ports)
    assert len(await found(quiet, "goldencage ")) == 20
    if done:
        await quiet.desk.record.tidy()
        left = b"".join(path.read_bytes() for path in quiet.settings.var_dir.glob("desk.db*"))
        assert b"goldencage" in left
        for gone in (b"silverspoon", b"copperkettle"):
            assert gone not in left


async def test_an_erasure_leaves_no_word_in_the_index(quiet: Quiet) -> None:
    """Neither to be found nor to be read in the file."""
    person, conversation = await quiet.customer()
    await quiet.says(person, conversation, "canarybird in a goldencage")
    other, kept = await quiet.customer()
    await quiet.says(other, kept, "a canarybird of somebody else")
    assert await conversations_with(quiet, "canarybird ") == {conversation.id, kept.id}
    await erase_customer(person.id, "admin", (), quiet.ports)
    assert await conversations_with(quiet, "canarybird ") == {kept.id}
    assert await conversations_with(quiet, "goldencage ") == set()
    if quiet.settings.database_url.startswith("sqlite"):
        await quiet.desk.record.tidy()
        for path in quiet.settings.var_dir.glob("desk.db*"):
            assert b"goldencage" not in path.read_bytes()


async def test_results_come_page_by_page(quiet: Quiet) -> None:
    """Newest first, each once, until there are no more."""
    person, conversation = await quiet.customer()
    for number in range(PAGE + 3):
        await quiet.says(person, conversation, f"umbrella {number}")
    seqs: list[int] = []
    pages, before = 0, None
    while pages == 0 or before is not None:
        answer = await search("umbrella ", before, quiet.ports)
        pages, before = pages + 1, answer["next"]
        # The assistant may have answered some by now, in the same words.
        hits = [hit for result in answer["results"] for hit in result["hits"]]
        seqs += [hit["seq"] for hit in hits if hit["author"]["kind"] == "customer"]
    assert seqs == sorted(set(seqs), reverse=True)
    assert len(seqs) == PAGE + 3
    assert pages > 1
