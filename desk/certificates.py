"""Whom the desk's own calls trust: read once, since reading the authorities takes longer than most calls."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The authorities that httpx trusts by default."""
    return httpx.create_ssl_context()
