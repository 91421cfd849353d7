"""What a turn came to, as the desk hears it."""

import asyncio

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.turn_report import DeskOutput, handoff_of


def tracker_of(code):
    """A tracker whose last message was read as written in that language."""
    parsed = {"language": {"code": code, "confidence": 0.9}}
    events = [UserUttered("Wo ist mein Paket?", {"name": "track_order"}, parse_data=parsed), ActionExecuted("x")]
    return DialogueStateTracker.from_events("c_1", events)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("de", {"reason": "language", "evidence": [], "language": "de"}),
        ("other", {"reason": "language", "evidence": []}),
    ],
)
def test_a_handoff_for_the_language_names_it(code, told):
    """The desk can then look for somebody who speaks it; what names no language is left out."""
    output = DeskOutput()
    output.handoff = {"reason": "language", "evidence": []}
    assert handoff_of(output, tracker_of(code)) == told


def test_other_handoffs_are_passed_on_as_they_are():
    """A language is only told when it is the reason."""
    output = DeskOutput()
    output.handoff = {"reason": "frustration", "evidence": ["!"]}
    assert handoff_of(output, tracker_of("de")) == {"reason": "frustration", "evidence": ["!"]}


def test_a_wish_for_goodwill_travels_along():
    """What an action noted of a bad case reaches the desk beside its words, and is absent otherwise."""
    output = DeskOutput()
    asyncio.run(output.send_response("c_1", {"text": "It is late."}))
    assert output.goodwill is None
    asyncio.run(output.send_response("c_1", {"custom": {"goodwill": {"order_number": "20412", "cause": "late"}}}))
    assert output.goodwill == {"order_number": "20412", "cause": "late"}
    assert [reply["text"] for reply in output.replies] == ["It is late."]
