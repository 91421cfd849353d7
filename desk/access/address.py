"""Where a call comes from, without keeping the address itself. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Sequence


class AddressKeys:
    """Turns network addresses into keys: the same address gives the same key, and no key gives its address back."""

    def __init__(self, secret: str) -> None:
        self._secret = hmac.new(secret.encode(), b"warmhand address keys", hashlib.sha256).digest()

    def __call__(self, address: str) -> str:
        digest = hmac.new(self._secret, address.encode(), hashlib.sha256).digest()
        return f"a_{base64.urlsafe_b64encode(digest[:15]).decode()}"


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(written: str) -> tuple[Network, ...]:
    """Networks from a comma-separated list such as `127.0.0.1, 10.0.0.0/8`. Raises ValueError."""
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in written.split(",") if part.strip())


def caller(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The address of whoever called: the peer, unless that is a proxy we trust.

    `forwarded` is X-Forwarded-For. It is read from the right, for as long as the hop that wrote it is trusted, so
    nothing that a caller puts in front has any effect. IPv6 callers are told apart by their /64, which one machine has
    all of.
    """
    found = _address(peer)
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    while found is not None and hops and any(found in network for network in trusted):
        hop = _address(hops.pop())
        if hop is None:
            break
        found = hop
    if found is None:
        return peer
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
