"""What the processes print, as a person sees it."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor import output
from supervisor.output import Console, Lines, plain, terminal_line

NOON = datetime(2026, 11, 27, 12, 3, 1, tzinfo=UTC)


def test_a_line_has_the_time_and_the_name_of_its_process():
    """The names line up, so that a column of them can be read."""
    assert terminal_line("rasa", "model loaded", NOON, colour=False) == "12:03:01 rasa      | model loaded"
    assert terminal_line("actions", "up", NOON, colour=False) == "12:03:01 actions   | up"


def test_colour_is_only_on_the_name():
    """The text of the process stays as it is."""
    assert terminal_line("desk", "open", NOON, colour=True).endswith("\x1b[0m open")


@pytest.mark.parametrize(
    "raw, clean",
    [
        ("plain", "plain"),
        ("\x1b[32mgreen\x1b[0m", "green"),
        ("\x1b[2J\x1b[Hcleared", "cleared"),
        ("\x1b]0;a title\x07text", "text"),
        ("a\x00b\x07c\tkept", "abc\tkept"),
        ("   indented  ", "   indented"),
    ],
)
def test_terminal_codes_of_a_process_are_taken_out(raw, clean):
    """A process cannot clear the screen or write control characters into the log."""
    assert plain(raw) == clean


def test_an_absurdly_long_line_is_cut_and_says_so():
    """The log stays readable."""
    cut = plain("x" * 50_000)
    assert len(cut) < 16_100
    assert cut.endswith("(50000 characters)")


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_lines_do_not_depend_on_how_the_bytes_arrive(chunks):
    """The same bytes in other pieces give the same lines, but for a pair of line ends cut in two."""
    whole = b"".join(chunks).replace(b"\r\n", b"\n")
    at_once, in_pieces = Lines(), Lines()
    expected = at_once.feed(whole) + at_once.close()
    pieces = [line for position in range(len(whole)) for line in in_pieces.feed(whole[position : position + 1])]
    assert pieces + in_pieces.close() == expected


def test_a_progress_bar_becomes_lines():
    """A carriage return ends a line as well."""
    lines = Lines()
    assert lines.feed(b"10 %\r50 %\rdone\nre") == ["10 %", "50 %", "done"]
    assert lines.close() == ["re"]


def test_console_prints_and_keeps_a_log_per_process(tmp_path):
    """The terminal gets the short form, the file the whole time."""
    stream = io.StringIO()
    console = Console(tmp_path, lambda: NOON, stream)
    console.say("shop", "open\n")
    console.say("shop", "   ")
    console.close()
    assert stream.getvalue() == "12:03:01 shop      | open\n"
    assert (tmp_path / "shop.log").read_text() == "2026-11-27T12:03:01.000+00:00 open\n"


def test_logs_are_rotated_by_size(tmp_path, monkeypatch):
    """A talkative process cannot fill the disk."""
    monkeypatch.setattr(output, "LOG_BYTES", 1000)
    console = Console(tmp_path, lambda: NOON, io.StringIO())
    for number in range(200):
        console.say("rasa", f"line {number} {'x' * 50}")
    console.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["rasa.log", "rasa.log.1", "rasa.log.2", "rasa.log.3"]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
    assert "line 199" in (tmp_path / "rasa.log").read_text()


def test_libraries_that_warn_each_other_are_logged_but_not_shown(tmp_path):
    """A deprecation and the source line it quotes go to the log; what follows is shown again."""
    stream = io.StringIO()
    console = Console(tmp_path, lambda: NOON, stream)
    console.say("rasa", "lib/x.py:129: DeprecationWarning: Nesting argument groups is deprecated.")
    console.say("rasa", "  group = parser.add_argument_group()")
    console.say("rasa", '  File "x.py", line 3, in start')
    console.say("rasa", "lib/x.py:1: UserWarning: the tracker store was not found")
    console.close()
    assert [line.split("| ")[1] for line in stream.getvalue().splitlines()] == [
        '  File "x.py", line 3, in start',
        "lib/x.py:1: UserWarning: the tracker store was not found",
    ]
    assert len((tmp_path / "rasa.log").read_text().splitlines()) == 4


class _GoneTerminal(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def test_the_house_outlives_its_terminal(tmp_path):
    """When what reads the output ends, the log goes on."""
    console = Console(tmp_path, lambda: NOON, _GoneTerminal())
    console.say("desk", "one")
    console.say("desk", "two")
    console.close()
    assert len((tmp_path / "desk.log").read_text().splitlines()) == 2
