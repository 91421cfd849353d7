"""The signs of displeasure in the wording of a single message. Pure: text in, signs out.

How much each sign weighs beside the meaning of the sentence is learnt (`bot/nlu/message_cues.py`). Whether the bot has
just failed, whether the customer says a thing twice, whether displeasure grows: that is the conversation's business
(`bot/policies/conversation_mood.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class _Sign:
    reason: str
    pattern: re.Pattern[str]


def _sign(reason: str, *alternatives: str) -> _Sign:
    return _Sign(reason, re.compile(r"\b(?:" + "|".join(alternatives) + r")", re.IGNORECASE))


_SIGNS = (
    _sign(
        "insults",
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
_MANY_MARKS = re.compile(r"[!?]{2,}|(?:!\s*){3,}")
_SWEARING = re.compile(
    r"\b(?:fuck\w*|shit\w*|crap\w*|damn\w*|bloody|hell|arse\w*|ass|bastards?|bollocks|piss\w*)\b", re.IGNORECASE
)
_AGAIN = re.compile(r"\b(?:again|still|already|yet another|as i (?:said|wrote)|once more|twice|times)\b", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:no|not|never|nothing|nobody|none|cannot|without)\b|n't\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|you're|u|ur)\b", re.IGNORECASE)
_COURTESY = re.compile(
    r"\b(?:please|pls|could you|may i|would you|hello|hi|good (?:morning|evening|afternoon))\b", re.IGNORECASE
)
_STRETCHED = re.compile(r"([a-z])\1{2,}|\.\.\.", re.IGNORECASE)
SIGN_NAMES = (
    *(sign.reason for sign in _SIGNS),
    "sarcasm", "friendly", "capitals", "!!!", "swearing", "again", "negation", "you", "courtesy", "question",
    "exclamation", "stretched", "length",
)  # fmt: skip


def sign_values(text: str) -> np.ndarray:
    """One number from 0 to about 1 for each of SIGN_NAMES."""
    words = max(len(text.split()), 1)
    sarcastic = bool(_SARCASM.search(text))
    return np.array(
        [
            *(bool(sign.pattern.search(text)) for sign in _SIGNS),
            sarcastic,
            bool(_FRIENDLY.search(text)) and not sarcastic,
            _shouts(text),
            bool(_MANY_MARKS.search(text)),
            bool(_SWEARING.search(text)),
            bool(_AGAIN.search(text)),
            min(len(_NEGATION.findall(text)), 3) / 3,
            min(len(_YOU.findall(text)), 4) / 4,
            bool(_COURTESY.search(text)),
            "?" in text,
            "!" in text,
            bool(_STRETCHED.search(text)),
            min(np.log(words) / 5, 1.0),
        ],
        dtype=np.float32,
    )


def signs_of_displeasure(text: str) -> tuple[str, ...]:
    """The names of the signs an agent can see in the wording, strongest kind first."""
    found = [sign.reason for sign in _SIGNS if sign.pattern.search(text)]
    if _SARCASM.search(text):
        found.append("sarcasm")
    if _shouts(text):
        found.append("capitals")
    if re.search(r"[!?]{3,}", text):
        found.append("!!!")
    return tuple(found)


def _shouts(text: str) -> bool:
    words = re.findall(r"[A-Za-z]{3,}", text)
    loud = [word for word in words if word.isupper()]
    return len(loud) >= 3 and len(loud) >= 0.5 * len(words)
