"""When and why a person would take over: `bin/bench handoff --dialogues FILE --json OUT [--predictions P]`.

Plays the customer's turns of every dialogue through the trained understanding and the handoff policy's decision, with
the thresholds of `config.yml`; the bot's turns are taken from the file. The first handoff of a dialogue counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.dialogue_files import Dialogue, DialogueFileInvalid, Said, customer_turns, read_dialogues
from benchmarks.handoff_score import Prediction, score
from benchmarks.handoff_settings import shipped_thresholds
from benchmarks.results import give_up, report
from bot.nlu.encoder_model import EncoderMissing, load_encoder
from bot.nlu.message_cues import CueModelUnusable
from bot.policies.customer_turn import CustomerTurn, Encode, with_likeness
from bot.policies.handoff_decision import decide
from bot.policies.handoff_reasons import HandoffThresholds
from bot.policies.handoff_weighing import Weighing
from bot.settings import read_settings

Parse = Callable[[str], dict[str, Any]]
Heard = tuple[Said, list[CustomerTurn]]


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench handoff", description=__doc__)
    options.add_argument("--dialogues", type=Path, required=True, help="labelled dialogues, JSONL")
    options.add_argument("--model", type=Path, help="a trained model; the newest in models/ if left out")
    options.add_argument("--config", type=Path, default=Path("config.yml"), help="where the thresholds are read")
    options.add_argument("--predictions", type=Path, help="where to write what was predicted, JSONL")
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    given = options.parse_args()
    try:
        dialogues = read_dialogues(given.dialogues)
        parse = trained_parser(given.model)
        encode = load_encoder(read_settings().encoder_dir).encode
    except (DialogueFileInvalid, EncoderMissing, CueModelUnusable) as problem:
        give_up(str(problem))
    limits = shipped_thresholds(given.config)
    found = {each.id: play(each, parse, encode, limits) for each in dialogues}
    predicted = {name: guess for name, guess in found.items() if guess is not None}
    if given.predictions:
        _write(dialogues, predicted, given.predictions)
    reasons = Counter(guess.reason for guess in predicted.values())
    report({**score(dialogues, predicted), **{f"reason_{name}": reasons[name] for name in sorted(reasons)}}, given.out)


def play(dialogue: Dialogue, parse: Parse, encode: Encode, limits: HandoffThresholds) -> Prediction | None:
    """The first handoff the policy would decide on."""
    return first_handoff(heard(dialogue, parse, encode), limits)


def heard(dialogue: Dialogue, parse: Parse, encode: Encode) -> Iterator[Heard]:
    """Every turn of the customer with all turns up to it; its own reply is not known yet."""
    turns: list[CustomerTurn] = []
    for said in customer_turns(dialogue):
        turns = with_likeness([*turns, read_turn(dialogue, said, parse)], encode)
        yield said, turns
        turns = [*turns[:-1], turns[-1].answered(said.reply)]


def first_handoff(
    dialogue: Iterable[Heard], limits: HandoffThresholds, weighing: Weighing | None = None
) -> Prediction | None:
    """The first turn after which the policy would hand over, and why; signs count as shipped without a `weighing`."""
    for said, turns in dialogue:
        if decision := decide(turns, thresholds=limits, weighing=weighing):
            return Prediction(said.indices[-1], decision.reason, decision.evidence)
    return None


def read_turn(dialogue: Dialogue, said: Said, parse: Parse) -> CustomerTurn:
    """Messages sent in a row are read one by one for what they tell, and together for what is wanted."""
    from bot.policies.conversation_turns import turn_of_parse  # noqa: PLC0415 - imports Rasa, which takes long

    texts = [dialogue.lines[index].text for index in said.indices]
    whole = parse(" ".join(texts))
    turn = turn_of_parse(" ".join(texts), whole, whole.get("intent") or {})
    if len(texts) == 1:
        return turn
    parts = [turn_of_parse(text, parsed, parsed.get("intent") or {}) for text, parsed in ((t, parse(t)) for t in texts)]
    names = {name for part in parts for name in part.cues}
    return replace(turn, cues={name: max(part.cue(name) for part in parts) for name in names})


def trained_parser(model: Path | None) -> Parse:
    """The understanding of a trained model, remembered by text. Raises DialogueFileInvalid when there is none."""
    warnings.filterwarnings("ignore")
    from rasa.core.agent import Agent  # noqa: PLC0415 - takes long, and only after the arguments are known to be right
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415 - as above

    configure_structlog(logging.ERROR)
    logging.disable(logging.WARNING)

    path = model or max(Path("models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime, default=None)
    if path is None or not path.is_file():
        raise DialogueFileInvalid(f"There is no trained model at {path or 'models/'}: run bin/train, or give --model.")
    agent = Agent.load(str(path))
    known: dict[str, dict[str, Any]] = {}
    loop = asyncio.new_event_loop()

    def parse(text: str) -> dict[str, Any]:
        if text not in known:
            # A leading slash would be a command; people do not write commands.
            known[text] = dict(loop.run_until_complete(agent.parse_message(text.lstrip("/ ") or " ")))
        return known[text]

    return parse


def _write(dialogues: Sequence[Dialogue], predicted: Mapping[str, Prediction], path: Path) -> None:
    lines = []
    for dialogue in dialogues:
        guess = predicted.get(dialogue.id)
        line: dict[str, Any] = {"id": dialogue.id, "turn": guess and guess.turn, "reason": guess and guess.reason}
        lines.append(json.dumps({**line, "evidence": list(guess.evidence) if guess else []}, ensure_ascii=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
