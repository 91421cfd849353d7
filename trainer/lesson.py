"""One training from the data on disk to a model with a report: what a child of the school does.

Where only examples changed since the base model, only what learns from examples is trained, and the rest of the base
model is taken over; otherwise Rasa trains the whole, as `bin/train` does.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.encoder_model import EncoderModel
from bot.nlu.intent_model import IntentModel, Trust
from bot.nlu.intent_training import Learnt, TrainingSettings, learn, names_of
from bot.nlu.intent_training import Lessons as Examples
from bot.nlu.learnt_words import WORDS_FILE, learnt_words
from bot.nlu.scope_gate import ScopeGate
from bot.nlu.scope_training import GateSettings, train_gate
from trainer import crossed
from trainer.archive import CLASSIFIER, ENTITIES, folder_of, manifest_of, node_of, packed, published, unpack
from trainer.manifest import manifest_of_lessons
from trainer.reader import OUT_OF_SCOPE, Reader, Reading
from trainer.training_data import DataWrong, Lessons, Line, read_lessons

ALIKE = 0.02
"""Up to this share of changed examples, how much each reader is trusted is taken over from the base model."""
FEWEST_EXAMPLES = 2
WHOLE_SECONDS = 900
WHERE = {"config": "config.yml", "domain": "domain.yml", "data": "data"}
CODE = Path(__file__).resolve().parent.parent
"""Where Rasa finds the bot's components."""
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
STEPS = ("reading", "encoding", "learning", "judging", "packing")
Tell = Callable[[str, float], None]
"""How far: the step, and the share of it from 0 to 1."""


@dataclass(frozen=True)
class Job:
    """What the desk asks for (docs/wire.md §5)."""

    run_id: str
    base_model: str | None
    exam: Sequence[Mapping[str, Any]] = ()
    replay: Sequence[Mapping[str, Any]] = ()


@dataclass
class Lesson:
    """A training with what it needs: the folder of data, of models, and a warm encoder."""

    job: Job
    root: Path
    models: Path
    encoder: EncoderModel
    base: Reader | None
    tell: Tell
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """The report. Raises DataWrong."""
        with self._step("reading"):
            lessons = read_lessons(self.root)
            check_enough(lessons)
        with self._step("encoding"):
            self._encode([line.text for line in lessons.lines] + [row["text"] for row in self._rows()])
        before = manifest_of(self.models, self.job.base_model) if self.job.base_model else None
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{lessons.nlu_hash[:8]}"
        with tempfile.TemporaryDirectory() as folder:
            return self._made(lessons, before, name, Path(folder))

    def _made(self, lessons: Lessons, before: Mapping[str, Any] | None, name: str, folder: Path) -> dict[str, Any]:
        quick = before is not None and before.get("config_hash") == lessons.rest_hash
        with self._step("learning"):
            metadata = unpack(self.models, self.job.base_model or "", folder) if quick else self._whole(name, folder)
            taught = self._taught(lessons, before if quick else None, metadata)
            keep(taught.model, taught.gate, lessons, metadata, folder)
        reader = Reader.of(taught.model, taught.gate, metadata)
        with self._step("judging"):
            report = self._report(lessons, before, taught, reader)
        with self._step("packing"):
            fresh = packed(folder, metadata, self.models, name)
        manifest = manifest_of_lessons(lessons, self.job.base_model, metrics_of(report))
        report |= {"model_id": name, "sha256": published(fresh, self.models, name, manifest)}
        return report | {"seconds": {step: round(took, 3) for step, took in self.seconds.items()}, "quick": quick}

    def _rows(self) -> list[Mapping[str, Any]]:
        return [*self.job.exam, *self.job.replay]

    def _encode(self, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if not self.encoder.knows(text)]
        for number, text in enumerate(new):
            self.encoder.encode(text)
            if number % 50 == 0:
                self.tell("encoding", number / len(new))

    def _taught(self, lessons: Lessons, before: Mapping[str, Any] | None, metadata: Mapping[str, Any]) -> Taught:
        wiring = node_of(metadata, CLASSIFIER)["config"]
        outside = wiring.get("out_of_scope", OUT_OF_SCOPE)
        usual, gates = TrainingSettings(), GateSettings()
        training = TrainingSettings(
            **{name: wiring.get(name, getattr(usual, name)) for name in ("word_share", "sharpness", "most_landmarks")}
        )
        encode = self.encoder.encode_with_wording
        examples = Examples(
            np.vstack([encode(line.text) for line in lessons.lines]),
            [line.text for line in lessons.lines],
            [line.intent for line in lessons.lines],
        )
        names = names_of(examples.labels, outside, encode)
        strict = GateSettings(strictness=wiring.get("strictness", gates.strictness))
        with beside(lambda: train_gate(examples, names, outside, training, strict)) as gate:
            learnt = learn(examples, names, training, self._trust(lessons, before))
            self.tell("learning", 0.8)
            return Taught(learnt, gate())

    def _trust(self, lessons: Lessons, before: Mapping[str, Any] | None) -> Trust | None:
        if before is None or self.base is None:
            return None
        known, now = set(before.get("learnt", ())), {line.digest for line in lessons.lines}
        return self.base.model.trust if len(known ^ now) <= ALIKE * len(now) else None

    def _whole(self, name: str, folder: Path) -> dict[str, Any]:
        """Rasa trains dialogue and all; what learns from examples is then trained over it as for every candidate."""
        with tempfile.TemporaryDirectory() as out:
            root = self.root.resolve()
            files = [f"--{what}={root / where}" for what, where in WHERE.items()]
            command = [sys.executable, "-m", "rasa", "train", "--force", "--fixed-model-name", name, f"--out={out}"]
            try:
                done = subprocess.run(
                    [*command, *files],
                    cwd=CODE,
                    env={**os.environ, **QUIET},
                    capture_output=True,
                    text=True,
                    timeout=WHOLE_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired as late:
                raise DataWrong("too_slow", f"Rasa did not finish within {WHOLE_SECONDS // 60} minutes.") from late
            if done.returncode != 0 or not (Path(out) / f"{name}.tar.gz").exists():
                raise DataWrong("rasa_refused", last_words(done.stderr or done.stdout))
            return unpack(Path(out), name, folder)

    def _report(
        self, lessons: Lessons, before: Mapping[str, Any] | None, taught: Taught, reader: Reader
    ) -> dict[str, Any]:
        names, texts = taught.model.labels, [line.text for line in lessons.lines]
        wanted = np.array([names.index(line.intent) for line in lessons.lines])
        likely = crossed.probabilities(taught.learnt.left_out, wanted)
        report = {
            "base_model": self.job.base_model,
            "data_hash": lessons.nlu_hash,
            "config_hash": lessons.rest_hash,
            "examples": len(lessons.lines),
            "intents": lessons.intents,
            "warnings": thin(lessons),
            "crossed": crossed.judged(texts, [line.intent for line in lessons.lines], names, likely)
            | {"threshold": reader.rule.threshold},
            **compared_with(before, lessons.lines, names, likely),
        }
        encode = self.encoder.encode_with_wording
        for part, rows in (("exam", self.job.exam), ("replay", self.job.replay)):
            asked = [str(row["text"]) for row in rows]
            live = self.base.read(asked, encode) if self.base is not None else [None] * len(asked)
            report[part] = [_row(*each) for each in zip(rows, live, reader.read(asked, encode), strict=True)]
        return report

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self.tell(name, 0.0)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


@dataclass(frozen=True)
class Taught:
    """What was learnt from the examples."""

    learnt: Learnt
    gate: ScopeGate

    @property
    def model(self) -> IntentModel:
        return self.learnt.model


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Do something in a process of its own meanwhile; what is handed out waits for it and gives what it found."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_send, args=(work, theirs))
    process.start()
    theirs.close()

    def found() -> Any:
        try:
            told = ours.recv()
        except EOFError:
            raise DataWrong("killed", "A part of the training was ended from outside.") from None
        if isinstance(told, Exception):
            raise told
        return told

    try:
        yield found
    finally:
        process.kill()
        process.join()


def _send(work: Callable[[], Any], to: Connection) -> None:
    try:
        to.send(work())
    except Exception as failure:  # noqa: BLE001 - whatever it is, it is raised where it is waited for
        to.send(failure)


def keep(model: IntentModel, gate: ScopeGate, lessons: Lessons, metadata: Mapping[str, Any], folder: Path) -> None:
    """Put what was learnt in the place of what the archive held."""
    home = folder_of(metadata, CLASSIFIER, folder)
    model.save(home)
    gate.save(home)
    words = learnt_words(lessons.tables, (line.text for line in lessons.lines))
    (folder_of(metadata, ENTITIES, folder) / WORDS_FILE).write_text(json.dumps(words, ensure_ascii=False), "utf-8")


def check_enough(lessons: Lessons) -> None:
    """Raise DataWrong at the first intent that nothing could be learnt about."""
    for intent, count in lessons.intents.items():
        if count < FEWEST_EXAMPLES:
            line = next(line for line in lessons.lines if line.intent == intent)
            raise DataWrong("one_example", f"The intent {intent} has a single example.", line.file, line.line)
    if len(lessons.intents) < 2:
        raise DataWrong("one_intent", "There must be at least two intents to tell apart.")


def thin(lessons: Lessons, fewest: int = 10) -> list[dict[str, Any]]:
    """Intents that are taught by few examples."""
    found = []
    for intent, count in lessons.intents.items():
        if count < fewest:
            line = next(line for line in lessons.lines if line.intent == intent)
            message = f"The intent {intent} has only {count} examples."
            found.append({"file": line.file, "line": line.line, "code": "thin", "message": message})
    return found


def compared_with(
    before: Mapping[str, Any] | None, lines: Sequence[Line], names: Sequence[str], likely: np.ndarray
) -> dict[str, Any]:
    """Which examples the base model had not learnt, each as all the others read it; None where that is not known."""
    if before is None or "learnt" not in before:
        return {"added": None, "removed": 0}
    known = set(before["learnt"])
    added = [
        {
            "text": line.text,
            "intent": line.intent,
            "read": names[int(row.argmax())],
            "confidence": round(float(row.max()), 4),
        }
        for line, row in zip(lines, likely, strict=True)
        if line.digest not in known
    ]
    return {"added": added, "removed": len(known - {line.digest for line in lines})}


def metrics_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that a manifest keeps."""
    exam = [row for row in report["exam"] if row["expected"] is not None]
    right = sum(row["candidate"]["intent"] == row["expected"] for row in exam)
    accuracy = round(right / len(exam), 4) if exam else None
    return {"crossed_accuracy": report["crossed"]["accuracy"], "exam_accuracy": accuracy}


def last_words(printed: str) -> str:
    """What Rasa says last, in one line."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    return (lines[-1] if lines else "Rasa ended without a word.")[:500]


def _row(row: Mapping[str, Any], live: Reading | None, candidate: Reading) -> dict[str, Any]:
    told = {"id": row["id"], "text": row["text"], "expected": row.get("intent")}
    return told | {"live": live.to_json() if live else None, "candidate": candidate.to_json()}
