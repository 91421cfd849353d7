"""Make `message_cues.npz`: `python -m bot.nlu.cue_training [--goemotions train.jsonl] [--dialogues FILE …]`.

Learns from the lines in `cue_lines/`, the shop's own training lines (as calm messages), labelled dialogues of our own,
and GoEmotions (Demszky et al., Google Research, CC BY 4.0), where anger, annoyance, disappointment, disapproval and
disgust count as displeasure; without that file, what the shipped weights know of it is kept. Prints nothing about
quality: `bin/bench frustration` and `bin/bench handoff` do.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterable

import numpy as np
import scipy.sparse
import yaml
from sklearn.linear_model import LogisticRegression

from bot.nlu.cue_questions import QUESTIONS, Question
from bot.nlu.encoder_model import load_encoder
from bot.nlu.frustration_signs import sign_values
from bot.nlu.message_cues import SHIPPED, WORD_SHARE, WORD_SLOTS, CueModel, read_model, word_slots
from bot.settings import read_settings

LINES = Path(__file__).parent / "cue_lines"
STRENGTH, GENERAL_STRENGTH = 3.0, 0.1
CALM_REMARKS = 13_000
# A turn of a dialogue counts more than a line written for one question.
IN_CONVERSATION = 1.5
GENERAL = "general_displeasure"
Encode = Callable[[str], np.ndarray]


@dataclass
class Examples:
    """Texts with a yes or a no to one question, and how much each counts."""

    texts: list[str] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, texts: Iterable[str], answer: bool, weight: float = 1.0) -> None:
        for text in texts:
            self.texts.append(text)
            self.answers.append(answer)
            self.weights.append(weight)


def read_lines(folder: Path = LINES) -> dict[str, list[str]]:
    """The example lines by the name of their file."""
    return {
        path.stem: [line for line in path.read_text("utf-8").splitlines() if line.strip()]
        for path in sorted(folder.glob("*.txt"))
    }


def read_shop_lines(folder: Path) -> dict[str, list[str]]:
    """The bot's own training lines by intent, without entity marks."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for block in (yaml.safe_load(path.read_text("utf-8")) or {}).get("nlu", []):
            if "intent" in block:
                lines = [re.sub(r"^\s*-\s*", "", line) for line in block["examples"].splitlines()]
                found.setdefault(block["intent"], []).extend(
                    re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line) for line in lines if line.strip()
                )
    return found


def read_dialogues(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Labelled dialogues, one JSON object a line."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def examples_of(
    question: Question, lines: dict[str, list[str]], shop: dict[str, list[str]], dialogues: list[dict[str, Any]]
) -> Examples:
    """Everything that answers this question with yes or no."""
    found = Examples()
    for group, yes, unsure in (
        (lines, question.yes, question.open),
        (shop, question.shop_yes, question.shop_open),
    ):
        for name, texts in group.items():
            if name in yes or name not in unsure:
                found.add(texts, name in yes)
    for dialogue in dialogues:
        for index, turn in enumerate(dialogue["turns"]):
            answer = question.of_dialogue(dialogue, index) if turn["role"] == "customer" else None
            if answer is not None:
                found.add([turn["text"]], answer, IN_CONVERSATION)
    return found


def fit_heads(
    lines: dict[str, list[str]],
    shop: dict[str, list[str]],
    dialogues: list[dict[str, Any]],
    general: tuple[np.ndarray, float],
    encode: Encode,
) -> CueModel:
    """One logistic regression a question. `general` are weights and bias of displeasure in general talk."""
    centre = np.mean([encode(text) for texts in shop.values() for text in texts], axis=0)
    rows = []
    for question in QUESTIONS:
        rows.append(_fit(examples_of(question, lines, shop, dialogues), centre, encode))
    blank = np.zeros(WORD_SLOTS), np.zeros(len(sign_values("")))
    dense, words, signs, bias = (np.stack(part) for part in zip(*rows, strict=True))
    return CueModel(
        heads=(*(question.name for question in QUESTIONS), GENERAL),
        centre=centre.astype(np.float32),
        dense=np.vstack([dense, general[0][:384]]).astype(np.float32),
        words=np.vstack([words, blank[0]]).astype(np.float16),
        signs=np.vstack([signs, general[0][384:]]).astype(np.float32),
        bias=np.append(bias, general[1] + general[0][:384] @ centre).astype(np.float32),
    )


def _fit(examples: Examples, centre: np.ndarray, encode: Encode) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    dense = np.stack([encode(text) for text in examples.texts]) - centre
    signs = np.stack([sign_values(text) for text in examples.texts])
    rows = scipy.sparse.hstack([scipy.sparse.csr_matrix(dense), _words(examples.texts), signs]).tocsr()
    learner = LogisticRegression(C=STRENGTH, max_iter=1000, class_weight="balanced")
    learner.fit(rows, examples.answers, sample_weight=examples.weights)
    weights, size = learner.coef_[0], dense.shape[1]
    return weights[:size], weights[size : size + WORD_SLOTS], weights[size + WORD_SLOTS :], float(learner.intercept_[0])


def _words(texts: list[str]) -> scipy.sparse.csr_matrix:
    slots = [word_slots(text) for text in texts]
    values = [np.full(len(found), WORD_SHARE / np.sqrt(max(len(found), 1))) for found in slots]
    starts = np.concatenate([[0], np.cumsum([len(found) for found in slots])])
    return scipy.sparse.csr_matrix(
        (np.concatenate(values), np.concatenate(slots), starts), shape=(len(texts), WORD_SLOTS)
    )


def fit_general(path: Path, encode: Encode) -> tuple[np.ndarray, float]:
    """Weights over vector and signs, and a bias, for displeasure in people's remarks in general."""
    remarks = [
        (turn["text"], bool(turn["dissatisfied"]))
        for dialogue in read_dialogues([path])
        for turn in dialogue["turns"]
        if turn.get("dissatisfied") is not None
    ]
    calm = [text for text, displeased in remarks if not displeased]
    step = max(len(calm) // CALM_REMARKS, 1)
    texts = [text for text, displeased in remarks if displeased]
    answers = [True] * len(texts) + [False] * len(calm[::step])
    texts += calm[::step]
    rows = np.stack([np.concatenate([encode(text), sign_values(text)]) for text in texts])
    learner = LogisticRegression(C=GENERAL_STRENGTH, max_iter=1000).fit(rows, answers)
    return learner.coef_[0], float(learner.intercept_[0])


def general_of(model: CueModel) -> tuple[np.ndarray, float]:
    """What `fit_general` gave when these weights were made: it does not depend on lines and dialogues."""
    weights, bias = model.dense[-1], float(model.bias[-1] - model.dense[-1] @ model.centre)
    return np.concatenate([weights, model.signs[-1]]), bias


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bot.nlu.cue_training", description=__doc__)
    options.add_argument("--goemotions", type=Path, help="labelled remarks, JSONL; as shipped if left out")
    options.add_argument("--dialogues", type=Path, nargs="*", default=[], help="labelled dialogues, JSONL")
    options.add_argument("--nlu", type=Path, default=Path("data/nlu"), help="the bot's own training lines")
    options.add_argument("--out", type=Path, default=SHIPPED)
    given = options.parse_args()
    encode = load_encoder(read_settings().encoder_dir).encode
    general = fit_general(given.goemotions, encode) if given.goemotions else general_of(read_model(SHIPPED, encode))
    model = fit_heads(
        read_lines(),
        read_shop_lines(given.nlu),
        read_dialogues(given.dialogues),
        general,
        encode,
    )
    model.save(given.out, encode)
    print(f"{given.out}: {len(model.heads)} heads, {given.out.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
