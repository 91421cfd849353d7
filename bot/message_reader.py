"""Understands a message, with the sentence encoder at work in a thread of its own.

The encoder takes a third of all the time and needs neither the conversation nor Python's lock: it begins as soon as the
message is there, while the turn waits for its place and reads what was said before.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, Optional, Text, Tuple

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT

from bot.desk_messages import without_command_sign
from bot.nlu.encoder_model import load_encoder
from bot.nlu.sentence_encoder import SentenceEncoder
from bot.plain_graph_runner import PlainGraphRunner
from bot.settings import read_settings

# Each text remembered takes some four kilobytes. Those of the turns under way must be among them; a greeting may be.
_REMEMBERED_TEXTS = 256


class MessageReader:
    """Reads messages with a loaded model: what `MessageProcessor.parse_message` gives, in two steps."""

    def __init__(self, processor: MessageProcessor, runner: PlainGraphRunner) -> None:
        self._processor = processor
        self._runner = runner
        self._target = processor.model_metadata.nlu_target
        self._before_encoder: Optional[Text] = runner.step_before(SentenceEncoder)
        self._encoder = load_encoder(read_settings().encoder_dir) if self._before_encoder else None
        if self._encoder is not None:
            self._encoder.remember_at_most(_REMEMBERED_TEXTS)
        # One thread: two encoders at once would take each other's core.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sentence-encoder")

    def begin(self, text: Text) -> MessageReading:
        """Let the encoder begin with a text."""
        # Rasa takes a leading "/" for a command; a customer's "/" is only a character.
        read = without_command_sign(text)
        encoding: Optional[asyncio.Future[float]] = None
        if self._encoder is not None and read and not self._encoder.knows(read):
            encoding = asyncio.get_running_loop().run_in_executor(self._thread, self._encode, read)
        return MessageReading(self, text, read, encoding)

    def _encode(self, read: Text) -> float:
        """Encode in the thread; how many seconds that took."""
        began = time.perf_counter()
        assert self._encoder is not None
        self._encoder.encode(read)
        return time.perf_counter() - began

    async def finish(self, read: Text, encoding: Optional[asyncio.Future[float]]) -> Tuple[Dict[Text, Any], float]:
        """All that is understood of a text, and how many seconds the model worked. Raises what components raise."""
        began, message = time.perf_counter(), UserMessage()
        message.text = read
        inputs: Dict[Text, Any] = {PLACEHOLDER_MESSAGE: [message]}
        if self._before_encoder is not None:
            inputs = self._runner.run(inputs, [self._before_encoder])
        worked = time.perf_counter() - began
        if encoding is not None:
            worked += await encoding
        began = time.perf_counter()
        parsed = self._runner.run(inputs, [self._target])[self._target][0]
        worked += time.perf_counter() - began
        empty = {TEXT: "", INTENT: {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, ENTITIES: []}
        return {**empty, **parsed.as_dict(only_output_properties=True)}, worked


class MessageReading:
    """A message that is being read. `seconds` says, once it is, how long the model worked on it, without waiting."""

    def __init__(
        self, reader: MessageReader, text: Text, read: Text, encoding: Optional[asyncio.Future[float]]
    ) -> None:
        self._reader = reader
        self._text = text
        self._read = read
        self._encoding = encoding
        self.seconds = 0.0

    async def finish(self) -> Dict[Text, Any]:
        """What was understood, with the text as the customer wrote it."""
        parsed, self.seconds = await self._reader.finish(self._read, self._encoding)
        parsed[TEXT] = self._text
        return parsed
