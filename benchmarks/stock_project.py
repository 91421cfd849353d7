"""Writes a Rasa project as `rasa init` would leave it, for the shop's own intents and training lines."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

STOCK_FILES = Path(__file__).resolve().parent / "stock_bot"
# As in `rasa init`: these two are rules, everything else is told by stories and learnt.
_BY_RULE = ("goodbye", "bot_challenge")


@dataclass(frozen=True)
class StockProject:
    """A folder ready for `rasa train` and `rasa run`; `digest` names what it was made of."""

    folder: Path
    digest: str

    @property
    def model(self) -> Path:
        """Where the trained model is kept between runs."""
        return self.folder / "model.tar.gz"


def write_stock_project(root: Path, kept_in: Path, *, epochs: int) -> StockProject:
    """The project of the repository at `root`, under `kept_in`; the same training data and epochs give the same one.

    `epochs` are those of its reader, DIET, a minute each; its policies always get the hundred that Rasa gives them.
    """
    domain = YAML(typ="safe").load((root / "domain.yml").read_text(encoding="utf-8"))
    intents, entities = list(domain["intents"]), list(domain["entities"])
    lines = sorted((root / "data" / "nlu").glob("*.yml"))
    config = (STOCK_FILES / "config.yml").read_text(encoding="utf-8").replace("${STOCK_EPOCHS}", str(epochs))
    stories = {"version": "3.1", "stories": _stories(intents)}
    parts = [config, json.dumps([intents, entities, stories]), *(path.read_text(encoding="utf-8") for path in lines)]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    folder = kept_in / f"stock-{digest}"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for path in lines:
        shutil.copy(path, folder / "data" / path.name)
    for name in ("endpoints.yml", "credentials.yml"):
        shutil.copy(STOCK_FILES / name, folder / name)
    (folder / "config.yml").write_text(config, encoding="utf-8")
    _write(folder / "domain.yml", _domain(intents, entities))
    _write(folder / "data" / "stories.yml", stories)
    _write(folder / "data" / "rules.yml", {"version": "3.1", "rules": _rules()})
    return StockProject(folder, digest)


def _domain(intents: list[str], entities: list[str]) -> dict[str, Any]:
    return {
        "version": "3.1",
        "intents": intents,
        "entities": entities,
        "responses": {f"utter_{name}": [{"text": f"This is what we say about {name}."}] for name in intents},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _stories(intents: list[str]) -> list[dict[str, Any]]:
    """A greeting, then the wish: as in `rasa init`, every story has more than one turn."""
    told = [name for name in intents if name not in (*_BY_RULE, "greet")]
    return [{"story": f"greeted, then {name}", "steps": [*_steps("greet"), *_steps(name)]} for name in told]


def _rules() -> list[dict[str, Any]]:
    return [{"rule": f"answer {name}", "steps": _steps(name)} for name in _BY_RULE]


def _steps(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": f"utter_{intent}"}]


def _write(path: Path, document: dict[str, Any]) -> None:
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.dump(document, path)
