"""The files that the understanding benchmark reads."""

import pytest

from benchmarks.labelled_rows import Row, RowsInvalid, read_rows


def written(tmp_path, content, name="rows.tsv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_the_last_tab_counts_and_quotes_are_literal(tmp_path):
    """Text may hold tabs and quotes; the header and empty lines are no rows; all files are read."""
    first = written(tmp_path, 'text\tintent\n"hi"\tthere\tgreet\r\n\nbye\tgoodbye\n')
    second = written(tmp_path, "text\tintent\nyes\taffirm", "more.tsv")
    assert read_rows([first, second]) == [Row('"hi"\tthere', "greet"), Row("bye", "goodbye"), Row("yes", "affirm")]


@pytest.mark.parametrize(
    "content, words",
    [
        ("text\tintent\n", "holds no rows"),
        ("", "holds no rows"),
        ("text\tintent\nhello\n", "line 2, is not text<TAB>intent"),
        ("text\tintent\nhi\tgreet\n\tgreet\n", "line 3, is not text<TAB>intent"),
        ("text\tintent\nhi\t \n", "line 2, is not text<TAB>intent"),
        (b"text\tintent\n\xff\xfe\tgreet\n", "cannot be read as UTF-8"),
    ],
)
def test_a_bad_file_is_named_in_one_sentence(tmp_path, content, words):
    """What is wrong, in which file and line."""
    path = written(tmp_path, content)
    with pytest.raises(RowsInvalid, match=words) as refused:
        read_rows([path])
    assert str(path) in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    """A path that leads nowhere is an error with a remedy."""
    with pytest.raises(RowsInvalid, match="is not there: give a file"):
        read_rows([tmp_path / "nowhere.tsv"])
