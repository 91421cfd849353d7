"""Order numbers and e-mail addresses as people type them. Pure."""

import re
from typing import Any, Literal

Proof = Literal["order_number", "email"]

LONGEST_EMAIL = 254
# Five digits, which may be written "20 417" or "20.417"; not part of a longer number or word.
_NUMBER = re.compile(r"(?<![\w@.-])(?:\d{5}|\d{2}[ .\u00a0]\d{3})(?![\w@-]|\.\d)", re.ASCII)
_NAMED_NUMBER = re.compile(
    r"(?:#|\border\s*(?:no\.?|nr\.?|number|num)?\s*[:#]?)\s*(\d{5}|\d{2}[ .]\d{3})(?!\w)", re.IGNORECASE | re.ASCII
)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
# "ana.example.com", "ana at example dot com": meant as an address, but not one.
_HALF_AN_EMAIL = re.compile(r"\w\.[A-Za-z]{2,}\b|\bat\b.*\bdot\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# What people put around a number or an address when they answer the question for it, and nothing else.
_AROUND_AN_ANSWER = frozenset({
    "a", "address", "an", "and", "be", "believe", "can", "check", "could", "e", "email", "for", "from", "guess",
    "hello", "here", "hey", "hi", "i", "i'm", "id", "im", "is", "it", "it's", "its", "mail", "maybe", "me", "my",
    "no", "nr", "num", "number", "of", "ok", "okay", "one", "or", "order", "ordernumber", "perhaps", "please",
    "ref", "reference", "should", "sorry", "sure", "thank", "thanks", "that", "that's", "the", "then", "think",
    "this", "try", "was", "with", "yes", "you"
})  # fmt: skip

_LACK = re.compile(
    r"\b(?:don'?t|do not|didn'?t|did not|can'?t|cannot|can not|couldn'?t|haven'?t|have not|no longer|not)\s+"
    r"(?:\w+\s+){0,2}?(?:have|know|remember|find|recall|see|got|get|keep|kept|sure)\b"
    r"|\bno (?:idea|clue|number|confirmation|e-?mail|receipt)\b|\bdunno\b|\bidk\b"
    r"|\b(?:lost|deleted|threw|forgot(?:ten)?|misplaced|binned)\b"
    r"|\bnever (?:got|had|received|saw) (?:an? |the |any |my )?(?:confirmation|e-?mail|mail|number|receipt)"
    r"|\bwhere (?:do|can|would|should|could|will) i (?:find|get|see|look)"
    r"|\bwhere(?:'s| is) (?:it|that|this|the (?:order )?number)\b"
    r"|\bwhat (?:order )?number\b|\bwithout (?:it|one|the number|a number)\b|\b(?:have|got) (?:no|none)\b"
)
_LACKED = re.compile(
    r"\b(?:it|that|this|one|any|numbers?|e-?mails?|mail|address|confirmation|receipt|details|idea|clue|handy|dunno|idk)\b"
)
_GOODS = re.compile(r"\b(?:parcel|package|refund|money|deliver\w*|items?|arrived|stuff|things)\b")


def is_lacking(text: str) -> bool:
    """True when somebody asked for a number or an address says that they do not have it, or asks where it would be."""
    plain = text.lower().replace("’", "'")
    if len(plain) > 200 or "@" in plain or re.search(r"\d{4}", plain) or not _LACK.search(plain):
        return False
    return bool(_LACKED.search(plain) or len(plain.split()) <= 4) and not _GOODS.search(plain)


def order_numbers(value: Any) -> tuple[str, ...]:
    """All different order numbers in a slot value or text ("#20417", "20 417", "order no. 20417"), digits only."""
    texts = [part for part in value if isinstance(part, str)] if isinstance(value, list) else [value]
    found = [
        re.sub(r"\D", "", match) for text in texts if isinstance(text, str) for match in _NUMBER.findall(text[:4000])
    ]
    return tuple(dict.fromkeys(found))


def named_order_number(text: str) -> str | None:
    """The number in a text that says it is one ("order 20417", "#20417"), if there is exactly one."""
    found = {re.sub(r"\D", "", match) for match in _NAMED_NUMBER.findall(text[:4000])}
    return found.pop() if len(found) == 1 else None


def clean_email(value: Any) -> str | None:
    """The one e-mail address in a slot value or text, in lower case, or None."""
    texts = [part for part in value if isinstance(part, str)] if isinstance(value, list) else [value]
    found = {match.lower() for text in texts if isinstance(text, str) for match in _EMAIL.findall(text[:4000])}
    address = found.pop() if len(found) == 1 else None
    return address if address is not None and len(address) <= LONGEST_EMAIL else None


def is_answer(text: str, asked_for: Proof) -> bool:
    """True when a message is meant as the number or address asked for, right or wrong; false for a side question."""
    if "?" in text.strip().rstrip("?") or len(text) > 300:
        return False
    if asked_for == "email":
        if "@" in text:
            return True
        return bool(_HALF_AN_EMAIL.search(text)) and len(text.split()) <= 6
    if not re.search(r"\d", text):
        return False
    words = {word.lower() for word in _WORD.findall(text)}
    # One word glued to digits ("AB-12345") is a try at a number; a sentence with a number in it is not.
    return len(words - _AROUND_AN_ANSWER) <= 1 and len(text.split()) <= 12
