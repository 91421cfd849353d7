"""What the service standard says of one reply: rule by rule, with the words that show it. Pure.

The house's own standard (`desk.quality.standard`), as far as one reply alone can be measured by it: whether a promise
is kept or a wait is short shows only in a whole handling. Its phrases are English, and nobody can tell from words
whether what was said is true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desk.quality.standard import TITLES, Rule, RuleId, Standard
from desk.quality.wording import phrase_in

EVIDENCE_LIMIT = 120


@dataclass(frozen=True)
class Verdict:
    """`met` None: the rule does not apply here. `evidence`: the words that show it, or what is missing."""

    rule: RuleId
    met: bool | None
    evidence: str


@dataclass(frozen=True)
class Asked:
    """What the reply is to: the customer's words since the last reply, and whether it is the first."""

    words: str
    first: bool


_ONLY_HOLDS = re.compile(
    r"^\W*(?:(?:hello|hi|hey|dear|good \w+)[^.!?]*[.!?]?\s*)?"
    r"(?:(?:one|just a|a) (?:moment|second|minute)|please (?:wait|hold)|let me (?:check|look|see)|"
    r"i(?:'ll| will) (?:check|look)|bear with me)[^.!?]*[.!?]?\W*$",
    re.IGNORECASE,
)


def rules_in_words(standard: Standard) -> dict[str, str]:
    """The names of the rules a reply is measured by, in the standard's order."""
    return {str(rule.id): TITLES[rule.id] for rule in _measured(standard)}


def verdict(reply: str, asked: Asked, standard: Standard) -> tuple[Verdict, ...]:
    """One for each of the standard's rules that are asked of people and show in a single reply, in their order."""
    text = " ".join(reply.replace("’", "'").split())
    return tuple(CHECKS[rule.id](text, asked, rule) for rule in _measured(standard))


def _measured(standard: Standard) -> list[Rule]:
    return [rule for rule in standard.rules if rule.id in CHECKS and rule.holds_for(bot=False)]


def _greeting(text: str, asked: Asked, rule: Rule) -> Verdict:
    if not asked.first:
        return Verdict(rule.id, None, "Only the first reply greets.")
    return _found(rule, phrase_in(text, rule.phrases), "It begins without a greeting.")


def _acknowledgement(text: str, asked: Asked, rule: Rule) -> Verdict:
    if phrase_in(asked.words, rule.triggers) is None:
        return Verdict(rule.id, None, "The customer told of no trouble.")
    return _found(rule, phrase_in(text, rule.phrases), "The customer has trouble, and no word of it.")


def _answer(text: str, _asked: Asked, rule: Rule) -> Verdict:
    if not text:
        return Verdict(rule.id, False, "Nothing is written.")
    if _ONLY_HOLDS.match(text):
        return Verdict(rule.id, False, "It only asks the customer to wait.")
    told = next((each for each in re.split(r"(?<=[.!?])\s+", text) if not each.endswith("?")), None)
    if told is None:
        return Verdict(rule.id, False, "It only asks.")
    return Verdict(rule.id, True, told[:EVIDENCE_LIMIT])


def _next_step(text: str, _asked: Asked, rule: Rule) -> Verdict:
    found = "?" if "?" in text else phrase_in(text, rule.phrases)
    return _found(rule, found, "It ends without what happens next or what the customer can do.")


def _no_blame(text: str, _asked: Asked, rule: Rule) -> Verdict:
    found = phrase_in(text, rule.phrases)
    return Verdict(rule.id, found is None, found or "")


def _found(rule: Rule, found: str | None, missing: str) -> Verdict:
    return Verdict(rule.id, found is not None, found if found is not None else missing)


CHECKS: Mapping[RuleId, Callable[[str, Asked, Rule], Verdict]] = {
    RuleId.GREETING: _greeting,
    RuleId.ACKNOWLEDGEMENT: _acknowledgement,
    RuleId.ANSWER: _answer,
    RuleId.NEXT_STEP: _next_step,
    RuleId.NO_BLAME: _no_blame,
}
