"""The standard's rules, each a pure function from a handling to a verdict with the entry it rests on.

Bot and people go through the same functions. Where a rule has nothing to ask, say of a language its phrases are not
written in, it says so instead of guessing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from desk.conversations.bot_turn import BotJob, JobState
from desk.conversations.entry import AuthorKind, Entry, EntryKind
from desk.hours.opening_hours import ALWAYS_OPEN, OpeningHours
from desk.promises.promise import Promise, State
from desk.quality.handling import JOINS, Ending, Handling, says, words
from desk.quality.standard import LOOKED_FOR, Rule, RuleId, Standard
from desk.quality.verdict import Outcome, Verdict
from desk.quality.wording import nothing_but, phrase_in

UPSET = 0.45
"""Frustration, as the bot reads it, from which on a message is a trouble without any word for it."""
NO_WISH = frozenset({"greet", "goodbye", "thanks", "affirm", "deny", "praise"})
"""What the bot read that asks for nothing."""
OPENING = 2
"""Whoever joins greets within so many of their messages."""


@dataclass(frozen=True)
class Known:
    """What else is known of the conversation: the bot's jobs, promises, and when the house is open."""

    jobs: Sequence[BotJob] = ()
    promises: Sequence[Promise] = ()
    hours: OpeningHours = field(default=ALWAYS_OPEN)

    @property
    def by_seq(self) -> Mapping[int, BotJob]:
        return {job.seq: job for job in self.jobs if job.text}


def check(handling: Handling, standard: Standard, known: Known) -> list[Verdict]:
    """A verdict for each rule of the standard, in its order."""
    return [_one(handling, rule, known) for rule in standard.rules]


def _one(handling: Handling, rule: Rule, known: Known) -> Verdict:
    if not rule.holds_for(handling.bot):
        return _not_asked(rule, "This rule is not asked here")
    other_language = handling.language not in (None, "en")
    if other_language and rule.id in LOOKED_FOR and rule.id is not RuleId.ANSWER:
        return _not_asked(rule, "Written in a language that its words are not for")
    return CHECKS[rule.id](handling, rule, known)


def _not_asked(rule: Rule, why: str, entry: Entry | None = None) -> Verdict:
    return Verdict(rule.id, Outcome.NOT_ASKED, entry.seq if entry else None, why)


def greeting(handling: Handling, rule: Rule, _known: Known) -> Verdict:
    """Who joins greets in their first words; the bot, which is there already, greets back."""
    own = handling.own
    if not own:
        return _not_asked(rule, "Nothing was said")
    if handling.bot:
        first = next(iter(handling.asked), None)
        if first is None or phrase_in(words(first), rule.phrases) is None:
            return _not_asked(rule, "Nobody greeted")
        opening = [entry for entry in own if entry.seq > first.seq][:OPENING]
    else:
        opening = own[:OPENING]
    return _phrase_in_one(rule, opening)


def acknowledgement(handling: Handling, rule: Rule, known: Known) -> Verdict:
    """After a trouble the next words of whoever handles it acknowledge it; a person joins after all that was said."""
    jobs, own = known.by_seq, handling.own
    heard = [*handling.earlier, *handling.asked] if not handling.bot else handling.asked
    if not own:
        return _not_asked(rule, "Nothing was said")
    trouble = next((entry for entry in heard if _trouble(entry, rule, jobs)), None)
    if trouble is None:
        return _not_asked(rule, "No trouble was named")
    after = [entry for entry in own if entry.seq > trouble.seq][:OPENING]
    if not after:
        return Verdict(rule.id, Outcome.MISSED, trouble.seq, "Nothing was said to this")
    return _phrase_in_one(rule, after)


def _trouble(entry: Entry, rule: Rule, jobs: Mapping[int, BotJob]) -> bool:
    job = jobs.get(entry.seq)
    upset = job is not None and job.answer is not None and job.answer.understanding.frustration >= UPSET
    return upset or phrase_in(words(entry), rule.triggers) is not None


def _phrase_in_one(rule: Rule, entries: Sequence[Entry]) -> Verdict:
    for entry in entries:
        found = phrase_in(words(entry), rule.phrases)
        if found is not None:
            return Verdict(rule.id, Outcome.MET, entry.seq, found)
    return Verdict(rule.id, Outcome.MISSED, entries[0].seq if entries else None)


def answer(handling: Handling, rule: Rule, known: Known) -> Verdict:
    """What the customer asked last, thanks and goodbyes aside, was answered by whoever had it to the end."""
    if handling.ending is not Ending.DONE:
        return _not_asked(rule, "Somebody else answers")
    jobs = known.by_seq
    asked = [*handling.asked] if handling.bot else [*handling.earlier, *handling.asked]
    last = next((entry for entry in reversed(asked) if _wants_answer(entry, rule, jobs)), None)
    if last is None:
        return _not_asked(rule, "Nothing was asked")
    reply = next((entry for entry in handling.own if entry.seq > last.seq), None)
    job = jobs.get(last.seq)
    if handling.bot and job is not None and (job.state is not JobState.DONE or _missed(job)):
        return Verdict(rule.id, Outcome.MISSED, last.seq, "The assistant had no answer")
    if reply is None:
        return Verdict(rule.id, Outcome.MISSED, last.seq, "Nothing was said to this")
    return Verdict(rule.id, Outcome.MET, reply.seq)


def _missed(job: BotJob) -> bool:
    return job.answer is None or job.answer.understanding.missed


def _wants_answer(entry: Entry, rule: Rule, jobs: Mapping[int, BotJob]) -> bool:
    job = jobs.get(entry.seq)
    read = job.answer.understanding.intent if job is not None and job.answer is not None else None
    return read not in NO_WISH and not nothing_but(words(entry), rule.phrases)


def next_step(handling: Handling, rule: Rule, _known: Known) -> Verdict:
    """The last words say what happens next: in words, by asking, or by something to choose from."""
    if handling.ending is Ending.PASSED_ON or not handling.own:
        return _not_asked(rule, "It went on with somebody else" if handling.own else "Nothing was said")
    last = handling.own[-1]
    together = _said_together(handling, last)
    if handling.ending is Ending.HANDED_OVER:
        # To be handed over is a next step, and the desk itself says how long it takes.
        return Verdict(rule.id, Outcome.MET, handling.last_seq, "A person was asked for")
    for entry in together:
        message = entry.message
        if message is not None and (message.quick_replies or message.card):
            return Verdict(rule.id, Outcome.MET, entry.seq, "Something to choose from")
        found = "?" if "?" in words(entry) else phrase_in(words(entry), rule.phrases)
        if found is not None:
            return Verdict(rule.id, Outcome.MET, entry.seq, found)
    return Verdict(rule.id, Outcome.MISSED, last.seq)


def _said_together(handling: Handling, last: Entry) -> list[Entry]:
    """The last own messages that no word of the customer divides, newest first."""
    spoken = [entry for entry in handling.entries if entry.kind is EntryKind.MESSAGE and entry.seq <= last.seq]
    return list(takewhile(lambda entry: not says(entry, AuthorKind.CUSTOMER), reversed(spoken)))


def no_blame(handling: Handling, rule: Rule, _known: Known) -> Verdict:
    """Nothing that was said blames, lectures or hushes."""
    own = handling.own
    if not own:
        return _not_asked(rule, "Nothing was said")
    for entry in own:
        found = phrase_in(words(entry), rule.phrases)
        if found is not None:
            return Verdict(rule.id, Outcome.MISSED, entry.seq, found)
    return Verdict(rule.id, Outcome.MET, own[-1].seq)


def promise_kept(handling: Handling, rule: Rule, known: Known) -> Verdict:
    """What was promised in it was kept, or moved in time; while one is open nobody can tell."""
    made = promises_of(handling, known)
    if not made:
        return _not_asked(rule, "Nothing was promised")
    broken = next((each for each in made if each.state is State.BROKEN), None)
    if broken is not None:
        return Verdict(rule.id, Outcome.MISSED, broken.said_seq or handling.last_seq, "Late")
    if any(each.state is State.OPEN for each in made):
        return Verdict(rule.id, Outcome.NOT_ASKED, made[0].said_seq, "Not due yet")
    kept = [each for each in made if each.state is not State.WITHDRAWN]
    if not kept:
        return _not_asked(rule, "It was withdrawn")
    return Verdict(rule.id, Outcome.MET, kept[-1].said_seq or handling.last_seq)


def promises_of(handling: Handling, known: Known) -> list[Promise]:
    """What whoever handled it promised meanwhile."""
    begins, ends = handling.entries[0].at, handling.ended_at
    return [each for each in known.promises if each.agent_id == handling.agent_id and begins <= each.made_at <= ends]


def wait(handling: Handling, rule: Rule, known: Known) -> Verdict:
    """The longest the customer waited for a reply; for people in the house's open time, from asking for one."""
    waits = _waits(handling, known)
    if not waits:
        return _not_asked(rule, "Nobody waited")
    longest, reply = max(waits, key=lambda each: (each[0], -each[1].seq))
    target = timedelta(seconds=rule.bot_seconds if handling.bot else rule.people_seconds)
    outcome = Outcome.MET if longest <= target else Outcome.MISSED
    return Verdict(rule.id, outcome, reply.seq, in_words(longest))


def _waits(handling: Handling, known: Known) -> list[tuple[timedelta, Entry]]:
    found: list[tuple[timedelta, Entry]] = []
    since: datetime | None = None
    own = {entry.seq for entry in handling.own}
    for entry in handling.entries:
        begins = entry.kind is EntryKind.HANDOFF_REQUESTED or (entry.kind in JOINS and not handling.bot)
        if since is None and (begins or says(entry, AuthorKind.CUSTOMER)):
            since = entry.at
        elif since is not None and entry.seq in own:
            waited = entry.at - since if handling.bot else known.hours.between(since, entry.at)
            found.append((waited, entry))
            since = None
    return found


def in_words(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


Check = Callable[[Handling, Rule, Known], Verdict]

CHECKS: dict[RuleId, Check] = {
    RuleId.GREETING: greeting,
    RuleId.ACKNOWLEDGEMENT: acknowledgement,
    RuleId.ANSWER: answer,
    RuleId.NEXT_STEP: next_step,
    RuleId.NO_BLAME: no_blame,
    RuleId.PROMISE_KEPT: promise_kept,
    RuleId.WAIT: wait,
}
