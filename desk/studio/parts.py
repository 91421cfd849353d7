"""What the studio works with besides the record, picked once in `desk/assembly.py`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from desk.studio.gate import GateRules
from desk.studio.ports import Trainer, TrainingData, TrainingLine


@dataclass
class Studio:
    """The data folder, the trainer and its line, and how strict the gate is."""

    data: TrainingData
    trainer: Trainer
    line: TrainingLine
    rules: GateRules = field(default_factory=GateRules)
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One change of the files at a time in this desk; between desks the folder itself is locked."""
