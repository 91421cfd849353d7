"""Runs axe-core in a page or a frame: what it finds wrong for people who hear, zoom or use the keyboard."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.sync_api import Frame, Page

from tests.house.sources import ROOT

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  // Half-way through a change of colours nothing has the contrast it is meant to have.
  const changing = document.getAnimations().filter((each) => each instanceof CSSTransition);
  const done = Promise.all(changing.map((each) => each.finished.catch(() => null)));
  // A page that is not painted changes no colours, and its changes never end.
  await Promise.race([done, new Promise((patience) => setTimeout(patience, 3000))]);
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  const told = (rule) => rule.nodes.map((node) => [rule.id, node.target.join(" "), node.failureSummary]);
  return found.violations.flatMap(told);
}"""


def violations(where: Page | Frame) -> list[str]:
    """Every violation in this document as "rule target: why"; frames in it are asked on their own.

    The source is evaluated by the driver, so that no content policy keeps it out.
    """
    where.evaluate(_source())
    found: list[Any] = where.evaluate(RUN, RULES)
    return [f"{rule} {target}: {' '.join(str(why).split())}" for rule, target, why in found]


@cache
def _source() -> str:
    return AXE.read_text("utf-8") + ";0"
