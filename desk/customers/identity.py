"""The shop's proof of who a customer is: a short-lived signed token (docs/wire.md §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import jwt

from desk import errors

LONGEST_LIFE = 15 * 60
"""Seconds a proof may be valid for, whatever it says of itself."""
LEEWAY = 10
"""Seconds by which the shop's clock and ours may differ."""
ALGORITHMS = ("HS256",)
"""A token names its own algorithm; only these are believed."""
REQUIRED = ("exp", "iat", "sub", "jti", "aud", "iss", "name", "email")


@dataclass(frozen=True)
class Identity:
    """What the shop says of a customer."""

    customer_id: str
    name: str
    email: str
    tier: str | None


@dataclass(frozen=True)
class ShopTrust:
    """Whose proofs are accepted: the shop's address, and the secret shared with it."""

    issuer: str
    secret: str
    audience: str = "warmhand"


def identify(proof: str, trust: ShopTrust, now: datetime) -> Identity:
    """Read a proof or refuse it with `identity_refused`: forged, expired, too long-lived or another shop's."""
    try:
        claims = jwt.decode(
            proof,
            trust.secret,
            algorithms=list(ALGORITHMS),
            audience=trust.audience,
            issuer=trust.issuer,
            # Times are checked below against the clock that was passed in.
            options={
                "require": list(REQUIRED),
                "strict_aud": True,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.InvalidTokenError, ValueError) as refused:
        # ValueError: PyJWT lets bytes that are no text through to its decoder.
        raise errors.identity_refused() from refused
    moment = now.timestamp()
    issued, expires = claims["iat"], claims["exp"]
    begins = claims.get("nbf", issued)
    if not all(_is_number(each) for each in (issued, expires, begins)):
        raise errors.identity_refused()
    if not max(issued, begins) - LEEWAY <= moment < expires + LEEWAY or not 0 < expires - issued <= LONGEST_LIFE:
        raise errors.identity_refused()
    return Identity(
        customer_id=_text(claims, "sub", 64),
        name=_text(claims, "name", 120),
        email=_text(claims, "email", 254),
        tier=_text(claims, "tier", 32) if claims.get("tier") is not None else None,
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(claims: dict[str, object], name: str, limit: int) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= limit or "\x00" in value:
        raise errors.identity_refused()
    return value
