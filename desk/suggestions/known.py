"""What one desk has in memory of replies that worked; the record has it all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from desk.knowledge.parts import KnowledgeBase
from desk.suggestions.nearest import Nearest
from desk.suggestions.ports import Meaning, WorkedReply


@dataclass
class Known:
    """Who knows what texts mean, the knowledge base, and the vectors read so far."""

    meaning: Meaning
    knowledge: KnowledgeBase
    worked: Nearest[WorkedReply] = field(default_factory=Nearest)
    last_id: int = 0
    """Up to which id worked replies were read."""
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
