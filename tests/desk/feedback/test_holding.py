"""Did it hold: asked on its day, once, within the limits; answered by a tap, here or from a letter."""

from __future__ import annotations

import pytest

from desk.errors import DeskError
from desk.feedback import following_up, looking
from desk.handoff.ending import customer_ends
from desk.letters.return_link import ReturnLinks
from desk.ratings.survey import About, Asked
from tests.desk.feedback.people import end_entry, solved
from tests.desk.quiet import START, Quiet

ON_BOTH_DATABASES = True


async def test_whether_it_held_is_asked_on_its_day_and_once(quiet: Quiet) -> None:
    """Five days after a refund, with two taps; a yes closes it, and the same yes again changes nothing."""
    person, over = await solved(quiet)
    quiet.clock.forward(days=4)
    assert await following_up.ask_due(quiet.ports) == 0
    quiet.clock.forward(days=1, seconds=1)
    assert await following_up.ask_due(quiet.ports) == 1
    assert await following_up.ask_due(quiet.ports) == 0
    last = (await quiet.row("conversations", "entries", over.id, 0))[-1]
    assert [reply.command for reply in last.message.quick_replies] == ["held_yes", "held_no"]
    for _ in range(2):
        after = await following_up.answer(over.id, person, True, quiet.ports)
    assert after.state == "closed"
    with pytest.raises(DeskError, match="answered already"):
        await following_up.answer(over.id, person, False, quiet.ports)
    quiet.clock.forward(days=3)
    told = await looking.solutions(90, quiet.ports)
    assert (told["all"]["k"], told["all"]["n"], told["answered"]) == (1, 1, {"yes": 1, "no": 0})


async def test_a_no_goes_to_the_same_agent_if_there(quiet: Quiet) -> None:
    """However long ago it was; and counts against the solution."""
    person, over = await solved(quiet)
    quiet.clock.forward(days=6)
    await following_up.ask_due(quiet.ports)
    await quiet.agent()
    after = await following_up.answer(over.id, person, False, quiet.ports)
    assert (after.state, after.agent_id) == ("with_agent", "a_maya")
    assert (await quiet.lines(over))[-1] == "customer: No, it did not hold."
    (row,) = (await looking.solutions(90, quiet.ports))["rows"]
    assert (row["reason"], row["not_durable"]) == ("refund_status", {"said_no": 1})
    assert row["cases"][0]["conversation_id"] == over.id


async def test_a_no_goes_to_the_line_with_what_is_known(quiet: Quiet) -> None:
    """Nobody of before is there: the line, with the reason and what it was about."""
    person, over = await solved(quiet)
    quiet.clock.forward(days=6)
    await following_up.ask_due(quiet.ports)
    after = await following_up.answer(over.id, person, False, quiet.ports)
    assert after.state == "waiting"
    handoff = await quiet.row("handoffs", "latest_of", over.id)
    assert handoff.reason == "did_not_hold"
    assert handoff.evidence == ("Solved on 2026-11-23 (refund status), and it did not hold",)
    assert handoff.brief is not None


async def test_who_came_back_is_not_asked(quiet: Quiet) -> None:
    """Thanks are no return; a question is, and counts as not durable within a week."""
    person, over = await solved(quiet)
    thankful, theirs = await solved(quiet, "C1003")
    await quiet.says(thankful, theirs, "thanks!")
    await customer_ends(theirs.id, thankful, quiet.ports)
    await quiet.says(person, over, "it still is not here")
    quiet.clock.forward(days=8)
    assert await following_up.ask_due(quiet.ports) == 1
    found = await quiet.row("resolutions", "since", START, 9)
    dropped = next(one for one in found if one.conversation_id == over.id)
    assert dropped.dropped == "came_back"
    (row,) = (await looking.solutions(90, quiet.ports))["rows"]
    assert (row["durable"]["k"], row["durable"]["n"], row["not_durable"]) == (1, 2, {"reopened": 1})
    with pytest.raises(DeskError, match="no question open"):
        await following_up.answer(over.id, person, True, quiet.ports)


async def test_limits_are_shared_and_what_was_put_off_is_asked_later(quiet: Quiet) -> None:
    """A rating asked less than a day ago puts the other question off; it is not forgotten."""
    person, over = await solved(quiet)
    quiet.clock.forward(days=5, hours=-1)
    await quiet.says(person, over, "thanks")
    await customer_ends(over.id, person, quiet.ports)
    asked = Asked(over.id, 1, About.RATING, person.id, True, quiet.clock())
    async with quiet.ports.record.change() as unit:
        await unit.surveys.add(asked)
    quiet.clock.forward(hours=2)
    assert await following_up.ask_due(quiet.ports) == 0
    quiet.clock.forward(hours=23)
    assert await following_up.ask_due(quiet.ports) == 0, "put off by a whole day"
    quiet.clock.forward(hours=1, seconds=1)
    assert await following_up.ask_due(quiet.ports) == 1


async def test_a_letters_link_answers_too_and_opens_nothing_else(quiet: Quiet) -> None:
    """Sealed for one question: no other seal, no other conversation, and not for ever."""
    _, over = await solved(quiet)
    quiet.changes["return_links"] = ReturnLinks("s" * 32, "https://desk.example", "https://shop.example")
    quiet.clock.forward(days=6)
    await following_up.ask_due(quiet.ports)
    links = quiet.ports.return_links
    assert links is not None
    seq = (await end_entry(quiet, over))["seq"]
    page = links.asking(over.id, f"held-{seq}", quiet.clock())
    assert page is not None
    assert page.startswith("https://desk.example/held/")
    token = page.rsplit("/", 1)[1]
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), links.token(over.id, quiet.clock()), "", "a.b.c"):
        with pytest.raises(DeskError, match="not valid"):
            await following_up.answer_by_link(wrong, True, quiet.ports)
    with pytest.raises(DeskError):
        links.conversation(token, quiet.clock())
    await following_up.answer_by_link(token, True, quiet.ports)
    assert (await quiet.lines(over))[-1] == "customer: Yes, it held."
    quiet.clock.forward(days=31)
    with pytest.raises(DeskError, match="not valid"):
        await following_up.answer_by_link(token, True, quiet.ports)
