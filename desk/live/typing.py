"""Who is shown as typing in one browser: never for longer than somebody says so, and not across a change of hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

TYPING_SECONDS = 8.0
"""A browser repeats that somebody types every few seconds; without a repeat they stopped, or their desk died."""

Key = tuple[str, str, str]


class TypingShown:
    """Sends `typing` frames and takes back what nobody took back."""

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._send = send
        self._shown: dict[Key, asyncio.TimerHandle] = {}

    def heard(self, conversation_id: str, author: dict[str, Any], on: bool) -> None:
        """Somebody began, goes on or stopped."""
        key = (conversation_id, str(author["kind"]), str(author["name"]))
        if on:
            self._forget(key)
            self._shown[key] = asyncio.get_running_loop().call_later(TYPING_SECONDS, self.stop, key)
            self._say(key, on=True)
        else:
            self.stop(key)

    def stop(self, key: Key) -> None:
        """Take it back, if it is shown."""
        if self._forget(key):
            self._say(key, on=False)

    def stop_all(self, conversation_id: str | None = None) -> None:
        """The conversation changed hands, or (without one) the browser is gone: nobody types any more."""
        for key in [key for key in self._shown if conversation_id in (None, key[0])]:
            if conversation_id is None:
                self._forget(key)
            else:
                self.stop(key)

    def _forget(self, key: Key) -> bool:
        timer = self._shown.pop(key, None)
        if timer is not None:
            timer.cancel()
        return timer is not None

    def _say(self, key: Key, on: bool) -> None:
        conversation_id, kind, name = key
        author = {"kind": kind, "name": name}
        self._send({"type": "typing", "conversation_id": conversation_id, "author": author, "on": on})
