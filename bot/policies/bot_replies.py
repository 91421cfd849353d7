"""What a reply of the bot did, judged from its words: missed, repeated itself, asked, offered a person. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MISS = re.compile(
    r"\b(?:(?:did|do|could|can|have)(?: not|n'?t)(?: quite| fully| really)? "
    r"(?:understand|understood|get (?:that|this|you|it)|got that|catch|follow|recogni[sz]e)|"
    r"not (?:quite )?sure (?:what you mean|i (?:understand|follow|got))|"
    r"(?:say|put|try|ask|phrase) (?:it|that|this|again)? ?(?:again )?(?:in|using|with) (?:other|different) words|"
    r"put (?:it|that) differently|rephrase|don'?t know (?:that|what you mean)|"
    r"(?:no|not an?) answer (?:for|to) (?:that|this)|"
    r"unable to (?:understand|help with that)|(?:beyond|outside) what i)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?\s*$|\b(?:please|could you|can you) (?:tell|give|enter|type|provide|send|share|confirm|choose|let me know)|"
    r"\bi(?:'ll| will)? need (?:the|your)|\bfor that i need\b|\bwhat(?:'s| is) (?:the|your)\b",
    re.IGNORECASE,
)
_CLOSER = re.compile(
    r"(?:is there |was there |can i (?:help|do) |do you need )?(?:anything|something) (?:else|more)\b.*\?\s*$",
    re.IGNORECASE,
)
# A code that proves who somebody is, not one that makes things cheaper.
_CODE = r"(?<!voucher )(?<!discount )(?<!promo )(?<!qr )(?<!gift )\bcode\b"
_CHECK = re.compile(
    _CODE + r"|(?:does|did|do|is|are) ?n[o']t (?:a )?(?:match|correct|right|valid)|not match|incorrect|verif|identity|"
    r"\be-?mail address\b|\bpost ?code\b|\bsurname\b|\bmaiden name\b|security (?:question|check)|"
    r"(?:date|day) of birth|birthday|to protect (?:your|her|his|the)|could ?n[o']t find an? (?:order|account|customer)|"
    r"secret (?:question|word)|link in the e-?mail|last (?:four|4) digits|number ending|locked",
    re.IGNORECASE,
)
_REFUSED_CHECK = re.compile(
    r"(?:does|did|do) ?n[o']t match|(?:is|are) ?n[o']t (?:correct|right|valid)|no match|incorrect|invalid|"
    r"could ?n[o']t (?:find|verify|confirm)|wrong (?:code|e-?mail)|try again|locked|" + _CODE,
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:talk|speak|chat) (?:to|with) (?:a|an|one of our|our) (?:person|human|colleague|agent|team|adviser|advisor)|"
    r"\b(?:connect|put|pass|transfer) you (?:to|with|on|through)",
    re.IGNORECASE,
)
# Tells the customer what to do, rather than what is the case.
_INSTRUCTS = re.compile(
    r"(?:^|[.!:,] )(?:then |first |now )?(?:please |kindly |just )?(?:try|check|restart|reset|update|hold|press|turn|"
    r"click|open|make sure|clean|change|use|add|enter|put|remove|reinstall|unplug|plug|wait|show|sign|log|choose|"
    r"tighten|loosen|wash|let|untick|tick|allow|switch|clear|delete|download|contact|ask|look|send|hang|charge|move|"
    r"water)\b|"
    r"\bplease (?!tell|give|confirm|say)\w+|\byou can (?:\w+ ){1,4}(?:under|at|in|by|with|from)\b|\bhave you tried\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_SAME_REPLY = 0.75
_SHORTEST_REPEAT = 4


@dataclass(frozen=True)
class BotReply:
    """The bot's words to one turn, and what they did. `asks` is a question that expects details, not small talk;
    `instructs` is advice to do something."""

    text: str
    missed: bool = False
    asks: bool = False
    checks_identity: bool = False
    refuses_check: bool = False
    offers_person: bool = False
    instructs: bool = False


# Every turn looks back at the same replies, several rules at each.
@lru_cache(maxsize=4096)
def read_reply(text: str) -> BotReply:
    """Judge a reply by its words alone; an empty text is a bot that said nothing."""
    plain = text.replace("\u2019", "'")
    checks = bool(_CHECK.search(plain))
    return BotReply(
        text=text,
        missed=bool(_MISS.search(plain)),
        asks=bool(_ASKS.search(plain)) and not _CLOSER.search(plain),
        checks_identity=checks,
        refuses_check=checks and bool(_REFUSED_CHECK.search(plain)),
        offers_person=bool(_OFFER.search(plain)),
        instructs=bool(_INSTRUCTS.search(plain)),
    )


def same_reply(one: str, other: str) -> bool:
    """Nearly the same words, apart from politeness around them."""
    mine, theirs = _words(one), _words(other)
    shorter = min(len(mine), len(theirs))
    return shorter >= _SHORTEST_REPEAT and len(mine & theirs) / shorter >= _SAME_REPLY


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
