"""How much of what is too much: the limits, and a counter for one process. Pure; the clock is passed in.

A limit has a name, is counted per key (a visitor, an address, a colleague, the whole shop), and within fixed windows
that begin at the same moment on every desk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

REMEMBERED_KEYS = 50_000


@dataclass(frozen=True)
class Limit:
    """At most `calls` within `seconds`. `exact`: counted before the call goes on, by all desks together.

    The others are counted here at once and with the other desks every half second, so that the path of every message
    does not wait for Redis: beyond the limit goes at most what arrives elsewhere in that time.
    """

    calls: int
    seconds: float
    exact: bool = False


LIMITS: dict[str, Limit] = {
    "general": Limit(600, 60.0),  # per address
    "message": Limit(30, 10.0),  # per visitor
    "upload": Limit(120, 60.0),  # per visitor or colleague
    "message_address": Limit(200, 10.0),  # per address
    "message_shop": Limit(20_000, 10.0),
    "letter": Limit(5, 3600.0, exact=True),  # per visitor: letters somebody asks for
    "letter_address": Limit(20, 3600.0, exact=True),  # per address
    "session": Limit(120, 60.0, exact=True),  # per address
    "session_shop": Limit(6_000, 60.0),
    "socket": Limit(120, 60.0),  # per address: handshakes
    "sign_in": Limit(30, 300.0, exact=True),  # per address
    "sign_in_account": Limit(30, 900.0, exact=True),  # per e-mail, from browsers it was never signed in on
    "sign_in_device": Limit(10, 300.0, exact=True),  # per browser it was signed in on
    "second_factor": Limit(10, 900.0, exact=True),  # per colleague, once the password was right
    "joining": Limit(30, 300.0, exact=True),  # per address: links of the team that are tried
    "foreign_audit": Limit(20, 60.0),  # per address: lines in the audit log about ids that are not theirs
}
SOCKETS_PER_ADDRESS = 100
"""Open at one desk at a time."""


@dataclass(frozen=True)
class Counted:
    """One thing to count."""

    name: str
    key: str

    def window(self, limit: Limit, now: float) -> str:
        """The name of its counter: the same on every desk, another one in the next window."""
        return f"desk:limit:{self.name}:{self.key}:{int(now // limit.seconds)}"


def scaled(factor: float) -> dict[str, Limit]:
    """All limits, multiplied: for larger shops, and for load tests that come from one address."""
    return {
        name: Limit(max(1, int(limit.calls * factor)), limit.seconds, limit.exact) for name, limit in LIMITS.items()
    }


class Windows:
    """Counts of one process. The oldest counters are forgotten first, so memory is bounded under a flood."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()

    def add(self, window: str, calls: int = 1) -> int:
        """Count; returns how many there are now."""
        total = self._counts.get(window, 0) + calls
        self.put(window, total)
        return total

    def put(self, window: str, total: int) -> None:
        """What is known of a counter from elsewhere."""
        self._counts[window] = total
        self._counts.move_to_end(window)
        while len(self._counts) > REMEMBERED_KEYS:
            self._counts.popitem(last=False)

    def get(self, window: str) -> int:
        return self._counts.get(window, 0)

    def take_all(self) -> dict[str, int]:
        """All counts, leaving none."""
        taken, self._counts = dict(self._counts), OrderedDict()
        return taken

    def give_back(self, counts: Iterable[tuple[str, int]]) -> None:
        """Counts that could not be passed on."""
        for window, calls in counts:
            self.add(window, calls)
