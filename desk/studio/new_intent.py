"""A new intent in the files that make it answerable: the domain, and a rule. Pure text, comments and order kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from desk.studio.training_files import NotEditable

DOMAIN = "domain.yml"
RULES = "data/rules/answers.yml"


def with_intent(files: Mapping[str, str], name: str, answer: str) -> dict[str, str]:
    """The domain with intent and response, and a rule that gives the answer. Raises NotEditable."""
    domain = _under(files[DOMAIN], "intents", f"  - {name}")
    response = [f"  utter_{name}:", f"    - text: {json.dumps(answer, ensure_ascii=False)}"]
    domain = _under(domain, "responses", "\n".join(response))
    rules = files.get(RULES, 'version: "3.1"\n\nrules:\n').rstrip("\n")
    rule = ["", f"  - rule: answer {name}", "    steps:", f"      - intent: {name}", f"      - action: utter_{name}"]
    return {DOMAIN: domain, RULES: "\n".join([rules, *rule]) + "\n"}


def _under(text: str, section: str, addition: str) -> str:
    """The addition as the last of a section at the top level."""
    lines = text.splitlines()
    head = next((n for n, line in enumerate(lines) if re.fullmatch(rf"{section}:\s*(#.*)?", line)), None)
    if head is None:
        raise NotEditable(DOMAIN, 1, f"The domain has no section {section!r} to add to.")
    end = last = head + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " #"):
        if lines[end].strip() and not lines[end].startswith("#"):
            last = end + 1
        end += 1
    return "\n".join([*lines[:last], addition, *lines[last:]]) + "\n"
