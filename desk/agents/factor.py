"""The second factor of a sign-in: codes of an authenticator, each good once, and recovery codes. Rules."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

import pyotp

from desk.customers.customer import hashed

STEP_SECONDS = 30
STEPS_AROUND = 1
"""How many steps the authenticator's clock may be off."""
RECOVERY_CODES = 10
ISSUER = "Warmhand"


@dataclass(frozen=True)
class Factor:
    """A colleague's authenticator. It counts once `confirmed_at` is set; `recovery` are hashes of unused codes."""

    agent_id: str
    secret: str
    last_step: int = 0
    confirmed_at: datetime | None = None
    recovery: tuple[str, ...] = ()
    version: int = 0

    @property
    def address(self) -> str:
        """What an authenticator reads from a QR code."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=self.agent_id, issuer_name=ISSUER)


def fresh(agent_id: str) -> Factor:
    """A new secret of 160 bits, not in force yet."""
    return Factor(agent_id, pyotp.random_base32())


def accepted(factor: Factor, code: str, now: datetime) -> Factor | None:
    """The factor with this code used up, or None when the code is wrong or was used before."""
    given = "".join(code.split()).lower()
    step = _step_of(factor, given, now)
    if step is not None:
        return replace(factor, last_step=step)
    mark = hashed(given.replace("-", ""))
    if not any(hmac.compare_digest(mark, kept) for kept in factor.recovery):
        return None
    return replace(factor, recovery=tuple(kept for kept in factor.recovery if kept != mark))


def confirmed(factor: Factor, now: datetime) -> tuple[Factor, tuple[str, ...]]:
    """The factor in force, and its recovery codes, which are shown this once."""
    codes = tuple(f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(RECOVERY_CODES))
    return replace(factor, confirmed_at=now, recovery=tuple(hashed(code.replace("-", "")) for code in codes)), codes


def _step_of(factor: Factor, code: str, now: datetime) -> int | None:
    totp, current = pyotp.TOTP(factor.secret), int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        matches = hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.encode("utf-8", "replace"))
        # A step that was used, or lies before one that was, is over.
        if matches and step > factor.last_step:
            found = step
    return found
