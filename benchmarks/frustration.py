"""How well displeasure is seen: `bin/bench frustration --dialogues FILE --json OUT [--neutral TSV]`.

Every labelled customer turn is scored as the handoff policy scores it, in the light of the turns before. VADER, a word
list with rules, reads the same turns as the floor. Flagged is what the policy would act on: an opening message needs
more (`furious`) than a later one (`displeased`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from benchmarks.dialogue_files import Dialogue, DialogueFileInvalid, read_dialogues
from benchmarks.handoff_settings import shipped_thresholds
from benchmarks.results import give_up, report
from bot.nlu.encoder_model import EncoderMissing, load_encoder
from bot.nlu.frustration_signs import signs_of_displeasure
from bot.nlu.message_cues import SHIPPED, CueModelUnusable, read_model
from bot.policies.conversation_mood import mood
from bot.policies.customer_turn import CustomerTurn, Encode, with_likeness
from bot.policies.handoff_reasons import HandoffThresholds
from bot.settings import read_settings

Read = Callable[[str], CustomerTurn]


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench frustration", description=__doc__)
    options.add_argument("--dialogues", type=Path, required=True, help="labelled dialogues, JSONL")
    options.add_argument("--neutral", type=Path, help="neutral messages, text<TAB>intent with a header row")
    options.add_argument("--config", type=Path, default=Path("config.yml"), help="where the threshold is read")
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    given = options.parse_args()
    try:
        dialogues = read_dialogues(given.dialogues)
        neutral = _neutral_lines(given.neutral) if given.neutral else []
        read = _reader()
    except (DialogueFileInvalid, EncoderMissing, CueModelUnusable, OSError) as problem:
        give_up(str(problem))
    limits = shipped_thresholds(given.config)
    figures = measure(dialogues, read, limits, _vader(), load_encoder(read_settings().encoder_dir).encode)
    if neutral:
        scores = np.array([mood([read(text)]).score for text in neutral])
        figures["neutral_flagged"] = float((scores >= limits.furious).mean())
        figures["neutral_messages"] = len(neutral)
    report(figures, given.out)


def measure(
    dialogues: Sequence[Dialogue], read: Read, limits: HandoffThresholds, floor: Callable[[str], float], encode: Encode
) -> dict[str, float | int]:
    """The figures over all labelled customer turns. Ends with a sentence where the labels allow none."""
    answers, scores, floors, flags = [], [], [], []
    for dialogue in dialogues:
        for index, turns in _turns(dialogue, read, encode):
            label = dialogue.lines[index].dissatisfied
            if label is not None:
                answers.append(label)
                scores.append(mood(turns).score)
                flags.append(scores[-1] >= (limits.displeased if len(turns) > 1 else limits.furious))
                floors.append(floor(dialogue.lines[index].text))
    if len(set(answers)) < 2:
        give_up(
            "The dialogues hold no labels of both kinds: `dissatisfied` must be true for some and false for others."
        )
    truth, flagged = np.array(answers), np.array(flags)
    right = float((truth & flagged).sum())
    precision, recall = right / max(int(flagged.sum()), 1), right / int(truth.sum())
    return {
        "auprc": float(average_precision_score(truth, scores)),
        "vader_auprc": float(average_precision_score(truth, floors)),
        "f1": 2 * precision * recall / (precision + recall) if right else 0.0,
        "precision": precision,
        "recall": recall,
        "threshold": limits.displeased,
        "threshold_opening": limits.furious,
        "positive_rate": float(truth.mean()),
        "flagged_rate": float(flagged.mean()),
        "turns": len(answers),
        "dialogues": len(dialogues),
    }


def _turns(dialogue: Dialogue, read: Read, encode: Encode) -> list[tuple[int, list[CustomerTurn]]]:
    """Every customer message with all turns up to it; what came later is not known yet."""
    found: list[tuple[int, list[CustomerTurn]]] = []
    turns: list[CustomerTurn] = []
    for index, line in enumerate(dialogue.lines):
        if line.role == "customer":
            turns = with_likeness([*turns, read(line.text)], encode)
            found.append((index, turns))
        elif turns:
            answered = turns[-1]
            turns = [*turns[:-1], answered.answered(line.text)]
    return found


def _reader() -> Read:
    encoder = load_encoder(read_settings().encoder_dir)
    model = read_model(SHIPPED, encoder.encode)

    def read(text: str) -> CustomerTurn:
        if not text.strip():
            return CustomerTurn(text)
        cues = model.read(text, encoder.encode(text), encoder.sentences(text))
        return CustomerTurn(text, cues=cues, displeasure_reasons=signs_of_displeasure(text))

    return read


def _vader() -> Callable[[str], float]:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - only this needs it
    except ImportError:
        give_up("VADER, the floor of this benchmark, is not installed in this environment: add vaderSentiment==3.3.2.")
    analyser = SentimentIntensityAnalyzer()
    return lambda text: -float(analyser.polarity_scores(text)["compound"])


def _neutral_lines(path: Path) -> list[str]:
    rows = path.read_text("utf-8").splitlines()[1:]
    return [row.split("\t")[0] for row in rows if row.strip()]


if __name__ == "__main__":
    main()
