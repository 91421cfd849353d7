"""The shop's proof of who a customer is: a short-lived signed token (docs/wire.md §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import jwt

from desk import errors

LONGEST_LIFE = 15 * 60
"""Seconds a proof may be valid for, whatever it says of itself."""


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
            algorithms=["HS256"],
            audience=trust.audience,
            issuer=trust.issuer,
            options={"require": ["exp", "iat", "sub", "jti", "aud", "iss"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, ValueError) as refused:
        # ValueError: PyJWT lets bytes that are no text through to its decoder.
        raise errors.identity_refused() from refused
    moment = now.timestamp()
    issued, expires = claims["iat"], claims["exp"]
    if not _is_number(issued) or not _is_number(expires):
        raise errors.identity_refused()
    if not issued - 60 <= moment < expires or expires - issued > LONGEST_LIFE:
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
