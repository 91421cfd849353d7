"""Changing the training data: labels, files by hand, new intents. Each change is a diff with an author, undoable."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from desk import errors
from desk.agents.agent import Agent
from desk.ports import DeskPorts
from desk.studio.example import Example, checked_line, checked_name
from desk.studio.label import LEARNT, Label
from desk.studio.new_intent import with_intent
from desk.studio.ports import DataChange, DataFiles, DataRefused
from desk.studio.threshold import CONFIG, LEAST, MOST, threshold_in, with_threshold
from desk.studio.training_files import NotEditable, difference, with_examples, without_examples

NEW_EXAMPLES = "data/nlu/from_conversations.yml"
"""Where an intent without examples is begun."""
LONGEST_ANSWER = 1_000


async def write_labels(says: str, designer: Agent, desk: DeskPorts) -> DataChange | None:
    """Write what is pending into the files; None when nothing is. Labels stay pending when the files refuse."""
    async with desk.studio.writing:
        async with desk.record.look() as unit:
            pending = await unit.studio.pending()
        if not pending:
            return None
        learnt = [Example(label.intent or "", label.line) for label in pending if label.kind in LEARNT]
        seen, changed = await asyncio.to_thread(_added, learnt, desk)
        undo = {"examples": [[example.intent, example.line] for example in learnt]}
        return await _keep(says or _counted(pending), seen, changed, undo, designer, desk, pending)


async def add_examples(examples: Sequence[Example], says: str, designer: Agent, desk: DeskPorts) -> DataChange:
    """Write examples that came from elsewhere."""
    async with desk.studio.writing:
        seen, changed = await asyncio.to_thread(_added, examples, desk)
        undo = {"examples": [[example.intent, example.line] for example in examples]}
        return await _keep(says, seen, changed, undo, designer, desk)


async def write_file(path: str, text: str, version: str | None, says: str, who: Agent, desk: DeskPorts) -> DataChange:
    """Put a file in place of the version somebody saw. Raises `changed_meanwhile` and what the folder refuses."""
    async with desk.studio.writing:
        seen = await _read(desk)
        if seen.versions.get(path) != version:
            raise refused(DataRefused("changed_meanwhile", f"{path} was changed meanwhile: please look again.", path))
        return await _keep(says, seen, {path: text}, _before(seen, {path: text}), who, desk)


async def new_intent(name: str, answer: str, examples: Sequence[str], designer: Agent, desk: DeskPorts) -> DataChange:
    """A new intent with an answer and its first examples: domain, response, rule. Raises `invalid_field`."""
    checked_name(name)
    words = " ".join(answer.split())
    if not words or len(words) > LONGEST_ANSWER:
        raise errors.invalid_field("answer", f"An answer has 1 to {LONGEST_ANSWER:,} characters.")
    entities = await asyncio.to_thread(desk.studio.data.entities)
    lines = [checked_line(example, entities) for example in examples]
    async with desk.studio.writing:
        seen = await _read(desk)
        if name in await asyncio.to_thread(desk.studio.data.intents):
            raise errors.invalid_field("name", "There is such an intent already.")
        changed = with_intent(seen.texts, name, words)
        begun = with_examples(_data_only(seen.texts), [Example(name, line) for line in lines], NEW_EXAMPLES)
        changed |= begun
        return await _keep(f"New intent {name}", seen, changed, _before(seen, changed), designer, desk)


async def ask_for(threshold: float, designer: Agent, desk: DeskPorts) -> DataChange | None:
    """How sure the bot must be from the next training on; None when it says so already. Raises `invalid_field`."""
    if not LEAST <= threshold <= MOST:
        raise errors.invalid_field("threshold", f"Between {LEAST} and {MOST}, please.")
    async with desk.studio.writing:
        seen = await _read(desk)
        try:
            before = threshold_in(seen.texts[CONFIG])
            changed = {CONFIG: with_threshold(seen.texts[CONFIG], threshold)}
        except NotEditable as wrong:
            raise refused(wrong) from wrong
        if changed[CONFIG] == seen.texts[CONFIG]:
            return None
        says = f"Confidence asked for: {before:.0%} before, {threshold:.0%} now"
        return await _keep(says, seen, changed, _before(seen, changed), designer, desk)


async def undo_change(change_id: str, desk: DeskPorts) -> DataChange:
    """Take a change back. Raises `not_found`, `already_undone`, `changed_meanwhile`."""
    async with desk.studio.writing:
        async with desk.record.look() as unit:
            change = await unit.training.change(change_id)
        if change is None:
            raise errors.not_found("There is no such change.")
        if change.undone_at is not None:
            raise errors.already_undone()
        seen = await _read(desk)
        try:
            back = _back(change, seen)
            await asyncio.to_thread(desk.studio.data.write, back, seen)
        except (DataRefused, NotEditable) as wrong:
            raise refused(wrong) from wrong
        async with desk.record.change() as unit:
            await unit.training.mark_undone(change, desk.clock())
            await unit.studio.reopen(change_id)
            found = await unit.training.change(change_id)
    return found or change


def _back(change: DataChange, seen: DataFiles) -> dict[str, str]:
    if "examples" in change.undo:
        unwanted = [Example(intent, line) for intent, line in change.undo["examples"]]
        return without_examples(_data_only(seen.texts), unwanted)
    for path, version in change.undo["after"].items():
        if seen.versions.get(path) != version:
            raise DataRefused("changed_meanwhile", f"{path} was changed since: change it by hand.", path)
    return dict(change.undo["before"])


def _before(seen: DataFiles, changed: Mapping[str, str]) -> dict[str, Any]:
    return {"before": {path: seen.texts.get(path, "") for path in changed}}


def _added(examples: Sequence[Example], desk: DeskPorts) -> tuple[DataFiles, dict[str, str]]:
    try:
        seen = desk.studio.data.read()
        return seen, with_examples(_data_only(seen.texts), examples, NEW_EXAMPLES)
    except (DataRefused, NotEditable) as wrong:
        raise refused(wrong) from wrong


def _data_only(texts: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in texts.items() if path.startswith("data/nlu")}


async def _read(desk: DeskPorts) -> DataFiles:
    try:
        return await asyncio.to_thread(desk.studio.data.read)
    except DataRefused as wrong:
        raise refused(wrong) from wrong


async def _keep(
    says: str,
    seen: DataFiles,
    changed: Mapping[str, str],
    undo: dict[str, Any],
    designer: Agent,
    desk: DeskPorts,
    labels: Sequence[Label] = (),
) -> DataChange:
    """Files first, then the record: should the desk die between, the same labels are written again, and found there."""
    try:
        await asyncio.to_thread(desk.studio.data.write, changed, seen)
        if "before" in undo:
            now = (await _read(desk)).versions
            undo |= {"after": {path: now.get(path) for path in changed}}
    except DataRefused as wrong:
        raise refused(wrong) from wrong
    diff = difference(seen.texts, changed)
    change = DataChange(desk.new_id("d"), desk.clock(), designer.id, designer.name, says[:500], diff, undo)
    async with desk.record.change() as unit:
        await unit.training.add_change(change)
        if labels:
            await unit.studio.written(labels, change.id)
    return change


def _counted(labels: Sequence[Label]) -> str:
    intents = sorted({label.intent for label in labels if label.kind in LEARNT and label.intent})
    return f"{len(labels)} labels: {', '.join(intents)}" if intents else f"{len(labels)} labels"


def refused(wrong: DataRefused | NotEditable) -> errors.DeskError:
    """What the folder says, as the desk's own error."""
    code = wrong.code if isinstance(wrong, DataRefused) else "not_editable"
    return errors.data_refused(code, wrong.message, wrong.path, wrong.line)
