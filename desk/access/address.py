"""Where a call comes from, without keeping the address itself. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac


class AddressKeys:
    """Turns network addresses into keys: the same address gives the same key, and no key gives its address back."""

    def __init__(self, secret: str) -> None:
        self._secret = hmac.new(secret.encode(), b"warmhand address keys", hashlib.sha256).digest()

    def __call__(self, address: str) -> str:
        digest = hmac.new(self._secret, address.encode(), hashlib.sha256).digest()
        return f"a_{base64.urlsafe_b64encode(digest[:15]).decode()}"
