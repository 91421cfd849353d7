"""A circuit breaker: after five failures in a row nobody asks for ten seconds, then one call may try.

The rules are pure; `Breaker` only keeps the state behind a lock, because calls run in threads.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

FAILURES_TO_OPEN = 5
REST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class BreakerState:
    """Failures in a row, when the breaker opened, and when the trial call now under way began (seconds)."""

    failures: int = 0
    opened_at: float | None = None
    trial_at: float | None = None


def admit(state: BreakerState, now: float) -> tuple[BreakerState, bool]:
    """Say whether a call may go out now. While half open only one may; a trial nobody reports on is forgotten."""
    if state.opened_at is None:
        return state, True
    if now - state.opened_at < REST_SECONDS:
        return state, False
    if state.trial_at is not None and now - state.trial_at < REST_SECONDS:
        return state, False
    return replace(state, trial_at=now), True


def after_success(_state: BreakerState) -> BreakerState:
    """Close the breaker: the other side has answered."""
    return BreakerState()


def after_failure(state: BreakerState, now: float) -> BreakerState:
    """Count a failure; open at the fifth in a row, and open afresh when the trial call failed."""
    failures = state.failures + 1
    if state.trial_at is not None:
        return BreakerState(failures=failures, opened_at=now)
    if state.opened_at is None and failures >= FAILURES_TO_OPEN:
        return BreakerState(failures=failures, opened_at=now)
    return replace(state, failures=failures)


class Breaker:
    """Keeps one BreakerState for all threads. `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._state = BreakerState()
        self._lock = threading.Lock()

    def admits(self) -> bool:
        """True when a call may go out now; the caller must then report `succeeded` or `failed`."""
        with self._lock:
            self._state, admitted = admit(self._state, self._clock())
            return admitted

    def succeeded(self) -> None:
        """The other side answered, be it with a refusal."""
        with self._lock:
            self._state = after_success(self._state)

    def failed(self) -> None:
        """The other side did not answer, or not in a way anyone can use."""
        with self._lock:
            self._state = after_failure(self._state, self._clock())
