"""The wall on a real record: read off chats and comments, credited, masked, hidden, in the letter, erased."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from desk.conversations.entry import EntryKind
from desk.conversations.flows import whole_transcript
from desk.errors import DeskError
from desk.insights import digest
from desk.praise import looking
from desk.privacy.flows import erase_customer, export_customer
from desk.ratings import flows as ratings
from desk.storage.culture_schema import praise, praise_credits, praise_read
from tests.desk.culture.people import everything_read, solved
from tests.desk.insights.test_letter import Bag, mailing
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True


async def test_praise_goes_to_the_wall_with_everybody_who_touched_the_case(quiet: Quiet) -> None:
    """Once, masked, with the way to the conversation only for who may read it."""
    maya, ida = await quiet.agent("a_maya"), await quiet.agent("a_ida", here=False)
    person, conversation = await solved(quiet, maya, name="Petra Lind")
    await quiet.says(person, conversation, "You were wonderful! Call me on 0170 1234567 any time. Yours, Petra Lind")
    await quiet.says(person, conversation, "thanks")
    await everything_read(quiet)
    await everything_read(quiet)
    (told,) = (await looking.wall(maya, quiet.ports))["praise"]
    assert told["words"] == "You were wonderful!"
    assert {"name": "Maya", "bot": False, "did": "answered"}.items() <= told["credits"][0].items()
    assert (told["yours"], told["may_hide"], told["conversation_id"]) == (True, True, conversation.id)
    (for_ida,) = (await looking.wall(ida, quiet.ports))["praise"]
    assert (for_ida["yours"], for_ida["may_hide"], for_ida["conversation_id"]) == (False, False, None)


async def test_a_comment_with_a_good_mark_counts_and_one_with_a_bad_mark_does_not(quiet: Quiet) -> None:
    """The same words beside one star are scorn."""
    maya = await quiet.agent("a_maya")
    for score in (5, 1):
        person, conversation = await solved(quiet, maya)
        async with quiet.ports.record.look() as unit:
            end = next(e for e in await whole_transcript(unit, conversation.id) if e.kind is EntryKind.RESOLVED)
        words = "Excellent service, write to me at ana@example.com"
        await ratings.rate(conversation.id, person, end.seq, score, (), words, quiet.ports)
    await everything_read(quiet)
    (told,) = (await looking.wall(maya, quiet.ports))["praise"]
    assert (told["source"], told["words"]) == ("comment", "Excellent service, write to me at [e-mail]")


async def test_what_was_taken_down_stays_down(quiet: Quiet) -> None:
    """Whatever the conversation goes on with; strangers to it may not, and only the taker puts it back."""
    maya, tom, olu = [await quiet.agent(each) for each in ("a_maya", "a_tom", "a_olu")]
    person, conversation = await solved(quiet, maya)
    await quiet.says(person, conversation, "you are a star")
    await everything_read(quiet)
    (told,) = (await looking.wall(tom, quiet.ports))["praise"]
    with pytest.raises(DeskError, match="Only whoever is praised"):
        await looking.set_hidden(told["id"], True, tom, quiet.ports)
    await looking.set_hidden(told["id"], True, maya, quiet.ports)
    await quiet.says(person, conversation, "bye")
    await everything_read(quiet)
    assert (await looking.wall(olu, quiet.ports))["praise"] == []
    assert [each["hidden"] for each in (await looking.wall(maya, quiet.ports))["praise"]] == [True]
    with pytest.raises(DeskError, match="hang it up again"):
        await looking.set_hidden(told["id"], False, olu, quiet.ports)
    await looking.set_hidden(told["id"], False, maya, quiet.ports)
    assert len((await looking.wall(tom, quiet.ports))["praise"]) == 1
    with pytest.raises(DeskError, match="not on the wall"):
        await looking.set_hidden("r_none", True, olu, quiet.ports)


async def test_the_weekly_letter_has_it(quiet: Quiet) -> None:
    """Of the week it tells of, without what was taken down."""
    mailing(quiet)
    maya, olu = await quiet.agent("a_maya"), await quiet.agent("a_olu")
    await digest.ask(olu, True, quiet.ports)
    for words in ("Your service is <great>. You are a legend", "you are an angel"):
        person, conversation = await solved(quiet, maya)
        await quiet.says(person, conversation, words)
    await everything_read(quiet)
    (angel,) = [each for each in (await looking.wall(olu, quiet.ports))["praise"] if "angel" in each["words"]]
    await looking.set_hidden(angel["id"], True, olu, quiet.ports)
    quiet.clock.forward(days=7)
    bag = Bag()
    assert await digest.send_letters(quiet.ports, bag) == 1
    letter = bag.letters[0]
    assert "“You are a legend” (Maya" in letter.text
    assert "angel" not in letter.text + letter.html
    assert "<li>“You are a legend” (Maya" in letter.html
    quiet.clock.forward(days=7)
    assert await digest.send_letters(quiet.ports, bag) == 1
    assert digest.THANKS not in bag.letters[1].text, "a week without praise has no heading for it"


async def test_it_goes_with_its_customer(quiet: Quiet) -> None:
    """Erased with the conversation; what is kept of a customer tells their own words once."""
    maya = await quiet.agent("a_maya")
    person, conversation = await solved(quiet, maya)
    await quiet.says(person, conversation, "you are a star")
    await everything_read(quiet)
    kept = await export_customer(conversation.id, "shell", (), quiet.ports)
    assert not any(name.startswith("praise_") for name in kept["record"])
    await erase_customer(conversation.id, "shell", (), quiet.ports)
    async with quiet.desk.record.look() as unit:
        for table in (praise, praise_credits, praise_read):
            assert (await unit._sql.execute(select(func.count()).select_from(table))).scalar_one() == 0
    assert (await looking.wall(maya, quiet.ports))["praise"] == []
