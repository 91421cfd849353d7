"""Trainings as they run: through Redis, in a child, from data on disk to an archive Rasa reads; and how they fail."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.nlu.encoder_model import load_encoder
from bot.settings import read_settings as bot_settings
from tests.trainer.conftest import EXAM, House
from trainer.archive import manifest_of
from trainer.reader import load_reader
from trainer.training_data import read_lessons

pytestmark = pytest.mark.slow

GREET = "data/nlu/talk.yml"
NEW_LINE = "ahoi zusammen miteinander"


@pytest.fixture
def file(house: House) -> Iterator[Path]:
    """A file of the data that the test may change."""
    path = house.root / GREET
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


def add(path: Path, *lines: str) -> None:
    """More examples of a greeting."""
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("      - hello\n", "      - hello\n" + "".join(f"      - {line}\n" for line in lines), 1)
    )


def test_the_data_is_read_as_rasa_reads_it(house: House) -> None:
    """The same examples and the same tables, and each stands where it is said to stand."""
    from rasa.shared.importers.utils import training_data_from_paths

    lessons = read_lessons(house.root)
    files = [str(path) for path in sorted((house.root / "data").rglob("*.yml")) if "rules" not in path.parts]
    theirs = training_data_from_paths(files, "en")
    assert sorted((line.text, line.intent) for line in lessons.lines) == sorted(
        (example.get("text"), example.get("intent")) for example in theirs.intent_examples
    )
    assert dict(lessons.tables) == {table["name"]: table["elements"] for table in theirs.lookup_tables}
    for line in lessons.lines[::50]:
        stands = (house.root / line.file).read_text("utf-8").splitlines()[line.line - 1]
        assert stands.strip() == f"- {line.text}"


def test_a_few_labels_make_a_candidate(house: House, file: Path) -> None:
    """Reported, vouched for, read by Rasa as the report says, and the model it came from stays as it was."""
    add(file, NEW_LINE, "gruezi mitenand")
    before = (house.models / f"{house.base}.tar.gz").read_bytes()
    run_id = house.begin(house.base, replay=[{"id": "7", "text": NEW_LINE, "intent": None}])
    told = house.until(run_id, "done", "failed")
    assert told["state"] == "done", told
    report = house.report(run_id)
    assert (report["quick"], report["model_id"], report["base_model"]) == (True, told["model_id"], house.base)
    assert [each["text"] for each in report["added"]] == [NEW_LINE, "gruezi mitenand"]
    assert [(row["id"], row["expected"]) for row in report["exam"]] == [(row["id"], row["intent"]) for row in EXAM]
    assert report["replay"][0]["candidate"]["intent"] == "greet"
    assert report["replay"][0]["live"]["intent"] != "greet"
    crossed = report["crossed"]
    assert crossed["accuracy"] > 0.85
    assert crossed["confusions"][0]["count"] >= crossed["confusions"][-1]["count"]
    assert sum(each["count"] for each in crossed["calibration"]) == report["examples"]
    answered = [point["answered"] for point in crossed["curve"]]
    assert answered == sorted(answered, reverse=True)
    manifest = manifest_of(house.models, told["model_id"])
    assert manifest is not None
    assert (manifest["parent"], manifest["sha256"]) == (house.base, report["sha256"])
    assert (house.models / f"{house.base}.tar.gz").read_bytes() == before
    assert list(house.models.glob(".*")) == []


def test_rasa_reads_a_candidate_as_the_report_says(house: House, file: Path) -> None:
    """The archive is one of Rasa's own, and its reading is the same, message by message."""
    from benchmarks.trained_pipeline import TrainedModel

    add(file, NEW_LINE)
    run_id = house.begin(house.base)
    model_id = house.until(run_id, "done", "failed")["model_id"]
    texts = [line.text for line in read_lessons(house.root).lines[::40]]
    texts += ["Wo ist mein Paket, bitte?", "???", "asdf qwer", "hm", "what is the meaning of life", NEW_LINE]
    rasa = TrainedModel(house.models / f"{model_id}.tar.gz")
    ours = load_reader(house.models, model_id).read(texts, load_encoder(bot_settings().encoder_dir).encode_with_wording)
    for text, reading in zip(texts, ours, strict=True):
        theirs = rasa.read(text)
        assert reading.intent == theirs["intent"]["name"], text
        if reading.intent != "nlu_fallback":
            assert reading.confidence == pytest.approx(theirs["intent"]["confidence"], abs=2e-3), text


def test_a_changed_domain_is_trained_whole(house: House) -> None:
    """A new intent with its answer; Rasa's own training is slower, and the report is the same kind."""
    files = {name: (house.root / name).read_text("utf-8") for name in ("domain.yml", "data/rules/answers.yml", GREET)}
    try:
        domain = files["domain.yml"].replace("intents:\n", "intents:\n  - ask_recipe\n", 1)
        domain = domain.replace("responses:\n", "responses:\n  utter_ask_recipe:\n    - text: We do not cook.\n", 1)
        rule = (
            "\n  - rule: answer ask_recipe\n    steps:\n      - intent: ask_recipe\n      - action: utter_ask_recipe\n"
        )
        lines = "\n  - intent: ask_recipe\n    examples: |\n      - how do I cook this\n      - a recipe please\n"
        (house.root / "domain.yml").write_text(domain)
        (house.root / "data/rules/answers.yml").write_text(files["data/rules/answers.yml"] + rule)
        (house.root / GREET).write_text(files[GREET] + lines)
        run_id = house.begin(house.base, replay=[{"id": "1", "text": "how do I cook this", "intent": None}])
        told = house.until(run_id, "done", "failed", seconds=500)
        assert told["state"] == "done", told
        report = house.report(run_id)
        assert (report["quick"], report["replay"][0]["candidate"]["intent"]) == (False, "ask_recipe")
        assert [each["code"] for each in report["warnings"]] == ["thin"]
    finally:
        for name, text in files.items():
            (house.root / name).write_text(text)


@pytest.mark.parametrize(
    "text, code, line",
    [
        ('version: "3.1"\nnlu:\n  - intent: [broken\n    examples: |\n      - a\n', "yaml_wrong", 4),
        ('version: "3.1"\nnlu:\n  - intent: lonely\n    examples: |\n      - only one\n', "one_example", 5),
        ('version: "3.1"\nnlu:\n  - intent: odd\n    examples:\n      - text: a\n', "not_a_block", 3),
        (b'version: "3.1"\n# caf\xe9\n', "not_utf8", 2),
    ],
)
def test_data_that_cannot_be_learnt_says_where(house: House, text: str | bytes, code: str, line: int) -> None:
    """With file and line, no half model is left, and the next training goes well."""
    path = house.root / "data/nlu/zz.yml"
    models = sorted(house.models.iterdir())
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        told = house.until(house.begin(house.base), "done", "failed")
    finally:
        path.unlink()
    assert (told["state"], told["code"], told["file"], told["line"]) == ("failed", code, "data/nlu/zz.yml", str(line))
    assert sorted(house.models.iterdir()) == models


def child_of(house: House) -> int:
    """The pid of the training that runs."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for school in children(house.process.pid):
            for child in children(school):
                return child
        time.sleep(0.05)
    raise AssertionError("no training runs")


def children(pid: int) -> list[int]:
    """Whoever was started by any thread of the process."""
    lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(each) for those in lists for each in those]


def test_a_training_that_is_killed_harms_nobody(house: House) -> None:
    """It says so, leaves nothing behind, and the next one goes well."""
    run_id = house.begin(house.base)
    house.until(run_id, "running")
    os.kill(child_of(house), signal.SIGKILL)
    told = house.until(run_id, "failed", "done")
    assert (told["state"], told["code"]) == ("failed", "killed")
    assert list(house.models.glob(".*")) == []
    assert house.until(house.begin(house.base), "done", "failed")["state"] == "done"


def test_a_training_can_be_cancelled(house: House) -> None:
    """Within a moment, before its turn or in the middle."""
    first, second = house.begin(house.base), house.begin(house.base)
    house.redis.hset(f"warmhand:training:run:{second}", "cancel", "1")
    house.until(first, "running")
    began = time.monotonic()
    house.redis.hset(f"warmhand:training:run:{first}", "cancel", "1")
    house.until(first, "cancelled")
    assert time.monotonic() - began < 5
    house.until(second, "cancelled")


def test_a_trainer_that_dies_says_so_when_it_is_back(house: House) -> None:
    """The run it was at counts as failed, and the school opens again by itself."""
    run_id = house.begin(house.base)
    house.until(run_id, "running")
    (school,) = children(house.process.pid)
    os.kill(school, signal.SIGKILL)
    told = house.until(run_id, "failed", seconds=60)
    assert told["code"] == "trainer_gone"
    assert house.until(house.begin(house.base), "done", "failed")["state"] == "done"


def test_what_is_no_job_is_put_aside(house: House) -> None:
    """The next one is done."""
    for nonsense in ("{", "[]", "{}", "null"):
        house.redis.rpush("warmhand:training:jobs", nonsense)
    run_id = house.begin(house.base)
    house.redis.hset(f"warmhand:training:run:{run_id}", "cancel", "1")
    assert house.until(run_id, "cancelled", seconds=30)["state"] == "cancelled"
