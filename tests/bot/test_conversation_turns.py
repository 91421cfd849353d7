"""How a tracker is read as turns, in particular what is forgotten after a person had the conversation."""

from __future__ import annotations

from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.policies.conversation_turns import turns_of


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
