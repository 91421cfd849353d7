"""Reads messages as a model's bot would act on them, without Rasa around it; a test holds it against Rasa's reading."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.certainty_rule import FALLBACK, CertaintyRule
from bot.nlu.intent_model import IntentModel
from bot.nlu.languages import WORDLESS, LanguageReader, is_foreign, is_wordless, read_texts
from bot.nlu.scope_gate import Known, ScopeGate, evidence
from trainer.archive import CERTAINTY, CLASSIFIER, LANGUAGE, folder_of, node_of, unpack

OUT_OF_SCOPE = "out_of_scope"
AT_ONCE = 500
Encode = Callable[[str], np.ndarray]


@dataclass(frozen=True)
class Reading:
    """What the bot acts on, how sure it is of it, and what it thought likeliest."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]

    def to_json(self) -> dict[str, Any]:
        """Without the ranking."""
        return {"intent": self.intent, "confidence": self.confidence}


@dataclass(frozen=True)
class Reader:
    """A model's understanding. `sure` is how sure a language must be to be another one."""

    model: IntentModel
    gate: ScopeGate
    known: Known
    rule: CertaintyRule
    sure: float
    languages: LanguageReader
    length: int = 5

    @classmethod
    def of(cls, model: IntentModel, gate: ScopeGate, metadata: Mapping[str, Any]) -> Reader:
        """With the settings that a model's archive carries."""
        certainty, wiring = node_of(metadata, CERTAINTY)["config"], node_of(metadata, CLASSIFIER)["config"]
        names = {each.name for each in fields(CertaintyRule)}
        return cls(
            model,
            gate,
            Known.of(model, wiring.get("out_of_scope", OUT_OF_SCOPE)),
            CertaintyRule(**{name: value for name, value in certainty.items() if name in names}),
            float(node_of(metadata, LANGUAGE)["config"].get("sure", 0.6)),
            LanguageReader(read_texts()),
        )

    def read(self, texts: Sequence[str], encode: Encode) -> list[Reading]:
        """In the order of the texts."""
        found: list[Reading] = []
        for begin in range(0, len(texts), AT_ONCE):
            found += self._some(texts[begin : begin + AT_ONCE], encode)
        return found

    def _some(self, texts: Sequence[str], encode: Encode) -> list[Reading]:
        impression = self.model.read_many(np.stack([encode(text) for text in texts]), texts)
        scores = self.gate.scores(evidence(impression, self.known))
        order = np.argsort(-impression.probabilities, axis=1)[:, : self.length]
        return [
            self._one(text, row, places, float(score))
            for text, row, places, score in zip(texts, impression.probabilities, order, scores, strict=True)
        ]

    def _one(self, text: str, row: np.ndarray, places: np.ndarray, score: float) -> Reading:
        ranking = [{"name": self.model.labels[i], "confidence": float(row[i])} for i in places]
        told = tuple((str(each["name"]), round(float(each["confidence"]), 4)) for each in ranking)
        language = self.languages.read(text)
        if is_foreign({"code": language.code, "confidence": language.confidence}, self.sure):
            return Reading(OUT_OF_SCOPE, round(language.confidence, 4), told)
        if is_wordless(text):
            return Reading(OUT_OF_SCOPE, WORDLESS, told)
        scope = {"score": round(score, 4), "threshold": round(self.gate.threshold, 4)}
        if self.rule.is_unsure(ranking, scope):
            return Reading(FALLBACK, told[0][1], told)
        return Reading(told[0][0], told[0][1], told)


def load_reader(models: Path, model_id: str) -> Reader:
    """The understanding of a model of that id. Raises ModelMissing."""
    with tempfile.TemporaryDirectory() as folder:
        metadata = unpack(models, model_id, Path(folder))
        home = folder_of(metadata, CLASSIFIER, Path(folder))
        return Reader.of(IntentModel.load(home), ScopeGate.load(home), metadata)
