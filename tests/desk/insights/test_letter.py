"""The weekly letter to supervisors who asked for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from desk.errors import DeskError
from desk.insights import digest
from desk.insights.house_targets import InsightRules
from desk.letters.ports import NotTaken, Outgoing, Unclear
from desk.letters.return_link import ReturnLinks
from tests.desk.insights.people import learnt, served
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True


class Bag:
    """Takes letters, or does not: the mail server is somebody else's."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.letters: list[Outgoing] = []
        self.fails = fails

    async def carry(self, letter: Outgoing, before_handing_in: Any) -> None:
        await before_handing_in()
        if self.fails is not None:
            raise self.fails
        self.letters.append(letter)


def mailing(quiet: Quiet) -> None:
    quiet.changes["return_links"] = ReturnLinks("a secret of this test", "http://desk", "http://shop")
    quiet.changes["insights"] = InsightRules(hour_cost=3_000)


async def test_the_letter_comes_once_a_week_to_who_asked(quiet: Quiet) -> None:
    """From Monday, seven o'clock, on; the same figures as on the page; whoever is no supervisor any more gets none."""
    maya, olu = await quiet.agent("a_maya"), await quiet.agent("a_olu")
    with pytest.raises(DeskError, match="No mail server"):
        await digest.ask(olu, True, quiet.ports)
    mailing(quiet)
    assert (await digest.ask(olu, True, quiet.ports))["wanted"] is True
    await served(quiet, maya)
    await learnt(quiet)
    bag = Bag()
    assert await digest.send_letters(quiet.ports, bag) == 0
    quiet.clock.forward(days=6, hours=21)
    assert await digest.send_letters(quiet.ports, bag) == 0, "Monday at six"
    quiet.clock.forward(hours=1)
    sent = await asyncio.gather(*(digest.send_letters(quiet.ports, bag) for _ in range(2)))
    assert sum(sent) == 1
    letter = bag.letters[0]
    assert letter.to == "olu@warmhand.example"
    assert "Conversations: 1 (0)" in letter.text
    assert "damaged item: 1" in letter.text
    assert "<td>1</td><td>0</td>" in letter.html
    assert (await digest.ask(olu, False, quiet.ports))["wanted"] is False
    quiet.clock.forward(days=7)
    assert await digest.send_letters(quiet.ports, bag) == 0


@pytest.mark.parametrize(
    "fails, again", [(NotTaken("busy"), 1), (NotTaken("no", final=True), 0), (Unclear("cut off"), 0)]
)
async def test_a_letter_that_was_not_taken_goes_again(quiet: Quiet, fails: Exception, again: int) -> None:
    """Only if the mail server surely does not have it."""
    mailing(quiet)
    await digest.ask(await quiet.agent("a_olu"), True, quiet.ports)
    quiet.clock.forward(days=8)
    assert await digest.send_letters(quiet.ports, Bag(fails)) == 0
    assert await digest.send_letters(quiet.ports, Bag()) == again


async def test_the_letter_ends_with_the_role(quiet: Quiet) -> None:
    """An agent does not get what supervisors get."""
    mailing(quiet)
    await digest.ask(await quiet.agent("a_maya"), True, quiet.ports)
    quiet.clock.forward(days=8)
    bag = Bag()
    assert await digest.send_letters(quiet.ports, bag) == 0
    assert bag.letters == []
