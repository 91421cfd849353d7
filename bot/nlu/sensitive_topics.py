"""Topics no program should answer: law, injury and danger, fraud, privacy, death, self-harm. Pure: text in, kind out.

Patterns are for the plain cases, where waiting for a model's certainty would be wrong; what they cannot word is left to
`bot/nlu/message_cues.py`. In a pattern, <name> stands for one of the word lists below.
"""

from __future__ import annotations

import re

_WORD_LISTS = {
    "kin": "husband|wife|partner|mother|mum|mom|mam|father|dad|son|daughter|brother|sister|grandmother|grandfather|"
    r"grandma|grandpa|grandad|nan|gran|granny|aunt|uncle|fianc\w+|parents?|baby",
    "lawyer": "solicitor|lawyer|attorney|barrister|legal team|legal insurance",
    "authority": r"trading standards|police|authorit\w+|ombudsman|regulator|watchdog|consumer|citizens",
    "harm": r"cut|burn\w*|broke\w*|fell|collaps\w*|shatter\w*|burst|shock|injur\w*",
    "body": "hands?|fingers?|thumb|arms?|legs?|foot|feet|toe|face|eyes?|head|back|neck|knees?|wrist|ankle|skin|lips?",
    "clinic": "a ?(?:&|and|n) ?e|emergency room|casualty|hospital|ambulance|stitches",
    "someone": "someone|somebody|a stranger|whoever|who|they|he|she",
    "misuse": r"us(?:ed|ing)|order(?:ed|ing)|bought|stole|stolen|hack(?:ed)?|logged into|got into|opened",
    "other": r"someone|somebody|another (?:customer|person|woman|man)|other (?:people|customers|person)|a stranger",
    "data": r"details|address(?:es)?|data|invoices?|account|personal|name|orders",
}
_TOPICS = {
    "self_harm": (
        "kill(?:ing)? myself",
        "(?:end|ending|take|taking) (?:my|my own) life",
        r"(?:want|wanna|going) to die\b(?! (?:of|from|for|laughing))",
        r"(?:hurt|harm|cut|cutting|hurting|harming) myself (?:again|on purpose|tonight|because)|self[- ]harm|suicid\w+",
        r"(?:do not|don'?t|not|no longer) (?:\w+ )?want to (?:live|be alive|be here|exist|wake up)\b(?! in| at| when)",
        "better off without me",
        "(?:no|not any) (?:point|reason) (?:in |to )(?:living|live|being alive|going on)",
    ),
    "injury": (
        r"(?:caught|catch(?:es)?|on|set) (?:\w+ )?fire\b(?! ?(?:place|pit|wood))",
        r"burst into flames|exploded|electric(?:al)? shock|electrocuted|short[- ]circuit(?:ed)?",
        "(?:started|starts|began) (?:to )?(?:smok(?:e|ing)|burn(?:ing)?|spark(?:ing|s)?|smoulder(?:ing)?)",
        r"(?:<clinic>)\b(?=.*\b(?:<harm>)\b)",
        r"(?:<harm>)\b(?=.*\b(?:<clinic>|bleeding)\b)",
        (
            r"(?:hurt|cut|burn(?:t|ed)|injured|scalded|bruised|broke) (?:(?:my|his|her|our|their) (?:\w+ )?(?:<body>)|"
            r"himself|herself|myself)\b"
        ),
        r"(?:got|gets|have|has|a) (?:\w+ )?(?:injur(?:y|ed|ies)|burns? on|concussion|allergic reaction)",
        r"choked|choking|suffocat\w+|carbon monoxide|smells? of gas|gas leak",
    ),
    "legal": (
        r"(?:my|our|a|the|his|her) (?:<lawyer>)s? (?:will|is|are|has|have|says|said|told|advise\w*|to|shall|about)\b",
        "(?:hear|hearing) from (?:my|our) (?:<lawyer>)",
        r"(?:take|taking|see) (?:you|this|it|your \w+)(?: \w+){0,3} (?:to|in) (?:\w+ )?court",
        "small claims|county court|court claim|letter before (?:action|claim)|legal (?:action|steps|proceedings)",
        "(?:sue|suing) (?:you|your|the (?:shop|company))",
        r"(?:report|reporting|reported) (?:you|this|it|your \w+) to (?:the )?(?:<authority>)",
        "trading standards|ombudsman|consumer protection (?:agency|office|authority)|press charges",
    ),
    "fraud": (
        (
            "(?:<someone>) (?:else )?(?:has |have |had |is |was |are |been )*(?:<misuse>)"
            r"(?: \w+){0,4} (?:my|in my|with my) (?:\w+ )?(?:account|card|name|details|identity|money)"
        ),
        r"(?:account|card) (?:has been|was|is|got|been) (?:\w+ )?(?:hacked|stolen|compromised|cloned)",
        (
            r"(?:i|we) (?:never|did ?n[o']t|have ?n[o']t) (?:\w+ )?(?:order(?:ed)?|ma[dk]e|placed?|authori[sz]ed?)"
            r"(?: \w+){0,4} (?:orders?|payment|purchase|them|transaction)\b"
            r"(?=.*\b(?:card|account|charg\w+|bank|name|money|someone|somebody)\b)"
        ),
        "unauthori[sz]ed (?:transaction|payment|charge|order|access)|identity theft|phish(?:ing|ed)",
        r"fraud(?:ulent|ster)?s?\b(?! protection| prevention)",
    ),
    "privacy": (
        "data (?:breach|leak)|breach of (?:privacy|data protection|gdpr)|gdpr (?:breach|violation)",
        (
            r"(?:see|sent|got|received|shows?|with|contains?) (?:\w+ ){0,3}(?:<other>)(?:'?s)?(?: else(?:'?s)?)? "
            r"(?:\w+ )?(?:<data>)\b"
        ),
        (
            r"(?:gave|given|sent|shared|leaked|published|disclosed) (?:out )?my (?:\w+ ){0,2}(?:<data>|number|e-?mail)"
            r"(?: \w+){0,3} (?:to|with|on) (?!you\b|your|the courier|the carrier|me\b)"
        ),
    ),
    "bereavement": (
        (
            "(?:<kin>|customer|he|she)(?:'s| has| have| had| just| sadly| unfortunately)* "
            "(?:passed (?:away|on)|died)\\b(?! (?:years|ages|long|laughing|of laughter))"
        ),
        r"passed away|deceased|bereave\w+|probate|executor of",
        r"(?:my|our|her|his) late (?:<kin>)\b",
        "(?:death|loss) of (?:my|our|her|his) (?:<kin>)",
        r"(?:lost|buried) (?:my|our) (?:<kin>)\b",
        r"(?:my|his|her) (?:<kin>)'?s? (?:death|funeral|estate)\b",
        r"stillb\w+|miscarr\w+",
    ),
}


def _compile(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    whole = "|".join(alternatives)
    for name, words in _WORD_LISTS.items():
        whole = whole.replace(f"<{name}>", words)
    return re.compile(rf"\b(?:{whole})", re.IGNORECASE)


_PATTERNS = {kind: _compile(alternatives) for kind, alternatives in _TOPICS.items()}


def sensitive_topic(text: str) -> str | None:
    """The first topic plainly told, or None."""
    plain = text.replace("\u2019", "'")
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)), None)
