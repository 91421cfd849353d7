"""Noticing a promise in what an agent wrote, in English: who does it, what, and by when. Pure.

It only ever suggests, so it would rather miss one than see one: words that hope, guess, ask, quote a rule or set a
condition are no promise, and neither is anything without a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desk.hours.opening_hours import OpeningHours
from desk.promises.due import Due
from desk.promises.promise import What
from desk.promises.when import read_due

WORDS_LIMIT = 160


@dataclass(frozen=True)
class Noticed:
    """A promise as it was said; `words` are the agent's own."""

    what: What
    due: Due
    words: str


OURS = re.compile(
    r"\b(?:i|we)(?:'ll| will| shall|'m going to| am going to| are going to|'re going to|"
    r" promise(?: you)?(?: to| that)?)\b(?!\s+not\b)"
)
"""Somebody of us commits themselves."""
YOURS = re.compile(
    r"\byou(?:'ll| will)\s+(?:get|have|receive|hear|be (?:refunded|called|contacted|reimbursed))\b"
    r"|\b(?:your|the|a|our)\s+(?:[a-z]+\s+){0,3}?(?:refund|money|replacement|parcel|package|order|delivery|voucher|answer|"
    r"lamp|chair|table|colleague|technician|courier)\s+(?:will|is going to)\s+"
    r"(?!not\b)(?:be|arrive|reach|leave|go out|call|phone|get back|write)\b"
    r"|\bit(?:'ll| will)\s+be\s+(?:with you|refunded|replaced|delivered|sent|dispatched|in your account|back in your)\b"
)
"""The customer is told for certain what they will have."""

NO_PROMISE = re.compile(
    r"\b(?:can't|cannot|can not|could|couldn't|won't|will not|never|unable|not able|no longer|"
    r"hope|hopefully|hoping|should|might|may|maybe|perhaps|probably|likely|possibly|presumably|"
    r"usually|normally|typically|generally|in general|as a rule|on average|expect|expected|estimate[ds]?|"
    r"try|trying|do (?:my|our) best|would|wouldn't|suppose|guess|think|believe|assume|"
    r"policy|policies|terms|conditions|according to|guideline|standard delivery|"
    r"once|unless|whether|when you|after you|as soon as|provided|in case|depends?|depending|"
    r"customers|everybody|everyone|people|anybody)\b"
)
CONDITION = re.compile(r"\bif\b(?!\s+(?:that|this|it)(?:'s| is| suits| works)| you (?:like|want|wish))")
IDLE = re.compile(r"(?:'ll|will|to|shall)\s+(?:be|need|wait|stay|see|remember|keep|miss|go)\b")
"""What somebody will be or see is nothing they do for the customer; "be back with you" is met by `KINDS` first."""

KINDS: tuple[tuple[What, re.Pattern[str]], ...] = (
    (What.CALL_BACK, re.compile(r"\b(?:call|phone|ring|telephone|give you a (?:call|ring))(?:ed)?\b")),
    (
        What.REPLACEMENT,
        re.compile(
            r"\breplac\w+|\bexchange\b|\banother (?:one|parcel|lamp|chair|table)\b"
            r"|\b(?:send|ship|get|order|post|have|receive)\w*\b.{0,30}\bnew (?:one|parcel|package|[a-z]+)\b"
        ),
    ),
    (
        What.REFUND,
        re.compile(
            r"\brefund\w*|\breimburs\w+|\bcredit(?:ed)?\b|\bmoney\b"
            r"|\b(?:pay|transfer|send|give|get)\b.{0,30}(?:€|\$|£|\beuros?\b|\bback to your (?:card|account)\b)"
        ),
    ),
    (
        What.ANSWER,
        re.compile(
            r"\b(?:get|come|be) back (?:to|with) you\b|\blet you know\b|\b(?:write|e-?mail|mail|message|text|tell|"
            r"inform|update|contact) you\b|\bwrite (?:back|again)\b|\b(?:answer|reply|an update|hear from)\b"
            r"|\bfind out\b|\b(?:check|look into|clarify|ask)\b|\bbe contacted\b"
            r"|\bsend you (?:an? )?(?:answer|e-?mail|update|message)\b"
        ),
    ),
    (
        What.DELIVERY,
        re.compile(
            r"\bdeliver\w*|\b(?:parcel|package|order|courier)\b|\b(?:ship|dispatch|post)(?:ped|ed)?\b|\barrive\b"
            r"|\breach you\b|\bsend (?:it|them|this|that|you|out)\b|\bbe with you\b"
        ),
    ),
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n+|;\s*")
CLAUSE_END = re.compile(
    r",?\s+(?:and|but|then)\s+(?=(?:i|we|you|your)(?:'ll| will|\s))|,\s+(?=(?:i|we)(?:'ll| will))", re.IGNORECASE
)
QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")


def notice(text: str, now: datetime, hours: OpeningHours) -> list[Noticed]:
    """Every promise in the text, in the order in which they were given; of one kind only the first."""
    found: dict[What, Noticed] = {}
    for clause in _clauses(text):
        what = _kind(clause.lower())
        due = read_due(clause, now, hours) if what is not None else None
        if what is not None and due is not None:
            found.setdefault(what, Noticed(what, due, clause[:WORDS_LIMIT]))
    return list(found.values())


def _clauses(text: str) -> Iterator[str]:
    plain = text.replace("’", "'").replace("‘", "'")
    own = "\n".join(line for line in plain.splitlines() if not line.lstrip().startswith(">"))
    for sentence in SENTENCE_END.split(QUOTED.sub(" ", own)):
        stripped = " ".join(sentence.split())
        said = stripped.lower()
        if said and not (said.endswith("?") or NO_PROMISE.search(said) or CONDITION.search(said)):
            yield from filter(None, CLAUSE_END.split(stripped))


def _kind(clause: str) -> What | None:
    """What it promises; None for what is no promise."""
    ours, yours = OURS.search(clause), YOURS.search(clause)
    if ours is None and yours is None:
        return None
    spoken = clause[min(each.start() for each in (ours, yours) if each is not None) :]
    kind = next((what for what, pattern in KINDS if pattern.search(spoken)), None)
    if kind is None and ours is not None and not IDLE.search(spoken):
        return What.OTHER
    return kind
