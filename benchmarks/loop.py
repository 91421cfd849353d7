"""Whether the studio's order saves labels, and whether its gate holds.

`bin/bench loop --start FILE --pool FILE … --test FILE … --json OUT`

**Labels.** From the few examples of `--start`, an oracle labels what the studio's inbox puts first, fifty at a time,
ten times; beside it the same number at random. `labels_saved` is the share of labels that the inbox did without at the
accuracy that chance reached with all of them. **Gate.** Changes of the shipped data are planted, harmful and harmless,
a candidate is trained on each and judged by the held-back lines, as the desk judges it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.labelled_rows import Row, RowsInvalid, read_rows
from benchmarks.results import give_up, report
from bot.nlu.certainty_rule import CertaintyRule
from bot.nlu.encoder_model import EncoderModel
from bot.nlu.intent_model import IntentModel, Trust
from bot.nlu.intent_training import Lessons, TrainingSettings, learn, names_of
from bot.nlu.languages import LanguageReader, read_texts
from bot.nlu.scope_gate import Known, ScopeGate
from bot.nlu.scope_training import GateSettings, train_gate
from bot.settings import read_settings
from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState, Understanding
from desk.conversations.entry import Author, AuthorKind, Entry, EntryKind, Message
from desk.studio.gate import GateRules, Read, Verdict, doubts, judge
from desk.studio.heard import heard
from trainer import crossed
from trainer.lesson import beside
from trainer.reader import OUT_OF_SCOPE, Reader
from trainer.training_data import read_lessons

ROUNDS, AT_ONCE = 10, 50
HARMFUL, HARMLESS = 30, 30
USUAL = Trust(ridge=5.0, logits=1.5)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMER = Author(AuthorKind.CUSTOMER, "A customer")
MISLABELLED, STOLEN = 50, 25


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench loop", description=__doc__)
    options.add_argument("--start", type=Path, help="a few examples for each intent, text<TAB>intent")
    options.add_argument("--pool", nargs="+", type=Path, default=[], help="what customers write")
    options.add_argument("--test", nargs="+", type=Path, default=[])
    options.add_argument("--exam", type=Path, default=Path("benchmarks/held_back/shop_intents.tsv"))
    options.add_argument("--planted", type=int, default=HARMFUL, help="how many changes of each kind; 0: none")
    options.add_argument("--json", type=Path, dest="out")
    given = options.parse_args()
    encoder = EncoderModel(read_settings().encoder_dir, 100_000)
    figures: dict[str, object] = {}
    try:
        if given.start:
            sets = read_rows([given.start]), read_rows(given.pool), read_rows(given.test)
            figures |= labels_saved(*sets, encoder)
        if given.planted:
            figures |= gate_held(read_rows([given.exam]), given.planted, encoder)
    except RowsInvalid as problem:
        give_up(str(problem))
    report(figures, given.out)


# Labels


def labels_saved(
    start: Sequence[Row], pool: Sequence[Row], test: Sequence[Row], encoder: EncoderModel
) -> dict[str, object]:
    """Accuracy by labels for both orders, and what one saves."""
    begun = {(row.text, row.intent) for row in start}
    pool = [row for row in pool if (row.text, row.intent) not in begun]
    curves = {
        name: curve(start, pool, test, order, encoder) for name, order in (("inbox", dearest), ("chance", by_chance))
    }
    aim = curves["chance"][-1]
    reached = np.array(curves["inbox"])
    needed = next((n for n in range(ROUNDS + 1) if reached[n] >= aim), ROUNDS)
    if needed > 0 and reached[needed] > reached[needed - 1]:
        # Between two rounds in a straight line.
        share = (aim - reached[needed - 1]) / (reached[needed] - reached[needed - 1])
        labels = AT_ONCE * (needed - 1 + min(max(share, 0.0), 1.0))
    else:
        labels = float(AT_ONCE * needed)
    told: dict[str, object] = {"labels_saved": 1 - labels / (ROUNDS * AT_ONCE)}
    for name, points in curves.items():
        told |= {f"{name}_{AT_ONCE * n}": float(point) for n, point in enumerate(points)}
    return told


Order = Callable[[Sequence[Row], IntentModel, EncoderModel, random.Random], list[int]]


def curve(
    start: Sequence[Row], pool: Sequence[Row], test: Sequence[Row], order: Order, encoder: EncoderModel
) -> list[float]:
    """Accuracy before and after each round."""
    known, left, chance = list(start), list(pool), random.Random(7)
    points = []
    for number in range(ROUNDS + 1):
        model = trained(known, encoder)
        read = model.read_many(vectors(test, encoder), [row.text for row in test]).probabilities.argmax(axis=1)
        points.append(float(np.mean([model.labels[at] == row.intent for at, row in zip(read, test, strict=True)])))
        if number == ROUNDS:
            return points
        chosen = set(order(left, model, encoder, chance)[:AT_ONCE])
        known += [row for at, row in enumerate(left) if at in chosen]
        left = [row for at, row in enumerate(left) if at not in chosen]
    return points


def trained(rows: Sequence[Row], encoder: EncoderModel) -> IntentModel:
    encode = encoder.encode_with_wording
    lessons = Lessons(vectors(rows, encoder), [row.text for row in rows], [row.intent for row in rows])
    return learn(lessons, names_of(lessons.labels, OUT_OF_SCOPE, encode), TrainingSettings(), USUAL).model


def vectors(rows: Sequence[Row], encoder: EncoderModel) -> np.ndarray:
    return np.vstack([encoder.encode_with_wording(row.text) for row in rows])


def dearest(rows: Sequence[Row], model: IntentModel, encoder: EncoderModel, _chance: random.Random) -> list[int]:
    """As the inbox shows them: by what each message cost, of which here only the reading is known."""
    likely = model.read_many(vectors(rows, encoder), [row.text for row in rows]).probabilities
    rule = CertaintyRule(threshold=0.3, ambiguity_threshold=0.03)
    costs = []
    for row, chances in zip(rows, likely, strict=True):
        best = np.argsort(-chances)[:5]
        ranking = [(model.labels[at], float(chances[at])) for at in best]
        costs.append(cost_of(row, ranking, rule))
    return sorted(range(len(rows)), key=lambda at: -costs[at])


def cost_of(row: Row, ranking: Sequence[tuple[str, float]], rule: CertaintyRule) -> float:
    """What the studio's own rule makes of a message that was read so."""
    unsure = rule.is_unsure([{"name": name, "confidence": sure} for name, sure in ranking], None)
    intent, confidence = ("nlu_fallback", ranking[0][1]) if unsure else ranking[0]
    entry = Entry("c", 1, EntryKind.MESSAGE, NOW, CUSTOMER, Message("m", row.text), None, {})
    answer = BotAnswer("m", (), Understanding(intent, confidence, tuple(ranking), missed=unsure))
    job = BotJob("c", 1, JobKind.TURN, JobState.DONE, NOW, row.text, "t", answer)
    (found,) = heard([entry], [job], [], [], [])
    # Messages without any reason come by how sure the reading was.
    return found.cost + 1e-3 * (1 - confidence)


def by_chance(rows: Sequence[Row], _model: IntentModel, _encoder: EncoderModel, chance: random.Random) -> list[int]:
    order = list(range(len(rows)))
    chance.shuffle(order)
    return order


# The gate


@dataclass(frozen=True)
class Planted:
    """A change of the data, or of the threshold."""

    name: str
    rows: Sequence[Row]
    threshold: float | None = None
    is_before: bool = False
    """The change leads from these rows to the shipped ones, and not the other way."""


def gate_held(exam: Sequence[Row], count: int, encoder: EncoderModel) -> dict[str, object]:
    """How many harmful changes are stopped, and how many harmless ones."""
    shipped = [Row(line.text, line.intent) for line in read_lessons(Path()).lines]
    texts = [row.text for row in exam]
    live, likely_live = candidate(Planted("live", shipped), encoder)
    now = [reading.intent for reading in live.read(texts, encoder.encode_with_wording)]
    stopped: dict[str, list[bool]] = {}
    for planted in (*harmful(shipped, count), *harmless(shipped, count)):
        reader, likely = candidate(planted, encoder)
        other = [reading.intent for reading in reader.read(texts, encoder.encode_with_wording)]
        turned = Planted(planted.name, shipped) if planted.is_before else planted
        known = {(row.text, row.intent) for row in (planted.rows if planted.is_before else shipped)}
        before, after = (other, now) if planted.is_before else (now, other)
        names, likely = (live.model.labels, likely_live) if planted.is_before else (reader.model.labels, likely)
        reads = [
            Read(str(n), row.text, row.intent, was, then)
            for n, (row, was, then) in enumerate(zip(exam, before, after, strict=True))
        ]
        stopped.setdefault(planted.name, []).append(not verdict(reads, turned, known, names, likely).passed)
    harm = [each for name, those in stopped.items() if not name.startswith("harmless") for each in those]
    none = [each for name, those in stopped.items() if name.startswith("harmless") for each in those]
    told: dict[str, object] = {
        "harm_caught": float(np.mean(harm)),
        "harmless_stopped": float(np.mean(none)),
        "planted_harmful": len(harm),
        "planted_harmless": len(none),
    }
    return told | {f"stopped_{name}": float(np.mean(those)) for name, those in stopped.items()}


def verdict(
    reads: Sequence[Read],
    planted: Planted,
    known: set[tuple[str, str]],
    names: Sequence[str],
    likely: np.ndarray,
) -> Verdict:
    """As the desk judges it, new examples that contradict the others included."""
    added = [
        {"text": row.text, "intent": row.intent, "read": names[int(chances.argmax())], "confidence": chances.max()}
        for row, chances in zip(planted.rows, likely, strict=True)
        if (row.text, row.intent) not in known
    ]
    return judge(reads, [], doubts(added), len(added), GateRules())


def candidate(planted: Planted, encoder: EncoderModel) -> tuple[Reader, np.ndarray]:
    """A model trained on a change, and what it makes of each example without it."""
    encode, rows = encoder.encode_with_wording, planted.rows
    lessons = Lessons(vectors(rows, encoder), [row.text for row in rows], [row.intent for row in rows])
    names = names_of(lessons.labels, OUT_OF_SCOPE, encode)
    with beside(lambda: train_gate(lessons, names, OUT_OF_SCOPE, TrainingSettings(), GateSettings())) as gate:
        learnt = learn(lessons, names, TrainingSettings(), Trust(ridge=13.7, logits=0.5))
        scope: ScopeGate = gate()
    wanted = np.array([learnt.model.labels.index(row.intent) for row in rows])
    rule = CertaintyRule(threshold=0.3, ambiguity_threshold=0.03, surer={"affirm": 0.97})
    if planted.threshold is not None:
        rule = replace(rule, threshold=planted.threshold)
    known = Known.of(learnt.model, OUT_OF_SCOPE)
    reader = Reader(learnt.model, scope, known, rule, 0.6, LanguageReader(read_texts()))
    return reader, crossed.probabilities(learnt.left_out, wanted)


def harmful(shipped: Sequence[Row], count: int) -> list[Planted]:
    """Fifty labels mixed up, an intent's examples given to another one, a threshold moved; in turns."""
    chance, intents = random.Random(11), sorted({row.intent for row in shipped} - {OUT_OF_SCOPE})
    planted = []
    for number in range(count):
        if number % 3 == 0:
            wrong = set(chance.sample(range(len(shipped)), MISLABELLED))
            rows = [
                Row(row.text, _other(row, intents, chance)) if at in wrong else row for at, row in enumerate(shipped)
            ]
            planted.append(Planted("mislabelled", rows))
        elif number % 3 == 1:
            victim, thief = chance.sample(intents, 2)
            theirs = [at for at, row in enumerate(shipped) if row.intent == victim]
            taken = set(chance.sample(theirs, min(STOLEN, len(theirs) - 2)))
            rows = [Row(row.text, thief) if at in taken else row for at, row in enumerate(shipped)]
            planted.append(Planted("stolen", rows))
        else:
            planted.append(Planted("threshold", shipped, chance.choice([0.7, 0.8, 0.9])))
    return planted


def harmless(shipped: Sequence[Row], count: int) -> list[Planted]:
    """Twenty right labels more, whichever; now and then nothing at all."""
    chance = random.Random(13)
    planted = []
    for number in range(count):
        new = set(chance.sample(range(len(shipped)), 20)) if number % 5 else set()
        rows = [row for at, row in enumerate(shipped) if at not in new]
        planted.append(Planted("harmless", rows, is_before=True))
    return planted


def _other(row: Row, intents: Sequence[str], chance: random.Random) -> str:
    return chance.choice([intent for intent in intents if intent != row.intent])


if __name__ == "__main__":
    main()
