"""Praise in a customer's own words, in English: said of somebody or of how they were served. Pure.

It goes to a wall where people read it in earnest, so it would rather miss praise than show scorn: politeness, irony,
wishes, questions, quotes and what is said of a thing or of somebody else is no praise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

WORDS_LIMIT = 300
_GOOD = (
    r"(?:great|good|amazing|awesome|fantastic|excellent|brilliant|wonderful|lovely|outstanding|superb|fabulous|perfect|"
    r"incredible|terrific|exceptional|marvellous|first[- ]class|top[- ]notch|stellar|impressive)"
)
_KIND = (
    r"(?:helpful|kind|friendly|patient|polite|professional|nice|caring|understanding|attentive|sweet|thoughtful|"
    r"quick|fast|efficient|competent|supportive|courteous)"
)
_VERY = (
    r"(?:so|very|really|super|incredibly|extremely|absolutely|truly|such a|such an|just|always|unbelievably|most|"
    r"actually|all|both)"
)
_WHO = (
    r"(?:you|you guys|you all|he|she|they|the (?:agent|assistant|bot|lady|man|woman|guy|person|colleague|team)|"
    r"your (?:\w+ )?(?:team|service|support|help|staff|people|colleagues?|agents?|assistant|bot|chatbot|man|"
    r"woman)(?: \w+)?|"
    r"this (?:assistant|bot|chat|service)|everybody|everyone)"
)
_BE = r"(?:(?: are|'re| is|'s| was| were| has been|'s been| have been|'ve been)\b)"
_SERVED = r"(?:service|support|help|job|work|team|assistance|experience|advice|care|customer service|customer care)"
_STAR = (
    r"(?:a star|a legend|legends?|a gem|a lifesaver|life ?savers?|an angel|a hero|my hero|the best|a treasure|stars)"
)

SAID_OF_SOMEBODY = tuple(
    re.compile(each)
    for each in (
        rf"\b{_WHO}{_BE}(?: {_VERY})*(?: an?)? (?:{_GOOD}|{_KIND}|{_STAR})\b",
        (
            rf"\b(?:such|what) an? (?:{_VERY} )*(?:{_GOOD}|{_KIND})(?:,? (?:and )?\w+)? (?:person|human|colleague|"
            rf"agent|team|man|woman)\b"
        ),
        rf"\b(?:{_GOOD}|{_KIND}|best|fastest|kindest|nicest|friendliest)(?:,? (?:and )?\w+)? {_SERVED}\b",
        rf"\bbest (?:\w+ ){{0,2}}{_SERVED}\b",
        (
            r"\byou(?:'ve| have)? (?:really |just |totally |absolutely )*(?:made my (?:day|week)|"
            r"saved (?:me|my|us|our)|went (?:above|out of your way|the extra)|exceeded|outdid|"
            r"helped (?:me|us) (?:a lot|so much|so well|enormously))"
        ),
        r"\byou solved (?:it |this |that |everything )?(?:in|within) ",
        r"\b(?:he|she|they) (?:really )?(?:went (?:above|out of|the extra)|made my (?:day|week)|saved my)",
        r"\b(?:kudos|hats off|shout ?-?out|props|compliments|big thanks|huge thanks|my praise) to\b",
        r"\b(?:5|five) stars?\b|\b10 ?/ ?10\b|\bten out of ten\b",
        (
            r"\b(?:highly|would|will|'ll|definitely) recommend (?:you|your (?:service|support|shop)|this (?:shop|"
            r"service))\b|"
            r"\bwould recommend$"
        ),
        r"\b(?:a|real|such a) pleasure (?:talking|chatting|dealing|speaking|to (?:talk|chat|deal|speak))\b",
        (
            r"\b(?:really |very |so |truly |deeply )?impressed (?:with|by|at) (?:your|how (?:fast|quick|quickly|"
            r"well|kind|kindly|"
            r"friendly|you|helpful|patient)|the (?:service|support|help))"
        ),
        r"\bi love (?:how|your (?:service|support|team|help)|the way you)\b",
        r"\b(?:can't|cannot|can not) thank you enough\b",
        (
            r"\b(?:thank you|thanks) (?:so|very) much for (?:all )?(?:your|the) (?:\w+ )?(?:patience|kindness|"
            r"effort|understanding|care)\b"
        ),
        r"\b(?:thanks|thank you) (?:so much|a million)\b.*\b(?:appreciate|legend|means a lot|star|amazing|great)\b",
        (
            r"\b(?:really|truly|so much|greatly|very much) appreciate (?:your (?:help|patience|kindness|effort)|"
            r"all you|what you)"
        ),
        r"\byou deserve\b|\bkeep it up\b",
        rf"\b(?:the way|how) you (?:handled|solved|sorted|dealt with|fixed) .{{0,30}}(?:was|is) (?:{_VERY} )*{_GOOD}",
        rf"\b(?:super|very|really|so) {_KIND} and {_KIND}\b(?=,|!|\.|$)",
    )
)
"""Somebody of us, or how they were served, is called good."""
NEVER_SO_GOOD = re.compile(
    rf"\bnever (?:had|been|experienced|seen|met|got) (?:\w+ )?such an? ?(?:{_GOOD}|{_KIND})|"
    rf"\bnever had such (?:{_GOOD}|{_KIND})|"
    r"\b(?:could not|couldn't) have been (?:more (?:helpful|kind|patient|friendly)|nicer|kinder|better|friendlier)"
)
"""Praise by way of a no."""

NO_OR_MAYBE = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|hardly|barely|without|far from|less than|anything but|"
    r"\w+n't|cannot|would be|could be|should be|would have|if|unless|wish|hope|hopefully|expected|supposed|"
    r"would appreciate|would like|could you|can you|used to|last year|last time|hear that|says?|said|wrote|you write|"
    r"claims?|promised?|supposedly|allegedly|doubt|enough that)\b"
)
UNTOUCHED = re.compile(
    r"\b(?:can't|cannot|can not) thank you enough\b|\bdid(?:n't| not) expect (?:that|it|this)\b|\bwithout \w+ing\b|"
    r"\bwon't forget\b|\bcouldn't have done it without\b|\bwhat your competitor.*|\bno (?:problem|fuss|hassle)\b"
)
"""Has a no in it and takes nothing back."""
SCORN = re.compile(
    r"\bthank(?:s| you) for nothing\b|\byeah,? right\b|\bslow clap\b|\bcongratulations\b|\bhow (?:slow|rude|"
    r"long|bad)\b|"
    r"\bmust be (?:so )?proud\b|🙄|🤡|😒|🤦|👎|😡|😠|\s/s$|\bhow lovely of you\b|\bcopy and paste\b|\bon hold\b|"
    r"\b(?:oh|wow|just),? (?:great|brilliant|wonderful|fantastic|perfect|lovely|excellent)\b(?=[,.!]|$)|"
    r"\bthe best part\b|"
    r"\b(?:job|work|done)\b,? (?:you )?(?:\w+ed to )?"
    r"(?:los|break|ruin|ignor|send|forgett|delay|mess|cancell|damag|destroy|fail)\w*"
)
"""Never meant, whatever else is said."""
TROUBLE = re.compile(
    r"\b(?:late|lost|broken|broke|damaged|missing|wrong|again|waiting|waited|wait|delay(?:ed)?|useless|ridiculous|"
    r"disappoint\w*|worst|terrible|awful|bad|angry|unacceptable|ignored|joke|rude|slow|nobody|no answer|"
    r"no reply|not arrived|never arrived|still (?:no|not|nothing)|weeks?|refund|money|problem|complain\w*|fault)\b"
)
MADE_GOOD = re.compile(
    r"\b(?:sorted|solved|fixed|resolved|replaced|refunded|handled|turned it around|got me|right away|straight ?away|"
    r"in no time|within (?:a|an|one|two|\d+) (?:minutes?|hours?|days?)|in (?:two|five|ten|\d+) minutes|next day|"
    r"same day|"
    r"replied|found)\b"
)
TURN = re.compile(r",?\s*\b(?:but|however|yet|though|nevertheless|still,)\b\s*,?")
OTHERS = re.compile(
    r"\b(?:my (?:\w+ )?(?:neighbour|neighbor|sister|brother|mother|father|friend|husband|wife|partner|son|"
    r"daughter|colleague)|"
    r"(?:the|your) (?:delivery|courier|driver|postman|parcel)(?: \w+)?|dhl|ups|dpd|hermes|fedex)\b"
)
"""Somebody who is none of us."""
QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+|;\s*|(?<=[!?.])(?=[A-Z])")


def praise_in(text: str, team: Iterable[str] = ()) -> str | None:
    """The sentences of a message that praise, as they were written; None if none does. `team`: whose names count."""
    plain = text.replace("’", "'").replace("‘", "'")
    own = "\n".join(line for line in plain.splitlines() if not line.lstrip().startswith(">"))
    without_quotes = QUOTED.sub(" ", own)
    if SCORN.search(without_quotes.lower()):
        return None
    sentences = [each.strip() for each in SENTENCE_END.split(without_quotes) if each.strip()]
    praising = [each for each in sentences if any(map(_praises, _clauses(_unnamed(each, team))))]
    if not praising or not _in_earnest(sentences):
        return None
    return " ".join(praising)[:WORDS_LIMIT]


def _unnamed(sentence: str, team: Iterable[str]) -> str:
    """In lower case, with "she" for whoever of the team is called by their first name."""
    firsts = {re.escape(name.split()[0].lower()) for name in team if name.strip()}
    said = sentence.lower()
    return re.sub(rf"\b(?:{'|'.join(sorted(firsts))})\b", "she", said) if firsts else said


def _clauses(sentence: str) -> Iterator[str]:
    # Each side of a turn stands for itself: "not fast, but friendly".
    yield from filter(None, (part.strip() for part in TURN.split(sentence)))


def _praises(clause: str) -> bool:
    if clause.endswith("?"):
        return False
    if NEVER_SO_GOOD.search(clause):
        return True
    meant = UNTOUCHED.sub(" ", clause)
    if NO_OR_MAYBE.search(meant):
        # "I can't thank you enough" has its no in itself.
        return "thank you enough" in clause and "not enough" not in clause
    said = next((found for each in SAID_OF_SOMEBODY if (found := each.search(clause))), None)
    return said is not None and not OTHERS.search(clause)


def _in_earnest(sentences: list[str]) -> bool:
    """Trouble in the same message turns praise to scorn, unless it says what was made good, or turns itself."""
    whole = " ".join(sentences).lower()
    if not TROUBLE.search(NEVER_SO_GOOD.sub(" ", whole)):
        return True
    if MADE_GOOD.search(whole):
        return True
    turned = any(TURN.search(sentence.lower()) for sentence in sentences)
    after = TURN.split(whole)[-1]
    return turned and not TROUBLE.search(after)
