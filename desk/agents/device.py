"""Browsers on which a colleague has signed in before: guesses from elsewhere cannot lock them out. Pure.

The mark says nothing and opens nothing; it only moves its browser to limits of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets


class DeviceMarks:
    """Makes and recognises marks, without keeping any."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"warmhand device marks", hashlib.sha256).digest()

    def mark(self, email: str) -> str:
        """A mark for this browser and this colleague."""
        name = secrets.token_hex(16)
        return f"{name}.{self._seal(name, email)}"

    def known(self, mark: str, email: str) -> str | None:
        """The name of a browser this colleague has signed in on, or None."""
        name, _, seal = mark.partition(".")
        return name if hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(name, email).encode()) else None

    def _seal(self, name: str, email: str) -> str:
        return hmac.new(self._key, f"{name}\0{email}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
