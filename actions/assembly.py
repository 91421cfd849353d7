"""The one place that puts this process together."""

import functools
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from actions.articles import Articles
from actions.breaker import Breaker
from actions.settings import Settings, read_settings
from actions.shop_client import ShopClient


@dataclass(frozen=True, slots=True)
class Parts:
    """What actions work with: the shop, the day it is (UTC, like all times on the wire), and the desk's articles."""

    shop: ShopClient
    today: Callable[[], date]
    articles: Articles


def assemble(settings: Settings) -> Parts:
    """Put the parts together. Nothing connects yet."""
    breaker = Breaker(time.monotonic)
    shop = ShopClient(settings.shop_url, settings.shop_api_key, breaker=breaker, jitter=random.random)
    articles = Articles(settings.desk_url, breaker=Breaker(time.monotonic), clock=time.monotonic)
    return Parts(shop=shop, today=lambda: datetime.now(UTC).date(), articles=articles)


@functools.cache
def parts() -> Parts:
    """The parts all actions of this process share: one breaker for one shop. Raises SettingsError."""
    return assemble(read_settings(os.environ))
