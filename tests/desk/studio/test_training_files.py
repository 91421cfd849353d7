"""Rasa's YAML changed line by line: everything else stays as it was, to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from desk import errors
from desk.studio.example import Example, as_line, checked_line, plain
from desk.studio.exchange import brought, exported
from desk.studio.new_intent import with_intent
from desk.studio.threshold import GATE, threshold_in, with_threshold
from desk.studio.training_files import NotEditable, difference, examples_in, with_examples, without_examples
from tests.desk.studio.conftest import ROOT

SHIPPED = {f"data/nlu/{path.name}": path.read_text("utf-8") for path in sorted((ROOT / "data/nlu").glob("*.yml"))}
NEW = "data/nlu/new.yml"
TEXT = """version: "3.1"

# Talk.
nlu:
  - intent: greet   # first
    examples: |
      - hello
      - hi

  # Later.
  - intent: goodbye
    examples: |
      - bye
"""


def test_an_example_is_added_where_its_intent_stands() -> None:
    """One line more, nothing else touched."""
    changed = with_examples({"a.yml": TEXT}, [Example("greet", "moin")], NEW)
    assert changed == {"a.yml": TEXT.replace("      - hi\n", "      - hi\n      - moin\n")}
    assert difference({"a.yml": TEXT}, changed).splitlines()[:2] == ["--- a/a.yml", "+++ b/a.yml"]
    assert "+      - moin" in difference({"a.yml": TEXT}, changed)
    assert with_examples({"a.yml": TEXT}, [Example("greet", "Hello"), Example("greet", " hi ")], NEW) == {}


def test_a_new_intent_gets_a_home() -> None:
    """At the end of the file for it, which is begun when there is none."""
    changed = with_examples({"a.yml": TEXT}, [Example("fresh", "one"), Example("fresh", "two")], NEW)
    assert [(p.example.intent, p.example.line) for p in examples_in(NEW, changed[NEW])] == [
        ("fresh", "one"),
        ("fresh", "two"),
    ]


def test_taken_out_again_all_is_as_before() -> None:
    """For every file as it is shipped."""
    wanted = [Example("greet", "moin moin"), Example("refund_status", "[wo](product) ist mein geld")]
    changed = with_examples(SHIPPED, wanted, NEW)
    assert len(changed) == 2
    assert without_examples({**SHIPPED, **changed}, wanted) == {path: SHIPPED[path] for path in changed}


def test_what_is_written_otherwise_is_refused_at_its_line() -> None:
    """Rather than half understood."""
    with pytest.raises(NotEditable) as refused:
        list(examples_in("a.yml", "nlu:\n  - intent: greet\n    examples:\n      - text: hello\n"))
    assert (refused.value.path, refused.value.line) == ("a.yml", 2)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_whatever_somebody_wrote_is_one_line_of_yaml(text: str) -> None:
    """Whatever a customer typed, the file can be read and holds that line, and no entity nobody marked."""
    line = as_line("".join(c for c in text if c.isprintable() or c.isspace()))
    if not line:
        return
    changed = with_examples({"a.yml": TEXT}, [Example("greet", line)], NEW)
    document = YAML(typ="safe", pure=True).load(changed.get("a.yml", TEXT))
    assert f"- {line}" in document["nlu"][0]["examples"].split("\n") or line.lower() in ("hello", "hi")
    assert plain(line) == line


@pytest.mark.parametrize(
    "line, kept",
    [
        ("where is [20417](order_number)", "where is [20417](order_number)"),
        ("  two   spaces ", "two spaces"),
        ("=1+1 <b>x</b>", "=1+1 <b>x</b>"),
        ("where is [20417](nonsense)", None),
        ("half [20417](", None),
        ("   ", None),
        ("x" * 501, None),
    ],
)
def test_checked_lines(line: str, kept: str | None) -> None:
    """Marks must be whole and of an entity the bot knows."""
    if kept is None:
        with pytest.raises(errors.DeskError):
            checked_line(line, {"order_number"})
    else:
        assert checked_line(line, {"order_number"}) == kept


def test_a_new_intent_is_answerable() -> None:
    """Domain, response and rule, with what stood there unchanged."""
    files = {name: (ROOT / name).read_text("utf-8") for name in ("domain.yml", "data/rules/answers.yml")}
    changed = with_intent(files, "ask_recipe", 'We cook: "well"')
    domain = YAML(typ="safe", pure=True).load(changed["domain.yml"])
    assert domain["intents"][-1] == "ask_recipe"
    assert domain["responses"]["utter_ask_recipe"] == [{"text": 'We cook: "well"'}]
    rules = YAML(typ="safe", pure=True).load(changed["data/rules/answers.yml"])["rules"]
    assert rules[-1]["steps"] == [{"intent": "ask_recipe"}, {"action": "utter_ask_recipe"}]
    for name, before in files.items():
        added = [line for line in difference({name: before}, {name: changed[name]}).splitlines() if line[:1] == "-"]
        assert added == [f"--- a/{name}"]


@pytest.mark.parametrize(
    "text, threshold, becomes",
    [
        ("- name: {gate}\n  threshold: 0.3\n", 0.5, "- name: {gate}\n  threshold: 0.5\n"),
        ("- name: a.B\n  threshold: 0.1\n- name: {gate}\n  # why\n  threshold: 0.25  # of all\n", 0.07,
         "- name: a.B\n  threshold: 0.1\n- name: {gate}\n  # why\n  threshold: 0.07  # of all\n"),
        ("- name: '{gate}'\n  ambiguity_threshold: 0.1\n  threshold: 1\n", 0.3,
         "- name: '{gate}'\n  ambiguity_threshold: 0.1\n  threshold: 0.3\n"),
        ("- name: {gate}\n- name: a.B\n  threshold: 0.1\n", 0.3, None),
    ],
)  # fmt: skip
def test_the_gates_threshold_and_no_other_is_written(text: str, threshold: float, becomes: str | None) -> None:
    """With its comments and whatever stands beside it; where the gate has none, it is left to an editor."""
    text = text.replace("{gate}", GATE)
    if becomes is None:
        with pytest.raises(NotEditable):
            with_threshold(text, threshold)
    else:
        written = with_threshold(text, threshold)
        assert written == becomes.replace("{gate}", GATE)
        assert threshold_in(written) == threshold


def test_there_and_back() -> None:
    """What is exported brings nothing new, in both forms; formulas are no formulas in a table."""
    places = [place for path, text in SHIPPED.items() for place in examples_in(path, text)]
    there = [place.example for place in places]
    intents = {example.intent for example in there}
    for form in ("tsv", "rasa"):
        found = brought(exported(places, form), form, intents, (), there)
        assert (found.rows, found.new, found.known, found.faults) == (len(places), (), len(places), ())
    evil = list(examples_in("a.yml", TEXT.replace("- hi", "- =cmd()")))
    page = exported(evil, "tsv")
    assert "'=cmd()\tgreet" in page
    assert brought(page, "tsv", {"greet", "goodbye"}, (), []).new[1] == Example("greet", "=cmd()")


def test_faults_have_their_lines() -> None:
    """An import is read to its end, and says what cannot be taken."""
    page = "text\tintent\nhello you\tgreet\nno intent here\nbye\tgreet\nwhat\tnonsense\n\t\n<b>hey</b>\tgreet\n"
    found = brought(page, "tsv", {"greet", "goodbye"}, (), [Example("goodbye", "bye")])
    assert [(fault.line, fault.code) for fault in found.faults] == [
        (3, "columns"),
        (4, "contradiction"),
        (5, "no_such_intent"),
    ]
    assert found.new == (Example("greet", "hello you"), Example("greet", "<b>hey</b>"))


def test_an_import_without_end_is_refused() -> None:
    """At the line where it became too long."""
    with pytest.raises(errors.DeskError) as refused:
        brought("a\tgreet\n" * 100_001, "tsv", {"greet"}, (), [])
    assert refused.value.code == "import_too_long"
    assert refused.value.body()["line"] == "100001"
