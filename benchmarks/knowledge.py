"""Whether the right article is found: `bin/bench knowledge [--questions FILE] [--articles 1000] --json OUT`.

A desk's own search with a record of its own, the shipped articles and the real trainer; then once more among as many
generated others as it takes to make a thousand.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import secrets
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.results import give_up, report
from desk import demo_team, first_articles
from desk.articles_file import FirstArticle
from desk.assembly import parts_of
from desk.knowledge.article import Words
from desk.knowledge.finding import find, read_about, read_articles
from desk.ports import DeskPorts
from desk.settings import Settings
from desk.storage.migrate import migrate
from desk.suggestions.ports import MeaningUnavailable, Vectors

ROOT = Path(__file__).resolve().parents[1]
HELD_BACK = ROOT / "benchmarks/held_back/help_questions.tsv"
START_SECONDS = 60.0
SHOWN = 3
THINGS = ("lamp", "kettle", "bicycle", "garden chair", "desk", "tent", "radio", "rug", "clock", "mirror", "pan", "bag")
MATTERS = ("assembling", "charging", "storing", "repairing", "renting", "insuring", "cleaning", "recycling", "lending")
PLACES = ("in winter", "on a balcony", "with children", "for an office", "on a journey", "in a small flat", "outdoors")


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench knowledge", description=__doc__)
    options.add_argument("--questions", type=Path, default=HELD_BACK, help="lines of question<TAB>article, with a head")
    options.add_argument("--articles", type=int, default=1_000, help="how many there are in the second part")
    options.add_argument("--misses", type=Path, help="where to write the questions that did not find their article")
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    asked = options.parse_args()
    questions = _questions(asked.questions)
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        migrate(settings.database_url)
        demo_team.seed(settings)
        first_articles.bring(settings)
        with _trainer(settings, Path(folder) / "trainer.log"):
            figures, misses = asyncio.run(_measured(settings, questions, asked.articles))
    if asked.misses is not None:
        asked.misses.write_text("".join(f"{each}\n" for each in misses), "utf-8")
    report(figures, asked.out)


def _questions(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row[0], row[1]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    if not rows:
        give_up(f"{path} holds no questions.")
    return rows


def _settings(folder: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return Settings(
        DATABASE_URL=f"sqlite+aiosqlite:///{folder / 'desk.db'}",
        var_dir=folder,
        trainer_port=port,
        trainer_url=f"http://127.0.0.1:{port}",
        bot_secret=secrets.token_hex(24),
        shop_api_key=secrets.token_hex(24),
        shop_jwt_secret=secrets.token_hex(32),
        agent_password=secrets.token_hex(12),
    )


@contextmanager
def _trainer(settings: Settings, log: Path) -> Iterator[None]:
    names = {"WARMHAND_TRAINER_PORT": str(settings.trainer_port), "WARMHAND_BOT_SECRET": settings.bot_secret}
    with log.open("wb") as out:
        command = [str(ROOT / ".venv-rasa/bin/python"), "-m", "trainer"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **names}, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


async def _until_there(desk: DeskPorts) -> Vectors:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return await desk.knowledge.meaning.vectors(["hello"])
        except MeaningUnavailable as failure:
            if time.monotonic() > deadline:
                give_up(f"The trainer does not answer ({failure}): run bin/setup first.")
            await asyncio.sleep(0.2)


async def _measured(
    settings: Settings, questions: Sequence[tuple[str, str]], many: int
) -> tuple[dict[str, object], list[str]]:
    desk = parts_of(settings).ports
    try:
        await _until_there(desk)
        await _read(desk)
        alone, _, misses = await _asked(questions, desk)
        by_words, _, _ = await _asked(questions, desk, meaning=False)
        await _fill(many, desk)
        await _read(desk)
        among, took, _ = await _asked(questions, desk)
        async with desk.record.look() as unit:
            articles = len(await unit.articles.published())
    finally:
        await desk.knowledge.meaning.close()
    return {
        "questions": len(questions),
        "first": alone[0],
        "in_three": alone[1],
        "first_by_words_alone": by_words[0],
        "in_three_by_words_alone": by_words[1],
        "articles": articles,
        "first_among_all": among[0],
        "in_three_among_all": among[1],
        "query_ms_p50": statistics.median(took),
        "query_ms_p95": sorted(took)[int(len(took) * 0.95)],
    }, misses


class _Away:
    """What the desk meets while the trainer is away."""

    async def vectors(self, _texts: Sequence[str]) -> Vectors:
        raise MeaningUnavailable("away")

    async def close(self) -> None: ...


async def _asked(
    questions: Sequence[tuple[str, str]], desk: DeskPorts, *, meaning: bool = True
) -> tuple[tuple[float, float], list[float], list[str]]:
    """Shares found first and among three, what each took, and which were not first."""
    there = desk.knowledge.meaning
    if not meaning:
        desk.knowledge.meaning = _Away()
    first = three = 0
    took: list[float] = []
    misses: list[str] = []
    for question, right in questions:
        begun = time.perf_counter()
        found = await find(question, False, SHOWN, desk)
        took.append((time.perf_counter() - begun) * 1000)
        ids = [hit.article.id for hit in found.hits]
        first += ids[:1] == [right]
        three += right in ids
        if ids[:1] != [right]:
            misses.append(f"{question}\t{right}\t{' '.join(ids)}")
    desk.knowledge.meaning = there
    return (first / len(questions), three / len(questions)), took, misses


async def _read(desk: DeskPorts) -> None:
    while await read_articles(desk):
        pass
    await read_about(desk)


async def _fill(many: int, desk: DeskPorts) -> None:
    """Articles about other things, so that there are many."""
    chance, now = random.Random(1), datetime.now(UTC)
    async with desk.record.change() as unit:
        owner = next(agent for agent in await unit.agents.all())
        there = len(await unit.articles.slugs())
    for begin in range(there, many, first_articles.AT_ONCE):
        async with desk.record.change() as unit:
            for number in range(begin, min(many, begin + first_articles.AT_ONCE)):
                await first_articles.publish(
                    FirstArticle(f"other_{number}", _other(number, chance), 365), owner, now, unit
                )


def _other(number: int, chance: random.Random) -> Words:
    thing, matter, place = chance.choice(THINGS), chance.choice(MATTERS), chance.choice(PLACES)
    text = f"About {matter} a {thing} {place}. Note {number} says what to look out for. Ask whoever made the {thing}."
    return Words(f"{matter.capitalize()} a {thing} {place}, note {number}", text, f"- {text}", f"Shelf {number}.")


if __name__ == "__main__":
    main()
