"""What hundreds of desks in one process must not do to each other: fill the memory, cost a password's hash each time,
meet the end of a window.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sanic import Sanic
from sanic.router import Router

from desk.agents import flows
from desk.live.shared_limits import SharedLimits


@pytest.fixture(scope="session", autouse=True)
def passwords_are_hashed_quickly() -> Iterator[None]:
    """Hundreds sign in: a hash as costly as it must be outside would be a good part of all the tests' time."""
    costly, flows._hasher = flows._hasher, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    flows._hasher = costly


@pytest.fixture(autouse=True)
def apps_end_with_their_test() -> Iterator[None]:
    """Sanic keeps every app for good, by name and by the last routes asked for: hundreds of desks fill the memory."""
    before = set(Sanic._app_registry)
    yield
    for name in set(Sanic._app_registry) - before:
        del Sanic._app_registry[name]
    Router.get.cache_clear()


def windows_begin_here(limits: SharedLimits) -> None:
    """The windows of the limits begin with the desk, so that none ends because the full hour came in a test."""
    began = time.monotonic()
    limits._now = lambda: time.monotonic() - began
