"""When a process that ended is started again."""

import pytest

from supervisor.restart import RestartRecord, after_exit, say_exit


@pytest.mark.parametrize(
    "earlier, ran_for, pause, in_a_row",
    [
        (0, 0.0, 0.5, 1),
        (1, 0.0, 1.0, 2),
        (2, 59.9, 2.0, 3),
        (5, 1.0, 16.0, 6),
        (6, 1.0, 30.0, 7),
        (900, 1.0, 30.0, 901),
        (6, 60.0, 0.5, 1),
        (900, 86_400.0, 0.5, 1),
    ],
)
def test_pause_doubles_up_to_half_a_minute_and_starts_over_after_a_steady_run(earlier, ran_for, pause, in_a_row):
    """Half a second, doubling to thirty; a minute of running makes the next stop the first again."""
    record, waited = after_exit(RestartRecord(total=earlier, in_a_row=earlier), ran_for, came_up=False)
    assert waited == pause
    assert record == RestartRecord(total=earlier + 1, in_a_row=in_a_row)


@pytest.mark.parametrize("earlier, pause", [(0, 0.5), (1, 1.0), (2, 1.0), (900, 1.0)])
def test_a_program_that_had_been_there_is_back_soon_however_often_it_dies(earlier, pause):
    """It has shown that it can start: no pause longer than a second."""
    record = RestartRecord(total=earlier, in_a_row=earlier)
    assert after_exit(record, 2.0, came_up=True)[1] == pause


@pytest.mark.parametrize("ran_for, pause", [(9.9, 1.0), (10.0, 0.0), (86_400.0, 0.0)])
def test_a_program_that_had_served_for_a_while_is_back_at_once(ran_for, pause):
    """Whoever was talking to it waits for nothing but its start."""
    assert after_exit(RestartRecord(total=3, in_a_row=3), ran_for, came_up=True)[1] == pause


@pytest.mark.parametrize(
    "code, words", [(0, "ended with code 0"), (3, "ended with code 3"), (-9, "was ended by signal 9")]
)
def test_an_exit_is_told_in_words(code, words):
    """A negative code is a signal."""
    assert say_exit(code) == words
