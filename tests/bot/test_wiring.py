"""The YAML files and the code name each other rightly; a wrong name would only be a warning in Rasa's log."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
FEWEST_EXAMPLES = 25


def read_yaml_file(path: str) -> Any:
    """The document, its ${VARIABLES} left alone: Rasa's reader would want them set."""
    return YAML(typ="safe").load(Path(path).read_text(encoding="utf-8").replace("${", "$ {"))


CONFIG: dict[str, Any] = read_yaml_file(str(ROOT / "config.yml"))
DOMAIN: dict[str, Any] = read_yaml_file(str(ROOT / "domain.yml"))


def nlu_lines(folder: Path, pattern: str = "*.yml") -> list[tuple[str, str]]:
    """(intent, line) for every example in the folder's files."""
    lines = []
    for path in sorted(folder.glob(pattern)):
        for block in read_yaml_file(str(path)).get("nlu", []):
            lines += [
                (block["intent"], line.strip()[2:].strip()) for line in block["examples"].splitlines() if line.strip()
            ]
    return lines


TRAINING = nlu_lines(ROOT / "data" / "nlu")
HELD_BACK = nlu_lines(ROOT / "tests" / "bot", "held_back_nlu.yml")


def dotted_paths(document: Any) -> list[str]:
    if isinstance(document, dict):
        own = [key for key in document if re.fullmatch(r"bot(\.\w+)+", str(key))]
        return own + [path for value in document.values() for path in dotted_paths(value)]
    if isinstance(document, list):
        return [path for value in document for path in dotted_paths(value)]
    return [document] if isinstance(document, str) and re.fullmatch(r"bot(\.\w+)+", document) else []


PATHS = [
    path
    for name in ("config.yml", "endpoints.yml", "credentials.yml")
    for path in dotted_paths(read_yaml_file(str(ROOT / name)))
]


def test_there_are_paths_to_check() -> None:
    """Seven components and policies of ours, one store, one channel."""
    assert len(PATHS) >= 9


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_every_dotted_path_names_a_class(path: str) -> None:
    """What the YAML files name can be imported."""
    module, name = path.rsplit(".", 1)
    assert isinstance(getattr(importlib.import_module(module), name), type)


def test_every_action_has_a_class_and_every_class_is_in_the_domain() -> None:
    """Domain and action server agree; read from the sources, because another process runs them."""
    assert set(DOMAIN["actions"]) == named_actions(ROOT / "actions")


def named_actions(folder: Path) -> set[str]:
    """What the `name` methods of the folder's classes return; names in f-strings are filled with module constants."""
    names: set[str] = set()
    constants: dict[str, str] = {}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("**/*.py"))]
    for tree in trees:
        for node in tree.body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                constants.update(
                    {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
                )
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == "name":
                names |= {
                    text(part.value, constants)
                    for part in ast.walk(node)
                    if isinstance(part, ast.Return) and part.value
                }
    return {name for name in names if name}


def text(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        return "".join(text(part, constants) for part in parts)
    return ""


def rule_steps() -> list[dict[str, Any]]:
    return [
        step
        for path in sorted((ROOT / "data" / "rules").glob("*.yml"))
        for rule in read_yaml_file(str(path))["rules"]
        for step in rule["steps"]
    ]


def test_every_intent_is_answered() -> None:
    """Each intent begins a rule, except asking for a person, which the handoff policy answers."""
    begun = {step["intent"] for step in rule_steps() if "intent" in step}
    assert set(DOMAIN["intents"]) - begun == {"human_request"}
    assert begun - set(DOMAIN["intents"]) == {"nlu_fallback"}


def test_every_step_exists() -> None:
    """No step into nothing."""
    steps = {step["action"] for step in rule_steps() if "action" in step}
    known = set(DOMAIN["responses"]) | set(DOMAIN["actions"]) | set(DOMAIN["forms"])
    assert steps - known <= {"action_deactivate_loop", "action_listen"}


def test_every_action_is_reached() -> None:
    """By a rule, by a form that validates and asks, or by one of the policies and actions named here."""
    steps = {step["action"] for step in rule_steps() if "action" in step}
    slots = {slot for form in DOMAIN["forms"].values() for slot in form["required_slots"]}
    by_forms = {f"validate_{form}" for form in DOMAIN["forms"]} | {f"action_ask_{slot}" for slot in slots}
    assert set(DOMAIN["actions"]) - steps - by_forms == {"action_hand_over", "action_other_language"}


def test_every_response_is_used() -> None:
    """No orphan words."""
    steps = {step["action"] for step in rule_steps() if "action" in step}
    assert set(DOMAIN["responses"]) - steps == set()


def test_every_intent_has_examples_enough() -> None:
    """At least 25 lines each, and none for unknown intents."""
    counts = Counter(intent for intent, _ in TRAINING)
    assert set(counts) == set(DOMAIN["intents"])
    assert {intent: count for intent, count in counts.items() if count < FEWEST_EXAMPLES} == {}


def plain(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.lower())) or line


def test_no_line_is_given_twice() -> None:
    """Neither under two intents nor twice under one, capitals and punctuation aside."""
    seen = Counter(plain(line) for _, line in TRAINING)
    assert [line for line, count in seen.items() if count > 1] == []


def test_the_catalogue_is_that_of_the_shop() -> None:
    """The lookup tables name every product of the demo shop; `bin/refresh-catalogue` writes them."""
    tables = read_yaml_file(str(ROOT / "data" / "catalogue" / "products.yml"))["nlu"]
    assert [table["lookup"] for table in tables] == ["product", "size", "colour"]
    known = {line.strip()[2:] for line in tables[0]["examples"].splitlines()}
    tree = ast.parse((ROOT / "shop" / "demo" / "catalogue.py").read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_product"
    ]
    assert calls
    assert {ast.literal_eval(call.args[2]) for call in calls} == known


def test_no_held_back_line_is_trained_on() -> None:
    """What measures must not teach, and every intent is measured."""
    trained = {plain(line) for _, line in TRAINING}
    assert [line for _, line in HELD_BACK if plain(line) in trained] == []
    assert min(Counter(intent for intent, _ in HELD_BACK).values()) >= 6
    assert {intent for intent, _ in HELD_BACK} == set(DOMAIN["intents"])


def test_the_fallback_is_the_miss() -> None:
    """Rasa's own fallback rewinds the conversation and swallows slots; ours does not."""
    rules = next(policy for policy in CONFIG["policies"] if policy["name"] == "RulePolicy")
    assert rules["core_fallback_action_name"] == "action_miss"
    assert DOMAIN["session_config"]["session_expiration_time"] == 0
