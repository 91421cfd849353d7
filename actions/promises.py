"""What people of the team promised this customer, as the desk tells it with each message.

The desk decides who may hear of it; here it is only said. A message asks after a promise when it asks for its kind and
when, or reminds us that it was promised.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.reply import PERSON, Reply

ASKING = re.compile(
    r"\b(?:when|where|how (?:long|much longer|soon)|still|yet|any|status|what about|what happened|waiting|wait|"
    r"promis\w*|said|did|have you|has|will|do i get|nobody|no one|not got)\b"
)
KINDS = {
    "refund": re.compile(r"\brefund\w*|\bmoney\b|\breimburs\w+"),
    "replacement": re.compile(r"\breplac\w+|\bexchang\w+|\bnew (?:one|parcel|package|item|[a-z]+)\b"),
    "delivery": re.compile(r"\bparcel\b|\bpackage\b|\bdeliver\w*|\bmy order\b|\barriv\w+"),
    "call_back": re.compile(
        r"\b(?:call|phone|ring)\w*\s+(?:me|us|back)\b|\b(?:a|the|my|your) (?:phone )?call\b|\bcall-?back\b"
    ),
    "answer": re.compile(
        r"\b(?:an|the|my|your) (?:answer|reply)\b|\b(?:get|come) back to (?:me|us)\b|\bhear (?:back )?from\b|"
        r"\b(?:answer|write|tell|e-?mail) (?:me|us)\b|\blet (?:me|us) know\b|\bnews\b|\bupdate\b"
    ),
}
ANY_KIND = re.compile(r"\bpromis\w*")
NAMES = {
    "refund": "Your refund",
    "replacement": "Your replacement",
    "delivery": "Your delivery",
    "call_back": "Your call back",
    "answer": "Your answer",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise that is still owed. `due` is in words of the house's clock: `Friday, 5 December`."""

    what: str
    note: str
    due: str
    by: str
    late: bool

    @property
    def named(self) -> str:
        """`Your refund (order 20417)`."""
        name = NAMES.get(self.what)
        if name is None:
            return f"What {self.by} promised ({self.note})"
        return f"{name} ({self.note})" if self.note else name


def read_promises(given: Any) -> tuple[Promise, ...]:
    """Those the desk told of; what is not as agreed is left out."""
    return tuple(
        Promise(each["what"], each["note"], each["due"], each["by"], each["late"] is True)
        for each in (given if isinstance(given, list) else [])
        if isinstance(each, Mapping) and all(isinstance(each.get(name), str) for name in ("what", "note", "due", "by"))
    )


def asked_after(text: str, promises: tuple[Promise, ...]) -> tuple[Promise, ...]:
    """The promises this message asks after, the soonest first; all of them where it only says that we promised."""
    said = " ".join(text.lower().replace("’", "'").split())
    if not promises or not ASKING.search(said):
        return ()
    found = tuple(each for each in promises if each.what in KINDS and KINDS[each.what].search(said))
    return found or (promises if ANY_KIND.search(said) else ())


def say_promises(text: str, promises: tuple[Promise, ...], reply: Reply) -> bool:
    """Say when what is asked after is due; False when nothing was promised that this message asks after."""
    asked = asked_after(text, promises)
    if not asked:
        return False
    for each in asked:
        reply.note("what we promised", f"{each.named}, due on {each.due}{', late' if each.late else ''}", ok=True)
    late = any(each.late for each in asked)
    reply.say(" ".join(map(_words, asked)), *((PERSON,) if late else ()))
    return True


def _words(promise: Promise) -> str:
    if promise.late:
        return (
            f"{promise.named} was promised for {promise.due}, and it is late. I am sorry. {promise.by} and the team "
            "have been reminded; a person can tell you more."
        )
    return f"{promise.named} is due on {promise.due}: {promise.by} promised it."
