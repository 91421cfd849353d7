"""How displeased a single message sounds, and by what signs. Pure: text in, score and reasons out.

The score is about wording only. Whether the bot has just failed, whether the customer says a thing twice, whether
displeasure grows: that is the conversation's business, decided in `bot/policies/handoff_decision.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Displeasure:
    """0 is calm, 1 is furious; `reasons` name what was seen, strongest first."""

    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Sign:
    reason: str
    weight: float
    pattern: re.Pattern[str]


def _sign(reason: str, weight: float, *alternatives: str) -> _Sign:
    return _Sign(reason, weight, re.compile(r"\b(?:" + "|".join(alternatives) + r")", re.IGNORECASE))


_SIGNS = (
    _sign(
        "insults",
        0.62,
        r"(?:you(?:'re| are| r|r)? )(?:all )?(?:an? )?(?:bunch of )?(?:\w+ )?"
        r"(?:idiots?|morons?|liars?|crooks|thieves|scammers?|clowns?|useless|stupid)",
        r"(?:stupid|useless|dumb|idiotic|worthless|bloody|fucking|damn) (?:\w+ )?"
        r"(?:bot|robot|machine|chatbot|company|shop|people|service)",
        r"incompetent",
        r"scam(?:mers?)?\b(?! (?:email|mail|sms|text|message|alert))",
        r"rip[- ]?off",
        r"screw you",
        r"f+u+c+k+ (?:you|off|this)",
        r"go to hell",
    ),
    _sign(
        "strong words",
        0.5,
        r"disgust(?:ing|ed)",
        r"outrag(?:e|eous|ed)",
        r"furious",
        r"livid",
        r"appall(?:ing|ed)",
        r"pathetic",
        r"shameful|disgrace(?:ful)?",
        r"a (?:complete |total |bloody |bad |sick )?joke\b(?! of mine)",
        r"unbelievable",
        r"unacceptable|inacceptable|not acceptable",
        r"worst (?:\w+ ){0,3}(?:ever|service|shop|company|experience|support)",
        r"terrible|horrible|awful",
        r"bull ?shit|bullsh\*t|wtf|ffs",
        r"(?:absolute|complete|total|utter) (?:\w+ )?(?:nonsense|rubbish|garbage|crap|shambles|waste|failure)",
    ),
    _sign(
        "loss of patience",
        0.42,
        r"fed up",
        r"(?:sick|tired) (?:and tired )?of (?:this|your|waiting|asking|being)",
        r"had enough|enough of this|enough is enough",
        r"losing (?:my )?patience|running out of patience|patience is",
        r"how (?:many|often) (?:more )?(?:times|do i)",
        r"for the (?:second|third|fourth|fifth|tenth|hundredth|\d+(?:nd|rd|th)?) time",
        r"(?:i )?(?:already|just) (?:told|said|gave|wrote|explained|answered)",
        r"again and again|over and over|going (?:round )?in circles",
        r"nobody (?:cares|answers|helps|replies)|no ?one (?:cares|answers|helps|replies|is helping)",
        r"wast(?:e|ing|ed) (?:of )?(?:my )?time",
        r"are you (?:even )?(?:kidding|joking|serious|listening|deaf|blind)",
        r"you(?:'re| are) not (?:listening|helping|reading|understanding)",
        r"(?:don'?t|do not|cannot|can'?t) you (?:even )?(?:read|understand|listen|get it)",
        r"never (?:again|(?:buy|order|shop)(?:ing)? (?:from|with|at|here))",
    ),
    _sign(
        "disappointment",
        0.28,
        r"disappoint(?:ed|ing|ment)",
        r"frustrat(?:ed|ing|ion)",
        r"annoy(?:ed|ing)",
        r"angry|mad at|upset",
        r"ridiculous|absurd",
        r"(?:very |so |really )?(?:bad|poor|lousy|rubbish|crap) (?:service|support|experience|answer|quality)",
        r"useless|pointless",
        r"not (?:happy|satisfied|helpful|good enough|what i asked|my question|an answer)",
        r"(?:that|this|it) (?:does not|doesn'?t|did not|didn'?t) (?:help|answer|solve)",
        r"wrong (?:answer|again)|not answering",
        r"(?:still|yet) (?:no|nothing|not|waiting)",
        r"shitt?y?|crap\b",
    ),
)
_FRIENDLY = re.compile(
    r"\b(?:ha(?:ha)+|lol|lmao|rofl|just kidding|no worries|love (?:it|you|this)|thank(?:s| you)|thx|great|awesome|"
    r"amazing|brilliant|perfect|best|excited|yay|weather|courier was|no problem|not your fault)\b"
    r"|[😂🤣😊😍❤🎉👍🙏]|[:;]-?\)",
    re.IGNORECASE,
)
_SARCASM = re.compile(
    r"\b(?:great|brilliant|fantastic|wonderful|thanks) (?:job|for nothing|service)\b|thanks for nothing", re.IGNORECASE
)
_MANY_MARKS = re.compile(r"[!?]{3,}|(?:!\s*){3,}")
_FRIENDLY_DISCOUNT = 0.45


def read_displeasure(text: str) -> Displeasure:
    """Add up the signs, each kind once, with less and less effect, so that no single word alone means fury."""
    found = [(sign.weight, sign.reason) for sign in _SIGNS if sign.pattern.search(text)]
    if _SARCASM.search(text):
        found.append((0.4, "sarcasm"))
    calm_without_words = not found
    if _shouts(text):
        found.append((0.12 if calm_without_words else 0.3, "capitals"))
    if _MANY_MARKS.search(text):
        found.append((0.08 if calm_without_words else 0.2, "!!!"))
    found.sort(reverse=True)
    rest = 1.0
    for weight, _ in found:
        rest *= 1 - weight
    score = 1 - rest
    if _FRIENDLY.search(text) and not _SARCASM.search(text):
        score *= _FRIENDLY_DISCOUNT
    return Displeasure(round(score, 3), tuple(reason for _, reason in found))


def _shouts(text: str) -> bool:
    words = re.findall(r"[A-Za-z]{3,}", text)
    loud = [word for word in words if word.isupper()]
    return len(loud) >= 3 and len(loud) >= 0.5 * len(words)
