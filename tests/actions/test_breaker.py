"""The breaker's rules, by table and by threads."""

import threading

import pytest

from actions.breaker import REST_SECONDS, Breaker, BreakerState, admit, after_failure, after_success

CLOSED = BreakerState()
OPEN = BreakerState(failures=5, opened_at=100.0)
ON_TRIAL = BreakerState(failures=5, opened_at=100.0, trial_at=110.0)


@pytest.mark.parametrize(
    ("state", "now", "admitted"),
    [
        (CLOSED, 0.0, True),
        (BreakerState(failures=4), 0.0, True),
        (OPEN, 100.0, False),
        (OPEN, 100.0 + REST_SECONDS - 0.01, False),
        (OPEN, 100.0 + REST_SECONDS, True),
        (ON_TRIAL, 110.5, False),
        (ON_TRIAL, 110.0 + REST_SECONDS, True),
    ],
)
def test_who_is_admitted(state: BreakerState, now: float, admitted: bool) -> None:
    """Closed lets all through, open nobody, half open one; a trial nobody reported on is forgotten."""
    assert admit(state, now)[1] is admitted


def test_opens_at_the_fifth_failure_in_a_row() -> None:
    """Four failures leave it closed, the fifth opens it."""
    state = CLOSED
    for _ in range(4):
        state = after_failure(state, 1.0)
        assert state.opened_at is None
    assert after_failure(state, 2.0).opened_at == 2.0


def test_a_success_in_between_starts_the_count_anew() -> None:
    """Failures count only in a row."""
    state = CLOSED
    for _ in range(4):
        state = after_failure(state, 1.0)
    state = after_success(state)
    assert after_failure(state, 2.0).opened_at is None


def test_a_failed_trial_opens_it_afresh() -> None:
    """When the trial call fails the rest begins again."""
    state = after_failure(ON_TRIAL, 112.0)
    assert admit(state, 112.0 + REST_SECONDS - 0.01)[1] is False
    assert admit(state, 112.0 + REST_SECONDS)[1] is True


def test_a_straggler_does_not_lengthen_the_rest() -> None:
    """A call that began before the breaker opened and fails later does not move the end of the rest."""
    assert after_failure(OPEN, 105.0).opened_at == 100.0


def test_only_one_thread_gets_the_trial() -> None:
    """Of many threads that ask at the same moment exactly one may try."""
    now = 0.0
    breaker = Breaker(lambda: now)
    for _ in range(5):
        breaker.failed()
    assert not breaker.admits()
    now = REST_SECONDS
    admitted: list[bool] = []
    start = threading.Barrier(16)

    def ask() -> None:
        start.wait()
        admitted.append(breaker.admits())

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert admitted.count(True) == 1
    breaker.succeeded()
    assert breaker.admits()
    assert breaker.admits()
