"""The morning itself: every step in the studio's screens, by keyboard where messages are labelled."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from benchmarks.rollout import failures, percentile, two_models
from benchmarks.rollout_house import Reply, replies
from benchmarks.rollout_load import Load
from benchmarks.studio_messages import Miss
from tests.journeys.designers import Designer, said
from tests.journeys.house import House, eventually

OUTSIDE = "out_of_scope"
SIGNED = "The measurement signs it: what the gate found is written down beside the figures."
SETTLE_SECONDS = 5.0
APART_SECONDS = 0.15
"""Between two messages of the load: several times what an answer takes."""
MINUTES_MS = 240_000
AT_A_TIME = 4


@dataclass
class Morning:
    """Where it happens, and what was noted on the way."""

    house: House
    browser: Browser
    base: str
    pictures: Path | None
    candidate: str = ""
    gate_passed: bool = False
    findings: list[str] = field(default_factory=list)
    seen: int = 0
    load: Load | None = None

    def picture(self, page: Page, name: str) -> None:
        """How the screen looks just now, where pictures are wanted."""
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(self.pictures / f"{name}.png"))


def worked(morning: Morning, misses: Sequence[Miss], customers: int, seconds: float) -> dict[str, float]:
    """All of it; returns when each step began."""
    marks = {"arriving": time.time()}
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as visitors:
        list(visitors.map(lambda miss: said(morning.house, miss.text), misses))
    ida = Designer.signs_in(morning.browser, morning.house)
    marks["labelling"] = time.time()
    label_all(morning, ida, misses)
    marks["training"] = time.time()
    train(morning, ida)
    marks["judged"] = time.time()
    morning.load = Load(morning.house.url("desk"), customers, think_seconds=0.8, seed=7, apart_seconds=APART_SECONDS)
    morning.load.start()
    try:
        roll_out(morning, ida, marks, seconds)
    finally:
        morning.load.stop()
    return marks


def label_all(morning: Morning, ida: Designer, misses: Sequence[Miss]) -> None:
    """Every message by its key: the proposal where it is right, else a few letters of the right intent."""
    page, meant = ida.page, {miss.text.casefold(): miss.intent for miss in misses}

    def all_there() -> bool:
        page.keyboard.press("g")
        page.keyboard.press("i")
        page.wait_for_timeout(1_000)
        return page.get_by_test_id("total").inner_text().startswith(f"{len(misses)} ")

    eventually(all_there, "all messages are in the inbox", 90)
    morning.picture(page, "1-inbox")
    for left in range(len(misses), 0, -1):
        text = ida.text.inner_text()
        intent = meant.pop(" ".join(text.split()).casefold())
        if intent == OUTSIDE:
            page.keyboard.press("o")
        else:
            page.keyboard.press("/")
            page.get_by_test_id("intent-field").fill(intent.replace("_", " "))
            expect(page.get_by_test_id("intent-option").first).to_have_text(
                re.compile(intent.replace("_", "."), re.IGNORECASE)
            )
            page.keyboard.press("Enter")
        ida.sees_pending(len(misses) - left + 1)
        if left > 1:
            expect(ida.text).not_to_have_text(text)
    morning.picture(page, "2-labelled")


def train(morning: Morning, ida: Designer) -> None:
    """One key, and the verdict is read."""
    page = ida.page
    page.keyboard.press("t")
    expect(page.get_by_test_id("train-screen")).to_be_visible()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_be_visible(timeout=MINUTES_MS)
    morning.gate_passed = verdict.get_attribute("data-passed") == "true"
    morning.findings = verdict.locator(".warnings li").all_inner_texts()
    morning.picture(page, "3-verdict")
    page.get_by_test_id("to-models").click()
    expect(page.get_by_test_id("models-screen")).to_be_visible()


def roll_out(morning: Morning, ida: Designer, marks: dict[str, float], seconds: float) -> None:
    """Read along, answer some, be live, go back; each watched for a while under load."""
    page = ida.page
    time.sleep(SETTLE_SECONDS)
    newest = page.locator('[data-testid="model"][data-state="kept"]').first
    morning.candidate = newest.get_attribute("data-id") or ""
    marks["loading"] = time.time()
    newest.get_by_test_id("begin-rollout").click()
    page.get_by_test_id("confirm-yes").click()
    expect(page.get_by_test_id("promote")).to_be_enabled(timeout=MINUTES_MS)
    marks["before"] = time.time() + SETTLE_SECONDS
    time.sleep(SETTLE_SECONDS + seconds)
    expect(page.get_by_test_id("seen")).to_have_text(re.compile(r"of \d+ messages"))
    found = re.search(r"of (\d+) messages", page.get_by_test_id("seen").inner_text())
    morning.seen = int(found.group(1)) if found else 0
    morning.picture(page, "4-reads-along")
    marks["sharing"] = time.time()
    page.get_by_test_id("share-50").click()
    expect(page.get_by_test_id("rollout")).to_have_attribute("data-stage", "share")
    time.sleep(seconds)
    marks["promoting"] = time.time()
    page.get_by_test_id("promote").click()
    if not morning.gate_passed:
        page.get_by_test_id("reason").fill(SIGNED)
    page.get_by_test_id("confirm-yes").click()
    expect(page.get_by_test_id("rollout")).to_have_attribute("data-stage", "promoted")
    time.sleep(seconds)
    morning.picture(page, "5-live")
    marks["going back"] = time.time()
    page.get_by_test_id("roll-back").click()
    page.get_by_test_id("reason").fill("The morning is over.")
    page.get_by_test_id("confirm-yes").click()
    expect(page.locator(f'[data-testid="model"][data-id="{morning.base}"]')).to_have_attribute("data-state", "live")
    marks["back"] = time.time()
    time.sleep(seconds)
    morning.picture(page, "6-back")


def figures_of(morning: Morning, marks: dict[str, float], misses: Sequence[Miss]) -> dict[str, object]:
    """What the record says of those who talked meanwhile, and how long the designer's steps took."""
    assert morning.load is not None, "the morning was worked"
    everybody = [reply for reply in replies(morning.house) if reply.asked >= marks["judged"]]
    whole = [reply for reply in everybody if reply.answered is not None]

    def within(begin: str, end: str) -> list[Reply]:
        return [reply for reply in whole if marks[begin] <= reply.asked < marks[end]]

    before, during = within("before", "sharing"), within("sharing", "going back")
    median = statistics.median(reply.ms for reply in before)
    first = {reply.conversation_id: reply for reply in reversed(whole)}.values()
    return {
        "labelled": len(misses),
        "intents": len({miss.intent for miss in misses}),
        "labelling_s": round(marks["training"] - marks["labelling"], 1),
        "train_to_verdict_s": round(marks["judged"] - marks["training"], 1),
        "gate_passed": morning.gate_passed,
        "findings": morning.findings,
        "read_along": morning.seen,
        "messages": len(everybody),
        "conversations": len({reply.conversation_id for reply in everybody}),
        "failed": len(failures(everybody, morning.load)),
        "failed_while": [_step(at, marks) for at in failures(everybody, morning.load)],
        "two_models": two_models(everybody),
        "by_candidate": sum(reply.model_id == morning.candidate for reply in within("promoting", "going back")),
        "new_by_base_after_going_back": sum(r.asked >= marks["back"] and r.model_id == morning.base for r in first),
        "new_by_candidate_after_going_back": sum(
            r.asked >= marks["back"] and r.model_id == morning.candidate for r in first
        ),
        "reply_ms_p50_before": median,
        "reply_ms_p99_before": percentile([reply.ms for reply in before], 99),
        "reply_ms_p50_during": statistics.median(reply.ms for reply in during),
        "reply_ms_p99_during": percentile([reply.ms for reply in during], 99),
        "messages_before": len(before),
        "messages_during": len(during),
        "slower_than_twice_before": sum(reply.ms > 2 * median for reply in before),
        "slower_than_twice": sum(reply.ms > 2 * median for reply in during),
        "slow": [_told(reply, marks) for reply in (*before, *during) if reply.ms > 2 * median],
    }


def _told(reply: Reply, marks: dict[str, float]) -> dict[str, object]:
    """A slow answer: how slow, and of that its model's process; in which step and how far into it; which message."""
    step = _step(reply.asked, marks)
    return {
        "ms": round(reply.ms),
        "model_ms": round(reply.model_ms) if reply.model_ms is not None else None,
        "step": step,
        "after_s": round(reply.asked - marks[step], 1),
        "seq": reply.seq,
    }


def _step(at: float, marks: dict[str, float]) -> str:
    """What was going on at that moment."""
    return next(name for name, began in sorted(marks.items(), key=lambda mark: -mark[1]) if began <= at)
