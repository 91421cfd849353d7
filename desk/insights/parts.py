"""The parts a figure falls into: which conversations are behind it, in words. Pure."""

from __future__ import annotations

PARTS: dict[str, str] = {
    "all": "All conversations",
    "gone": "Conversations of erased customers",
    "contained": "Solved by the assistant, and held",
    "came_back": "The assistant alone, but the customer came back",
    "with_person": "With a person",
    "pending": "The assistant alone, still within the seven days",
    "handed_over": "Passed on to a person",
    "held": "Solved, and it held",
    "not_held": "Solved, but the customer came back for the same",
    "resolved_pending": "Solved, still within the seven days",
    "first_reply": "First reply, slowest first",
    "first_missed": "First reply too late",
    "first_met": "First reply in time",
    "next_missed": "A further reply too late",
    "wait": "Wait in line, longest first",
    "resolution": "Handling, longest first",
    "resolution_missed": "Handling too long",
    "resolution_met": "Handling in time",
    "bot_rated_low": "The assistant rated 1 or 2",
    "bot_rated": "The assistant rated",
    "agent_rated_low": "A person rated 1 or 2",
    "agent_rated": "A person rated",
    "article_failed": "An article did not help",
    "article_solved": "An article helped",
    "gifts": "Something was given",
    "worked": "Work of agents, most first",
}
"""Part and its words; `desk.storage.insights_store` has a condition for each (a test asks)."""
