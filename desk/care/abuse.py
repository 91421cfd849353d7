"""Words no customer should throw at anybody, in English, told from being upset about a matter. Pure."""

from __future__ import annotations

import re

_INSULT = (
    r"(?:idiots?|morons?|stupid|dumb|imbeciles?|pathetic|scum|bastards?|bitch(?:es)?|assholes?|arseholes?|"
    r"cunts?|wankers?|retards?|losers?|liars?|crooks?|incompetent|worthless|clowns?|thie(?:f|ves)|garbage|trash)"
)
_AT_SOMEBODY = re.compile(
    rf"\b(?:you|you all|you people|you guys)(?: are|'re)(?: all| just| such| so| really| nothing but)*(?: an?| the)?"
    rf"(?: \w+)? {_INSULT}\b"
    rf"|\byou (?:\w+ )?{_INSULT}\b"
    r"|\b(?:fuck|screw|damn) (?:you|off)\b|\bgo to hell\b|\bshut (?:up|your)\b|\bdrop dead\b|\bkill yourself\b"
    r"|\bi(?:'ll| will| am going to|'m going to) (?:find|hurt|kill|come for|get) you\b|"
    r"\bi know where you (?:live|work)\b"
    rf"|^\W*{_INSULT}\W*$",
    re.IGNORECASE,
)


def abusive(text: str) -> bool:
    """Whether the words insult or threaten whoever reads them."""
    return _AT_SOMEBODY.search(" ".join(text.replace("’", "'").split())) is not None
