"""When a process that ended is started again. Pure rules: the clock is passed in. Times in seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LONGEST_PAUSE_ONCE_UP = 1.0
"""For a program that had been there: it can start, so nobody is served by waiting long."""
STEADY_AFTER = 60.0
SERVED_AFTER = 10.0
"""A program that was there and ran so long was ended from outside, or by something rare: it is back at once."""


@dataclass(frozen=True)
class RestartRecord:
    """How often a process was started again: in all, and in a row without a steady run between."""

    total: int = 0
    in_a_row: int = 0


def after_exit(record: RestartRecord, ran_for: float, *, came_up: bool) -> tuple[RestartRecord, float]:
    """The record with one more restart, and how long to pause before it.

    The pause doubles with each restart in a row; a run of `STEADY_AFTER` seconds makes the next one the first again.
    There is none for a program that had been there and served for a while.
    """
    earlier = 0 if ran_for >= STEADY_AFTER else record.in_a_row
    # The exponent is capped so that a process failing for weeks cannot overflow it.
    longest = LONGEST_PAUSE_ONCE_UP if came_up else LONGEST_PAUSE
    pause = 0.0 if came_up and ran_for >= SERVED_AFTER else min(longest, FIRST_PAUSE * 2.0 ** min(earlier, 16))
    return replace(record, total=record.total + 1, in_a_row=earlier + 1), pause


def say_exit(returncode: int) -> str:
    """How a process ended, in words: "ended with code 3", "was killed by signal 9"."""
    return f"was ended by signal {-returncode}" if returncode < 0 else f"ended with code {returncode}"
