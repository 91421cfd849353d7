"""A desk with a folder of training data of its own, and what customers said at it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk.agents.agent import Agent
from desk.settings import Settings
from desk.studio.feed import BEGINNING, read_conversations
from desk.studio.label import StudioMessage
from desk.studio.ports import StudioFilter
from tests.desk.bot_side import Bot, understood
from tests.desk.quiet import Quiet, quiet

__all__ = ["quiet"]

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def data_root(tmp_path: Path, training_folder: Path) -> Path:
    """A copy of this test's own of what the shipped bot learns from."""
    root: Path = shutil.copytree(training_folder, tmp_path / "bot")
    return root


@pytest.fixture
def desk_settings(desk_settings: Settings, data_root: Path) -> Settings:
    """A desk whose studio changes that copy."""
    return desk_settings.model_copy(update={"data_root": data_root, "exam_file": data_root / "exam.tsv"})


@dataclass
class Room:
    """The studio as a designer works in it."""

    quiet: Quiet
    bot: Bot
    ida: Agent
    data: Path

    async def heard(self, *texts: str, name: str | None = None, **understanding: Any) -> list[StudioMessage]:
        """Somebody said these to the bot; the studio's messages, in order."""
        person, conversation = await self.quiet.customer(name)
        for text in texts:
            answer = understood(text)
            answer["understanding"] |= understanding
            self.bot.answer_to(text, understanding=answer["understanding"])
            await self.quiet.says(person, conversation, text)
            await self.quiet.desk.runner.look_around()
            await self.answered(conversation.id)
        await read_conversations(BEGINNING, self.quiet.ports)
        return [message for message in await self.inbox() if message.conversation_id == conversation.id]

    async def answered(self, conversation_id: str) -> None:
        """Wait until the bot has done its jobs."""
        task = self.quiet.desk.runner._running.get(conversation_id)
        if task is not None:
            await task

    async def inbox(self, **wanted: Any) -> list[StudioMessage]:
        """What designers see, oldest first."""
        found, _ = await self.quiet.row("studio", "page", StudioFilter(**{"state": "all", **wanted}), None, 100)
        return sorted(found, key=lambda message: message.id)


@pytest.fixture
async def room(quiet: Quiet, bot: Bot, data_root: Path) -> AsyncIterator[Room]:
    """The studio with Ida, the demo's designer, in it."""
    return Room(quiet, bot, await quiet.agent("a_ida", here=False), data_root)
