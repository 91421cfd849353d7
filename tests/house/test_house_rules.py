"""The rules of the house that no other tool checks."""

import ast
import re
from pathlib import Path

from tests.house.sources import ROOT, our_files, read

CODE = {".py", ".ts", ".tsx", ".css", ".js", ".mjs", ".html"}
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
BANNED = re.compile(r"(^|_|-)(utils?|helpers?|manager|misc|common|base)($|_|-|\.)")
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
PROCESSES = ("actions", "bot", "desk", "shop", "storefront", "supervisor")


def python_sources():
    scripts = [
        path for path in our_files() if path.parts[0] == "bin" and read(path).startswith("#!/usr/bin/env python")
    ]
    return [path for path in our_files() if path.suffix == ".py" and path.parts[0] != "tests"] + scripts


def test_a_file_can_be_read_in_one_sitting():
    """At most 300 lines."""
    lengths = {str(path): len(read(path).splitlines()) for path in our_files() if path.suffix in CODE}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_function_fits_on_a_screen():
    """At most 40 lines without its docstring; a migration and the demo's goods are long lists by nature."""
    long = []
    for path in python_sources():
        if {"migrations", "demo"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, FUNCTION) and _lines(node) > LONGEST_FUNCTION:
                long.append(f"{path}: {node.name} has {_lines(node)} lines")
    assert not long


def _lines(function):
    told = function.body[0] if ast.get_docstring(function, clean=False) is not None else None
    return function.end_lineno - function.lineno + 1 - (told.end_lineno - told.lineno + 1 if told else 0)


def test_names_say_what_things_are():
    """No drawer for everything: no util, helper, manager, misc, common, base."""
    # A style sheet or page template called "base" is what its trade calls it.
    named = [(path, path.parts if path.suffix in {".py", ".ts", ".tsx"} else path.parts[:-1]) for path in our_files()]
    banned = [str(path) for path, parts in named if any(BANNED.search(part.lower()) for part in parts)]
    assert not banned


def test_only_settings_read_the_environment():
    """One reader a process: settings.py, or the file that starts the process and hands the environment to it."""
    readers = set()
    for path in python_sources():
        if path.parts[0] in PROCESSES and path.name not in ("settings.py", "__main__.py"):
            names = {node.attr for node in ast.walk(ast.parse(read(path))) if isinstance(node, ast.Attribute)}
            if names & {"environ", "getenv"}:
                readers.add(str(path))
    # rasa-sdk makes the actions by itself, so this is where their process begins.
    assert readers - {"actions/assembly.py"} == set()


def test_every_test_says_what_behaviour_it_shows():
    """One sentence, in its docstring."""
    silent = []
    for path in our_files():
        if path.parts[0] == "tests" and path.name.startswith("test_") and path.suffix == ".py":
            functions = (node for node in ast.walk(ast.parse(read(path))) if isinstance(node, FUNCTION))
            told = [node for node in functions if node.name.startswith("test_")]
            silent += [f"{path}: {node.name}" for node in told if not ast.get_docstring(node)]
    assert not silent


def test_no_file_names_a_registry_or_a_machine():
    """A lock file works with any registry, and nothing depends on where somebody's checkout lies."""
    host = re.compile(r"https?://[^\s\"']*(pypi|pythonhosted|npmjs|yarnpkg|artifactory|nexus)[^\s\"']*", re.IGNORECASE)
    machine = re.compile(r"(?<![\w./~])/(root|work|home/\w+|tmp/w|Users/\w+)/")
    found = []
    for path in our_files():
        if path.suffix in {".png", ".jpg", ".ico", ".woff2", ".gz", ".npz"} or path == Path("LICENSE"):
            continue
        for number, line in enumerate(read(path).splitlines(), start=1):
            if host.search(line) or machine.search(line):
                found.append(f"{path}:{number}: {line.strip()[:100]}")
    assert not found


def test_every_lock_is_pinned_by_hash():
    """What is installed is what was tried."""
    for lock in (ROOT / "requirements").glob("*.lock"):
        pins = re.findall(
            r"^([A-Za-z0-9._-]+(?:\[[^\]]+\])?==\S+)(.*(?:\n(?:    .*))*)", lock.read_text(), re.MULTILINE
        )
        assert pins, lock
        assert [name for name, rest in pins if "--hash=sha256:" not in rest] == [], lock
