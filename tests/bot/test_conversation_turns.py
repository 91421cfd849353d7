"""How a tracker is read as turns, in particular what is forgotten after a person had the conversation."""

from __future__ import annotations

import random

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.policies.conversation_turns import turns_of
from bot.policies.handoff_decision import decide


def said(text: str, score: float = 0.0, **more: object) -> UserUttered:
    mark = {"frustration": {"score": score, "reasons": ["strong words"]}}
    return UserUttered(text, {"name": "track_order", "confidence": 0.7}, parse_data=mark, **more)  # type: ignore[arg-type]


def test_a_turn_knows_what_the_bot_made_of_it() -> None:
    """Miss, offer and filled slot belong to the message before them."""
    turns = turns_of(
        [
            said("one"), ActionExecuted("action_miss"), ActionExecuted("action_listen"),
            said("two"), BotUttered("Talk?", {"buttons": [{"title": "Person", "payload": "desk:request_agent"}]}),
            said("three", 0.5), SlotSet("order_number", "20417"),
            said("four"), ActionExecuted("utter_out_of_scope"), ActionExecuted("action_offer_agent"),
        ]
    )  # fmt: skip
    assert [turn.missed for turn in turns] == [True, False, False, True]
    assert [turn.offered_person for turn in turns] == [False, True, False, True]
    assert [turn.filled_slot for turn in turns] == [False, False, True, False]
    assert turns[2].displeasure_reasons == ("strong words",)


def test_a_handoff_ends_the_count() -> None:
    """Words before a handoff cannot call a person a second time."""
    turns = turns_of([said("furious", 0.9), ActionExecuted("action_hand_over"), said("calm")])
    assert [turn.text for turn in turns] == ["calm"]


def test_a_hand_back_ends_the_count() -> None:
    """Words to a person do not count for the bot, nor what came before them."""
    turns = turns_of(
        [
            said("before"),
            said("to Maya", 0.9, metadata={"human_stretch": True}),
            SlotSet("handoff_decision", None),
            said("after"),
        ]
    )
    assert [turn.text for turn in turns] == ["after"]


def numbered(place: int, text: str, **cues: float) -> UserUttered:
    """A message as the desk numbers it; replies have numbers of their own."""
    parsed = {"cues": cues}
    intent = {"name": "product_info", "confidence": 0.7}
    return UserUttered(text, intent, parse_data=parsed, metadata={"seq": place})


def test_messages_in_a_row_are_one_turn() -> None:
    """The second was sent before the first was answered: it is no reaction to that answer, and both are read."""
    turns = turns_of(
        [
            numbered(1, "hello"), BotUttered("Hi!"),
            numbered(3, "dead on arrival", displeased=1.0), BotUttered("Oh dear."),
            numbered(4, "the clock I mean", displeased=-2.0, settled=0.5), BotUttered("Is the battery in?"),
            numbered(7, "it is now"),
        ]
    )  # fmt: skip
    assert [turn.text for turn in turns] == ["hello", "dead on arrival the clock I mean", "it is now"]
    assert turns[1].cues == {"displeased": 1.0, "settled": 0.5}
    assert turns[1].reply == "Oh dear. Is the battery in?"


def test_numbers_without_gaps_tell_nothing() -> None:
    """A sender that numbers only the customer's messages has not written them in a row."""
    turns = turns_of([numbered(place, f"message {place}") for place in (1, 2, 3)])
    assert len(turns) == 3


_LOUD = {"sensitive": 9.0, "injury": 9.0, "wants_person": 9.0, "displeased": 9.0, "general_displeasure": 9.0}
_CLOSERS = (ActionExecuted("action_hand_over"), SlotSet("handoff_decision", None))


@pytest.mark.parametrize("seed", range(40))
def test_old_words_never_call_a_person_again(seed: int) -> None:
    """Whatever was said before a handoff or a hand-back, a calm message after it stays with the bot."""
    dice = random.Random(seed)
    before = [
        event
        for place in range(dice.randint(1, 12))
        for event in (
            numbered(3 * place, "my lawyer, a human, useless, I hurt my hand", **_LOUD),
            *([ActionExecuted("action_miss")] if dice.random() < 0.5 else []),
            BotUttered("I did not understand that. Would you like to talk to a person?"),
        )
    ]
    after = [numbered(99, "yes please, the green one", displeased=-4.0), BotUttered("It is in your basket.")]
    turns = turns_of([*before, dice.choice(_CLOSERS), *after, numbered(101, "and in oat?", displeased=-4.0)])
    assert [turn.text for turn in turns] == ["yes please, the green one", "and in oat?"]
    assert decide(turns) is None
    assert decide(turns[:1]) is None
