"""What every request handler of the shop works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shop.faults import Faults
from shop.letters import Post
from shop.settings import Settings
from shop.store import Store
from shop.worker import StoreWorker


@dataclass(frozen=True)
class Shop:
    """The settings, the store, the clock, the sources of random tokens and codes, and the way letters go."""

    settings: Settings
    worker: StoreWorker[Store]
    clock: Callable[[], datetime]
    new_token: Callable[[], str]
    faults: Faults
    post: Post
    new_code: Callable[[], str]
