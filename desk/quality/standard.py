"""The service standard: what everybody who serves a customer does, bot and people alike. Versioned data, pure rules.

A version is never changed: verdicts name the one they were found under. Phrases are what is looked for in messages,
whole words, in any case; `*` at the end of a word stands for any ending. They are English, as the bot is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from desk import errors

MOST_PHRASES, LONGEST_PHRASE, LONGEST_SAYS, LONGEST_WHY = 80, 60, 200, 300
LONGEST_WAIT = 86_400
MOST_SAMPLED = 100


class RuleId(StrEnum):
    GREETING = "greeting"
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    NEXT_STEP = "next_step"
    NO_BLAME = "no_blame"
    PROMISE_KEPT = "promise_kept"
    WAIT = "wait"


class AppliesTo(StrEnum):
    BOTH = "both"
    PEOPLE = "people"
    BOT = "bot"
    NOBODY = "nobody"
    """Switched off."""


TITLES: dict[RuleId, str] = {
    RuleId.GREETING: "Greeting",
    RuleId.ACKNOWLEDGEMENT: "Acknowledgement",
    RuleId.ANSWER: "Answer",
    RuleId.NEXT_STEP: "Next step",
    RuleId.NO_BLAME: "No blame",
    RuleId.PROMISE_KEPT: "Promise kept",
    RuleId.WAIT: "Wait within target",
}
LOOKED_FOR: dict[RuleId, str] = {
    RuleId.GREETING: "Words of greeting",
    RuleId.ACKNOWLEDGEMENT: "Words that acknowledge",
    RuleId.ANSWER: "What needs no answer",
    RuleId.NEXT_STEP: "Words that say what happens next",
    RuleId.NO_BLAME: "Words that blame",
}
"""Rules with phrases, and what these are."""
TRIGGERED = {RuleId.ACKNOWLEDGEMENT: "Words of a customer that ask for it"}


@dataclass(frozen=True)
class Rule:
    """One rule of the standard. `says` is how people read it; waits are in seconds, those of people in open time."""

    id: RuleId
    applies_to: AppliesTo
    says: str
    phrases: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    bot_seconds: int = 0
    people_seconds: int = 0

    def holds_for(self, bot: bool) -> bool:
        """Whether it is asked of the bot, or of people."""
        return self.applies_to in (AppliesTo.BOTH, AppliesTo.BOT if bot else AppliesTo.PEOPLE)

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": str(self.id),
            "title": TITLES[self.id],
            "applies_to": str(self.applies_to),
            "says": self.says,
            "phrases": list(self.phrases),
            "triggers": list(self.triggers),
            "bot_seconds": self.bot_seconds,
            "people_seconds": self.people_seconds,
        }
        return told | {"looked_for": LOOKED_FOR.get(self.id), "triggered_by": TRIGGERED.get(self.id)}


@dataclass(frozen=True)
class Standard:
    """One version. `sampled`: handlings drawn a week for peer review, each for `reviewers` colleagues."""

    version: int
    rules: tuple[Rule, ...]
    sampled: int = 10
    reviewers: int = 2
    why: str = ""
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    by: str = "Warmhand"

    def rule(self, rule_id: RuleId) -> Rule:
        return next(rule for rule in self.rules if rule.id is rule_id)


def first_standard() -> Standard:
    """What a house begins with, until a supervisor writes their own."""
    both, nothing = AppliesTo.BOTH, ()
    return Standard(
        1,
        (
            Rule(RuleId.GREETING, both, "Whoever joins greets; who is greeted greets back.", GREETINGS),
            Rule(
                RuleId.ACKNOWLEDGEMENT,
                both,
                "A trouble is acknowledged in the first words after it.",
                ACKNOWLEDGES,
                TROUBLES,
            ),
            Rule(RuleId.ANSWER, both, "The last question has an answer.", NEEDS_NO_ANSWER),
            Rule(RuleId.NEXT_STEP, both, "The last words say what happens next, or what the customer can do.", NEXT),
            Rule(RuleId.NO_BLAME, both, "Nobody is blamed, lectured or hushed.", BLAMES),
            Rule(RuleId.PROMISE_KEPT, both, "What was promised is kept, or the customer is told before it is late."),
            Rule(
                RuleId.WAIT,
                both,
                "Nobody waits longer for a reply than this.",
                nothing,
                nothing,
                bot_seconds=10,
                people_seconds=600,
            ),
        ),
    )


GREETINGS = ("hello", "hi", "hey", "good morning", "good afternoon", "good evening", "welcome", "nice to meet you")
ACKNOWLEDGES = (
    "sorry", "apolog*", "i understand", "i see", "i can see", "that is annoying", "that must be", "i hear you",
    "thank you for telling", "thank you for letting", "thanks for telling", "thanks for letting", "that should not",
    "not what you", "bad luck", "i know how",
)  # fmt: skip
TROUBLES = (
    "broken", "damaged", "defect*", "late", "missing", "wrong", "lost", "never arrived", "not arrived", "does not work",
    "doesn't work", "not working", "annoy*", "angry", "unacceptable", "disappoint*", "terrible", "ridiculous",
    "complain*", "still waiting", "twice", "again and again",
)  # fmt: skip
NEEDS_NO_ANSWER = (
    "thanks", "thank you", "thank you very much", "many thanks", "ok", "okay", "great", "perfect", "bye", "goodbye",
    "that is all", "that's all", "no", "yes", "cheers", "super",
)  # fmt: skip
NEXT = (
    "will", "i'll", "we'll", "within", "by monday", "by tuesday", "by wednesday", "by thursday", "by friday",
    "by saturday", "by sunday", "today", "tomorrow", "next", "let me know", "write any time", "write again", "you can",
    "please", "anything else", "here is how", "due", "on its way", "tell me",
)  # fmt: skip
BLAMES = (
    "your fault", "your own fault", "you should have", "you failed to", "you must have", "as i said", "as i told you",
    "i already told you", "like i said", "calm down", "obviously", "you did not read", "you didn't read", "oops",
    "not our problem", "not my problem", "you are wrong", "you're wrong",
)  # fmt: skip


def checked(draft: Standard) -> Standard:
    """The draft tidied; raises `invalid_field` where it is no standard: each rule once, words short, waits in range."""
    if [rule.id for rule in draft.rules] != list(RuleId):
        raise errors.invalid_field("rules", "Each rule must be there once, in its order.")
    if not 1 <= draft.sampled <= MOST_SAMPLED:
        raise errors.invalid_field("sampled", f"Between 1 and {MOST_SAMPLED} handlings a week can be drawn.")
    if not 1 <= draft.reviewers <= 3:
        raise errors.invalid_field("reviewers", "One to three colleagues review a handling.")
    why = draft.why.strip()
    if not why or len(why) > LONGEST_WHY:
        raise errors.invalid_field("why", f"Say in up to {LONGEST_WHY} characters why the standard is changed.")
    rules = tuple(_checked_rule(rule) for rule in draft.rules)
    return Standard(draft.version, rules, draft.sampled, draft.reviewers, why, draft.at, draft.by)


def _checked_rule(rule: Rule) -> Rule:
    says = rule.says.strip()
    if not says or len(says) > LONGEST_SAYS:
        raise errors.invalid_field("says", f"{TITLES[rule.id]}: say in up to {LONGEST_SAYS} characters what it asks.")
    phrases, triggers = _tidied(rule.phrases, rule.id), _tidied(rule.triggers, rule.id)
    on = rule.applies_to is not AppliesTo.NOBODY
    if on and rule.id in LOOKED_FOR and rule.id is not RuleId.ANSWER and not phrases:
        raise errors.invalid_field("phrases", f"{TITLES[rule.id]}: without a phrase it could not be checked.")
    if rule.id is RuleId.WAIT and not all(
        1 <= each <= LONGEST_WAIT for each in (rule.bot_seconds, rule.people_seconds)
    ):
        raise errors.invalid_field("seconds", "A wait is between one second and a day.")
    return Rule(rule.id, rule.applies_to, says, phrases, triggers, rule.bot_seconds, rule.people_seconds)


def _tidied(phrases: tuple[str, ...], rule: RuleId) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(" ".join(each.casefold().split()) for each in phrases if each.strip()))
    if len(kept) > MOST_PHRASES or any(len(each) > LONGEST_PHRASE for each in kept):
        words = f"up to {MOST_PHRASES} phrases of up to {LONGEST_PHRASE} characters"
        raise errors.invalid_field("phrases", f"{TITLES[rule]}: {words}.")
    if any(not each.strip("*").strip() for each in kept):
        raise errors.invalid_field("phrases", f"{TITLES[rule]}: a phrase needs a word.")
    return kept


def rule_from_json(told: Mapping[str, Any]) -> Rule:
    """The inverse of `Rule.to_json`, as it was stored."""
    return Rule(
        RuleId(told["id"]),
        AppliesTo(told["applies_to"]),
        told["says"],
        tuple(told["phrases"]),
        tuple(told["triggers"]),
        told["bot_seconds"],
        told["people_seconds"],
    )
