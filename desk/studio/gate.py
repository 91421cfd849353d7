"""Whether a new model may take over: message by message against the one that is live. Pure.

An average hides what matters: a model can win two percent and lose everybody who asks for a person. So every flipped
message is listed, gain and loss are held against chance (McNemar's exact test), no intent may fall through its floor,
and the intents on which people depend are looked at more closely than the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb, exp, fsum, lgamma, log, log1p
from typing import Any

PROTECTED = ("human_request", "complaint", "privacy_request", "account_delete", "double_charge")
FALLBACK = "nlu_fallback"
SURELY = 0.6
"""From which on a held-out reading counts as the data speaking against a label."""
CHANCE = 0.05
"""A loss that chance explains less often than this is a loss."""


@dataclass(frozen=True)
class GateRules:
    """How much may be lost before a candidate is stopped; shares are of the exam's lines."""

    protected: tuple[str, ...] = PROTECTED
    protected_losses: int = 1
    """Net losses a protected intent may have."""
    floor_losses: int = 2
    floor_share: float = 0.1
    """An intent may lose this many lines net, or this share of its lines, whichever is more."""
    overall_losses: int = 5
    """Below so many net losses all over, chance is not asked."""
    drawn: int = 3
    """So many lines of other intents, newly and wrongly read as one intent, are a theft."""
    doubtful_usual: float = 0.05
    doubtful_chance: float = 0.02
    """Of right examples, too, this share is surely read as something else by the rest (4.8 % of the shipped ones).
    Where chance explains less often than this that so many of the new ones are, they contradict the data."""


@dataclass(frozen=True)
class Read:
    """One message of the exam or of past conversations with what both models make of it."""

    id: str
    text: str
    expected: str | None
    live: str | None
    candidate: str
    source: str = "exam"

    @property
    def effect(self) -> str | None:
        """`gained`, `lost`, `moved` (nobody knows what is right, or both are wrong), or None: nothing changed."""
        if self.live is None or self.live == self.candidate:
            return None
        if self.expected is not None and self.candidate == self.expected:
            return "gained"
        if self.expected is not None and self.live == self.expected:
            return "lost"
        return "moved"


@dataclass(frozen=True)
class Finding:
    """What speaks against a candidate (`stop`), or is worth knowing (`note`)."""

    kind: str
    level: str
    says: str


@dataclass(frozen=True)
class Verdict:
    """Passed or stopped, and everything it rests on."""

    passed: bool
    findings: tuple[Finding, ...]
    live_right: int
    candidate_right: int
    of: int
    gained: int
    lost: int
    p: float
    flips: tuple[Read, ...] = ()
    floors: tuple[tuple[str, int, int, int], ...] = ()
    """Intent, lines the live model reads right, lines the candidate does, lines in all: where they differ."""
    rules: GateRules = field(default_factory=GateRules)

    def to_json(self) -> dict[str, Any]:
        """As the studio's screens take it (docs/wire.md §6)."""
        exam = ("live_right", "candidate_right", "of", "gained", "lost", "p")
        return {
            "passed": self.passed,
            "findings": [vars(finding) for finding in self.findings],
            "exam": {name: getattr(self, name) for name in exam},
            "flips": [
                {
                    "id": read.id,
                    "text": read.text,
                    "from": read.source,
                    "expected": read.expected,
                    "live": read.live,
                    "candidate": read.candidate,
                    "effect": read.effect,
                }
                for read in self.flips
            ],
            "floors": [
                {"intent": intent, "live": live, "candidate": candidate, "of": of}
                for intent, live, candidate, of in self.floors
            ],
        }


def judge(
    exam: Sequence[Read], replay: Sequence[Read], doubtful: Mapping[str, str], added: int, rules: GateRules
) -> Verdict:
    """The verdict on a candidate.

    `doubtful` holds new examples that the rest of the data, without them, reads surely as something else: text to
    intent; `added` says how many new examples there are.
    """
    compared = [read for read in exam if read.live is not None and read.expected is not None]
    gained, lost = (sum(read.effect == effect for read in compared) for effect in ("gained", "lost"))
    p = chance_of_loss(gained, lost)
    findings = [
        *_overall(gained, lost, p, len(compared), rules),
        *_floors(compared, rules),
        *_thefts(compared, rules),
        *_silences(compared, rules),
        *_doubts(doubtful, added, rules),
        *_examined(exam, compared),
    ]
    past = [read for read in replay if read.effect is not None]
    worse = [read for read in past if read.effect == "lost"]
    if worse:
        says = f"Past messages that the live model reads right and the candidate does not: {len(worse)}."
        findings.append(Finding("replay", "note", says))
    return Verdict(
        passed=not any(finding.level == "stop" for finding in findings),
        findings=tuple(findings),
        live_right=sum(read.live == read.expected for read in compared),
        candidate_right=sum(read.candidate == read.expected for read in compared),
        of=len(compared),
        gained=gained,
        lost=lost,
        p=round(p, 5),
        flips=tuple(sorted((r for r in (*exam, *replay) if r.effect), key=_worst_first)),
        floors=tuple(row for row in _rows(compared) if row[1] != row[2]),
        rules=rules,
    )


def doubts(added: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """New examples that all the others surely read as something else: text to the label they carry.

    `added` has `text`, `intent`, and `read` and `confidence` of the example as the others read it.
    """
    wrong = [each for each in added if each["read"] != each["intent"] and each["confidence"] >= SURELY]
    return {each["text"]: each["intent"] for each in wrong}


def chance_of_loss(gained: int, lost: int) -> float:
    """McNemar, exact and one-sided: how often chance alone would lose at least so many of the flips."""
    flips = gained + lost
    return sum(comb(flips, k) for k in range(lost, flips + 1)) / 2**flips if flips else 1.0


def chance_of_so_many(found: int, of: int, usual: float) -> float:
    """How often chance alone finds at least so many, where each is one with the probability `usual` (binomial tail)."""

    def exactly(k: int) -> float:
        ways = lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1)
        return exp(ways + k * log(usual) + (of - k) * log1p(-usual))

    return min(1.0, fsum(exactly(k) for k in range(found, of + 1)))


def _overall(gained: int, lost: int, p: float, of: int, rules: GateRules) -> list[Finding]:
    if lost - gained >= rules.overall_losses and p < CHANCE:
        says = f"{lost} of {of} lines are lost and {gained} gained; chance explains that in {p:.1%} of cases."
        return [Finding("worse", "stop", says)]
    return []


def _rows(compared: Sequence[Read]) -> list[tuple[str, int, int, int]]:
    of = Counter(str(read.expected) for read in compared)
    live = Counter(str(read.expected) for read in compared if read.live == read.expected)
    candidate = Counter(str(read.expected) for read in compared if read.candidate == read.expected)
    return [(intent, live[intent], candidate[intent], count) for intent, count in sorted(of.items())]


def _floors(compared: Sequence[Read], rules: GateRules) -> list[Finding]:
    found = []
    for intent, live, candidate, of in _rows(compared):
        losses = live - candidate
        if intent in rules.protected:
            if losses > rules.protected_losses:
                says = f"{intent} is protected and loses {losses} of {of} lines."
                found.append(Finding("protected", "stop", says))
        elif losses > max(rules.floor_losses, rules.floor_share * of):
            found.append(Finding("floor", "stop", f"{intent} falls from {live} to {candidate} of {of} lines."))
    return found


def _thefts(compared: Sequence[Read], rules: GateRules) -> list[Finding]:
    """An intent that draws lines of others to itself, whoever they belong to."""
    drawn = Counter(
        read.candidate for read in compared if read.effect == "lost" and read.candidate not in (FALLBACK, read.expected)
    )
    given = Counter(read.live for read in compared if read.effect == "gained")
    return [
        Finding("drawn", "stop", f"{count} lines of other intents are now read as {intent}.")
        for intent, count in drawn.most_common()
        if count - given[intent] > rules.drawn
    ]


def _silences(compared: Sequence[Read], rules: GateRules) -> list[Finding]:
    """More messages that are not acted on at all, or more that are acted on wrongly: a threshold that moved."""
    before = sum(read.live == FALLBACK and read.expected != FALLBACK for read in compared)
    after = sum(read.candidate == FALLBACK and read.expected != FALLBACK for read in compared)
    wrong_before, wrong_after = (
        sum(answer not in (FALLBACK, "out_of_scope", read.expected) for read, answer in pairs)
        for pairs in (
            [(read, read.live) for read in compared],
            [(read, read.candidate) for read in compared],
        )
    )
    margin = max(rules.overall_losses, len(compared) // 100)
    found = []
    if after - before > margin:
        found.append(Finding("silent", "stop", f"The bot has no answer to {after} lines instead of {before}."))
    if wrong_after - wrong_before > margin:
        says = f"The bot acts on a wrong reading of {wrong_after} lines instead of {wrong_before}."
        found.append(Finding("bold", "stop", says))
    return found


def _doubts(doubtful: Mapping[str, str], added: int, rules: GateRules) -> list[Finding]:
    if not doubtful:
        return []
    some = ", ".join(f"“{text[:60]}” ({intent})" for text, intent in list(doubtful.items())[:3])
    says = f"{len(doubtful)} of {added} new examples contradict the rest of the data, such as {some}."
    stops = chance_of_so_many(len(doubtful), added, rules.doubtful_usual) < rules.doubtful_chance
    return [Finding("doubtful", "stop" if stops else "note", says)]


def _examined(exam: Sequence[Read], compared: Sequence[Read]) -> list[Finding]:
    if exam and not compared:
        return [Finding("first", "note", "There is no live model to compare with.")]
    if not exam:
        return [Finding("no_exam", "stop", "There is no exam: keep some messages for judging.")]
    return []


def _worst_first(read: Read) -> tuple[int, str]:
    return {"lost": 0, "gained": 1, "moved": 2}[read.effect or "moved"], read.expected or read.candidate
