"""The two slots for a bot: which model each is to run, and what becomes of it (docs/wire.md, section 6).

What is wanted stands in `slots.json`, which the desk writes; what is, in `slots-state.json`, which is written here.
Without the first, slot a runs the newest model that `bin/train` made, and slot b nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.checked_model import MODEL_ID, SUFFIX, ModelRefused, newest, trained
from supervisor.house import US, House, Standing
from supervisor.output import Console
from supervisor.programs import SLOTS, Program

WANTED, STATE = "slots.json", "slots-state.json"
LOOK_EVERY = 0.5
NEWEST = ""
"""Stands for whichever model was trained last."""


class SlotsFileWrong(Exception):
    """The file is there and does not say what it should; the text is one sentence."""


@dataclass(frozen=True)
class Wanted:
    """The model each slot is to run: an id, `NEWEST`, or None for nothing."""

    a: str | None
    b: str | None

    def by_slot(self) -> dict[str, str | None]:
        return {"a": self.a, "b": self.b}


AS_TRAINED = Wanted(NEWEST, None)


def as_trained(models: Path) -> Wanted:
    """The newest model by its id; where that cannot be said, whatever the check finds when it starts."""
    try:
        model_id = newest(models, trained(models)).name.removesuffix(SUFFIX)
    except ModelRefused:
        return AS_TRAINED
    return Wanted(model_id, None) if MODEL_ID.fullmatch(model_id) else AS_TRAINED


def read_wanted(var: Path) -> Wanted | None:
    """What the desk wrote; None when it wrote nothing. Raises SlotsFileWrong."""
    path = var / WANTED
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as failure:
        raise SlotsFileWrong(f"{path} cannot be read: what runs goes on running.") from failure
    models = [document.get(slot) for slot in SLOTS] if isinstance(document, dict) else []
    named = [model for model in models if isinstance(model, str) and MODEL_ID.fullmatch(model)]
    if not named or not all(model is None or model in named for model in models):
        raise SlotsFileWrong(f"{path} names no model for slot a or b: what runs goes on running.")
    return Wanted(*models)


class Slots:
    """Follows the file: starts, replaces and stops the slots' programs, and says how they are."""

    def __init__(
        self, house: House, console: Console, var: Path, wanted: Wanted, program: Callable[[str, str], Program]
    ) -> None:
        """`wanted` is what the house was opened with; `program` makes the program of a slot for a model."""
        self._house = house
        self._console = console
        self._var = var
        self._running = wanted.by_slot()
        self._program = program
        self._told: dict[str, Any] = {}
        self._wrong = ""

    async def watch(self) -> None:
        """For ever; a file that is wrong is said once and changes nothing."""
        while True:
            try:
                wanted = read_wanted(self._var)
                self._wrong = ""
            except SlotsFileWrong as wrong:
                wanted = None
                if str(wrong) != self._wrong:
                    self._console.say(US, str(wrong))
                self._wrong = str(wrong)
            if wanted is not None:
                await self._follow(wanted)
            self.tell()
            await asyncio.sleep(LOOK_EVERY)

    async def _follow(self, wanted: Wanted) -> None:
        for slot, name in SLOTS.items():
            model = wanted.by_slot()[slot]
            if model == self._running[slot]:
                continue
            self._running[slot] = model
            if model is None:
                self._console.say(US, f"slot {slot} is not wanted any more")
                await self._house.take_away(name)
            else:
                self._console.say(US, f"slot {slot} is to run {model}")
                await self._house.put(self._program(slot, model))

    def tell(self) -> None:
        """Write what is, when it is not what was written last."""
        state = {slot: _told(self._running[slot], self._house.standing(name)) for slot, name in SLOTS.items()}
        if state == self._told:
            return
        try:
            write_state(self._var, state)
        except OSError as failure:
            # Say, a full disk: what runs goes on, and this is written once there is room.
            self._console.say(US, f"{STATE} cannot be written: {failure.strerror}")
        else:
            self._told = state


def write_state(var: Path, state: Mapping[str, Any]) -> None:
    """Write the file whole, so that a reader never sees half of it."""
    fresh = var / f".{STATE}.new"
    fresh.write_text(json.dumps(state, indent=2) + "\n", "utf-8")
    fresh.replace(var / STATE)


def _told(model: str | None, standing: Standing) -> dict[str, Any]:
    code, _, says = standing.refusal.partition(": ")
    return {
        "model_id": model or None,
        "state": standing.state,
        "pid": standing.pid,
        "restarts": standing.restarts,
        "code": code or None,
        "says": says or None,
    }
