"""How displeased a message sounds: a table of clear cases."""

from __future__ import annotations

import pytest

from bot.nlu.displeasure import read_displeasure

FURIOUS = [
    "THIS IS OUTRAGEOUS!!! I am fed up with you useless idiots",
    "worst service ever, you are a bunch of liars and I've had enough",
    "are you kidding me??? absolutely disgusting, I am sick of this",
    "FUCK OFF with your stupid bot, unbelievable",
]
DISPLEASED = [
    "this is ridiculous",
    "I already told you my number",
    "that doesn't help",
    "I'm really disappointed",
    "for the third time, where is my parcel",
    "thanks for nothing",
    "you are not listening",
]
CALM = [
    "where is my order 20417",
    "I want to return my shoes",
    "",
    "The vase arrived broken, what can I do?",
    "can I speak to a manager",
    "WHERE IS MY ORDER",
    "is the DHL driver coming today!!!",
    "OMG I LOVE IT THANK YOU SO MUCH!!!",
    "haha this weather is terrible, no worries",
    "what is the return policy for lost items",
    "my kettle does not work",
]


@pytest.mark.parametrize("text", FURIOUS)
def test_fury_is_seen(text: str) -> None:
    """Several strong signs together reach the handoff's threshold, and are named."""
    seen = read_displeasure(text)
    assert seen.score >= 0.75
    assert len(seen.reasons) >= 2


@pytest.mark.parametrize("text", DISPLEASED)
def test_displeasure_is_seen_but_is_no_fury(text: str) -> None:
    """One sign is displeasure, no more."""
    assert 0.25 <= read_displeasure(text).score < 0.75


@pytest.mark.parametrize("text", CALM)
def test_calm_stays_calm(text: str) -> None:
    """Problems told plainly, loud letters alone and joy are not displeasure."""
    assert read_displeasure(text).score < 0.25
