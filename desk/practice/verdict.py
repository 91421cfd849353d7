"""What the service standard says of one reply: rule by rule, with the words that show it. Pure.

The narrow door between the practice room and whatever keeps the standard: `verdict(reply, asked)` gives one `Verdict`
for each rule. The rules here read English and see only the words; they cannot know whether what was said is true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

EVIDENCE_LIMIT = 120


class Rule(StrEnum):
    GREETING = "greeting"
    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    NEXT_STEP = "next_step"
    NO_BLAME = "no_blame"


RULES_IN_WORDS: dict[Rule, str] = {
    Rule.GREETING: "Greets the customer in the first reply",
    Rule.ACKNOWLEDGEMENT: "Shows that the trouble was heard",
    Rule.ANSWER: "Answers what was asked",
    Rule.NEXT_STEP: "Says what happens next, or what to do",
    Rule.NO_BLAME: "Blames nobody",
}


@dataclass(frozen=True)
class Verdict:
    """`met` None: the rule does not apply here. `evidence`: the words that show it, or what is missing."""

    rule: Rule
    met: bool | None
    evidence: str


@dataclass(frozen=True)
class Asked:
    """What the reply is to: the customer's words since the last reply, and whether it is the first."""

    words: str
    first: bool


_GREETING = re.compile(
    r"^\W*(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|dear|welcome|greetings|nice to meet you|"
    r"thank(?:s| you) for (?:waiting|writing|getting in touch|reaching out|contacting|your (?:message|"
    r"patience)))\b[^.!?\n]*",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:broken|damaged|late|lost|missing|wrong|defect\w*|not (?:arrived|working|here|come)|never|still|waiting|"
    r"angry|annoy\w*|upset|disappoint\w*|frustrat\w*|ridiculous|unacceptable|terrible|awful|worst|useless|complain\w*|"
    r"problem|stuck|charged twice|cannot|can't|doesn't|didn't|isn't|hasn't)\b|!{2,}",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"\b(?:sorry|apolog\w+|i (?:can )?(?:understand|see (?:why|how|that))|understandabl[ey]|"
    r"(?:that|this|it) (?:must be|is|sounds|should not have|shouldn't have) [^.!?]{0,30}"
    r"(?:annoying|frustrating|disappointing|upsetting|happened|unpleasant|a pity|hard)|"
    r"thank(?:s| you) for (?:telling|letting|your patience|explaining|bearing)|you are right|you're right|"
    r"i hear you|what a (?:pity|shame|nuisance))\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:i have|i've|we have|we've|i just|i found|it is|it's|it was|they are|there is|there are|yes|no|"
    r"your \w+ (?:is|was|has|will)|"
    r"you (?:can|have|will|'ll)|because|the reason|according to|(?:i|we)(?:'ll| will| can)|refund|replac\w+|"
    r"deliver\w*|arriv\w+|"
    r"ships?|costs?|takes?)\b|\d",
    re.IGNORECASE,
)
_ONLY_HOLDS = re.compile(
    r"^\W*(?:(?:hello|hi|hey|dear|good \w+)[^.!?]*[.!?]?\s*)?"
    r"(?:(?:one|just a|a) (?:moment|second|minute)|please (?:wait|hold)|let me (?:check|look|see)|i(?:'ll|"
    r" will) (?:check|look)|"
    r"bear with me)[^.!?]*[.!?]?\W*$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:i(?:'ll| will)|we(?:'ll| will)|you(?:'ll| will)|let me|please (?:\w+ ){0,2}\w+|let (?:me|us) know|"
    r"if (?:it|that|you|there|anything)|anything else|would you (?:like|prefer)|shall i|should i|could you|can you|"
    r"you can (?:\w+)|next|"
    r"(?:it|they|your \w+) (?:arrives?|ships?|comes?|leaves?)|write (?:to )?(?:me|us)|by (?:to(?:day|morrow)|"
    r"monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)|"
    r"within \d+)\b[^.!?\n]*",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:you should(?:n't| not)? have|you (?:must|ought to) have (?:been|done|made|forgotten)|"
    r"your (?:own )?(?:fault|mistake|error)|"
    r"you (?:failed|forgot|neglected|did(?:n't| not) (?:read|follow|listen|check|pay))|you clearly|if you had|"
    r"as i (?:already )?(?:said|told you|explained)|like i said|you(?:'re| are) (?:wrong|mistaken|confused|"
    r"lying|not listening)|"
    r"(?:that|this|it)(?:'s| is) not (?:our|my) (?:fault|problem|responsibility|job)|calm down|"
    r"(?:it is|it's|that is|that's|blame) (?:the )?(?:courier|carrier|driver|warehouse|colleague|bot|"
    r"assistant)(?:'s| is)? (?:fault|to blame)|"
    r"blame (?:the|my|our)|my colleague (?:messed|made a mistake|got it wrong|was wrong))\b[^.!?\n]*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY_WORDS = frozenset({
    "this", "that", "with", "have", "your", "from", "what", "when", "where", "which", "will", "would", "could",
    "should", "please", "about", "there", "their", "they", "them", "been", "does", "want", "need", "just",
    "still", "also", "hello", "thanks", "thank", "very", "much", "more", "some", "than", "then", "into", "only",
    "yours", "here", "know", "tell",
})  # fmt: skip


def verdict(reply: str, asked: Asked) -> tuple[Verdict, ...]:
    """One for each rule, in their order."""
    text = " ".join(reply.replace("’", "'").split())
    return (
        _greeting(text, asked),
        _acknowledgement(text, asked),
        _answer(text, asked),
        _found(Rule.NEXT_STEP, _NEXT.search(text), "It ends without what happens next or what the customer can do."),
        _no_blame(text),
    )


def _greeting(text: str, asked: Asked) -> Verdict:
    if not asked.first:
        return Verdict(Rule.GREETING, None, "Only the first reply greets.")
    return _found(Rule.GREETING, _GREETING.search(text), "It begins without a greeting.")


def _acknowledgement(text: str, asked: Asked) -> Verdict:
    if not _TROUBLE.search(asked.words.replace("’", "'")):
        return Verdict(Rule.ACKNOWLEDGEMENT, None, "The customer told of no trouble.")
    return _found(Rule.ACKNOWLEDGEMENT, _HEARD.search(text), "The customer has trouble, and no word of it.")


def _answer(text: str, asked: Asked) -> Verdict:
    if not text:
        return Verdict(Rule.ANSWER, False, "Nothing is written.")
    if _ONLY_HOLDS.match(text):
        return Verdict(Rule.ANSWER, False, "It only asks the customer to wait.")
    about = set(_WORD.findall(asked.words.lower())) - _EMPTY_WORDS
    shared = [word for word in _WORD.findall(text.lower()) if word in about]
    told = next((sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if _tells(sentence)), None)
    if told is None:
        return Verdict(Rule.ANSWER, False, "It states nothing: no fact, no yes or no, nothing that was done.")
    if about and not shared and len(text) < 40:
        return Verdict(Rule.ANSWER, False, "It takes up nothing of what was asked.")
    return Verdict(Rule.ANSWER, True, told[:EVIDENCE_LIMIT])


def _tells(sentence: str) -> bool:
    return not sentence.endswith("?") and _TELLS.search(sentence) is not None


def _no_blame(text: str) -> Verdict:
    found = _BLAME.search(text)
    if found is None:
        return Verdict(Rule.NO_BLAME, True, "")
    return Verdict(Rule.NO_BLAME, False, found[0][:EVIDENCE_LIMIT])


def _found(rule: Rule, found: re.Match[str] | None, missing: str) -> Verdict:
    if found is None:
        return Verdict(rule, False, missing)
    return Verdict(rule, True, found[0].strip()[:EVIDENCE_LIMIT])
