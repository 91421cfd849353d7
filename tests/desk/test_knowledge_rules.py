"""The rules of the knowledge base: an article's life, what it is found by, tasks, gaps, the first articles' file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from desk.agents.agent import Agent, Role
from desk.articles_file import read_first_articles
from desk.errors import DeskError
from desk.knowledge import article as rules
from desk.knowledge.about import MOST_READ, About, mean, read_by
from desk.knowledge.article import Article, ArticleState, Words
from desk.knowledge.gap import gaps
from desk.knowledge.passages import Audience, passages
from desk.knowledge.ports import Unanswered
from desk.knowledge.query import Near, fused, question_words
from desk.knowledge.task import TaskKind, wanted
from desk.knowledge.telling_apart import told_apart
from desk.knowledge.use import Tally
from desk.settings import SettingsRefused

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OLU = Agent("a_olu", "Olu", "olu@warmhand.example", Role.SUPERVISOR, "")
NOOR = Agent("a_noor", "Noor", "noor@warmhand.example", Role.ADMIN, "")
MAYA = Agent("a_maya", "Maya", "maya@warmhand.example", Role.AGENT, "")
SECRET = "zanzibar goodwill limit is ninety euros"
ARTICLE = Words(
    "Mending zippers", "We mend a zipper for free within a year.", "Send it to us.", SECRET, ("my zip is stuck",)
)


def draft(**changes: Any) -> Article:
    return replace(Article("k_1", "mending-zippers", ArticleState.DRAFT, "a_maya", NOW, NOW), **changes)


def test_four_eyes_publish() -> None:
    """Nobody but an admin publishes what they wrote, and nothing that was not reviewed."""
    review = rules.submitted(draft(), NOW)
    assert rules.published(review, OLU, "a_maya", NOW).published == 1
    assert rules.published(review, NOOR, "a_noor", NOW).state is ArticleState.PUBLISHED
    for article, by, author, code in (
        (review, OLU, "a_olu", "needs_other_eyes"),
        (draft(), OLU, "a_maya", "wrong_state"),
        (replace(review, expires_on=NOW), OLU, "a_maya", "article_old"),
    ):
        with pytest.raises(DeskError) as refused:
            rules.published(article, by, author, NOW)
        assert (refused.value.code, refused.value.status) == (code, 409)


def test_what_is_published_stays_until_the_next_version_is() -> None:
    """Editing makes a draft beside it; agents edit only what is theirs, nobody what is archived."""
    out = rules.published(rules.submitted(draft(), NOW), OLU, "a_maya", NOW)
    edited = rules.edited(out, MAYA, "a_maya", NOW)
    assert (edited.state, edited.published, edited.latest) == (ArticleState.DRAFT, 1, 2)
    with pytest.raises(DeskError, match="somebody else's"):
        rules.edited(replace(out, owner_id="a_olu"), MAYA, "a_tom", NOW)
    with pytest.raises(DeskError, match="archive"):
        rules.edited(rules.archived(out, NOW), OLU, "a_maya", NOW)
    with pytest.raises(DeskError, match="what should change"):
        rules.sent_back(rules.submitted(draft(), NOW), "  ", NOW)


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Größe & Élan?", "groe-elan"), ("  Returns: 30 days, free ", "returns-30-days-free"), ("???", "article")],
)
def test_an_address_can_be_read(title: str, slug: str) -> None:
    """Letters and digits with hyphens; a number where it is taken."""
    assert rules.slug_of(title) == slug
    assert rules.slug_of(title, {slug, f"{slug}-2"}) == f"{slug}-3"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"summary": "x" * 701}, "summary"),
        ({"asked": ("x" * 161,)}, "asked"),
        ({"labels": tuple(f"label {n}" for n in range(9))}, "labels"),
        ({"intents": ("no_such_intent",)}, "intents"),
    ],
)
def test_wrong_words_are_named(change: dict[str, Any], field: str) -> None:
    """The field that is wrong is said."""
    with pytest.raises(DeskError) as refused:
        rules.checked_words(replace(ARTICLE, **change), ("greet",))
    assert refused.value.field == field


def test_questions_are_words_that_tell_something() -> None:
    """Without what stands in every question; a question of such words alone keeps them."""
    assert question_words("How do I wash the Größe?") == ("wash", "grosse")
    assert question_words("what is it") == ("what", "is", "it")
    assert question_words("?!") == ()


def test_two_orders_become_one() -> None:
    """Meaning decides, words tip the scale between what is alike, and words alone keep their order."""
    near = [Near("a", 0.5, 1.00), Near("b", 0.5, 0.98), Near("c", 0.3, 0.5)]
    assert fused(near, ["b", "c"]) == ["b", "a", "c"]
    assert fused(near, []) == ["a", "b", "c"]
    assert fused([], ["c", "a"]) == ["c", "a"]


def test_a_reading_tips_what_is_alike() -> None:
    """What the assistant takes a question for speaks for the articles it takes for the same, and only those."""
    about = About("m", (1, 1), {"a": {"refund": 0.9, "return": 0.1}, "b": {"return": 1.0}, "c": {}})
    likely = about.likely({"refund": 0.8, "greet": 0.2})
    assert set(likely) == {"a"}
    assert likely["a"] == pytest.approx(0.5 * 0.72)
    near = [Near("b", 0.5, 1.00), Near("a", 0.5, 0.98)]
    assert fused(near, [], likely) == ["a", "b"]
    assert fused([], ["b"], likely) == ["a", "b"]


def test_an_article_is_about_what_its_ways_to_ask_are_taken_for() -> None:
    """Together, without what is said in between; so many of them are read."""
    readings = [{"refund": 1.0}, {"refund": 0.5, "out_of_scope": 0.5}, {"greet": 1.0}]
    assert mean(readings) == pytest.approx({"refund": 0.5})
    assert mean([]) == {}
    assert read_by(replace(ARTICLE, asked=tuple(f"way {n}" for n in range(30)))) == [
        "Mending zippers",
        *(f"way {n}" for n in range(MOST_READ - 1)),
    ]


def test_near_articles_are_told_apart_by_what_differs() -> None:
    """Of two articles just as near, the one whose own passages are like the question; many passages are no merit."""
    axes = np.eye(6, dtype=np.float32)
    shared, lamps, rugs = axes[0], axes[1], axes[2]
    rows = np.stack([unit(shared + lamps), unit(shared + 0.9 * lamps), unit(shared), unit(shared + rugs)])
    of, nothing = np.array([0, 0, 0, 1]), np.zeros(6, dtype=np.float32)
    one, two = told_apart(unit(shared + rugs), rows, of, nothing)
    assert two > 0.7
    assert one < 0.3
    one, two = told_apart(unit(shared + lamps), rows, of, nothing)
    assert one > two
    assert told_apart(unit(shared), rows[:1], of[:1], nothing).shape == (1,)


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def test_the_teams_part_makes_passages_of_its_own() -> None:
    """No passage for everybody holds a word of it."""
    made = passages(ARTICLE)
    assert [text for audience, text in made if audience is Audience.STAFF] == [f"Mending zippers: {SECRET}"]
    assert not [text for audience, text in made if audience is Audience.EVERYBODY and "zanzibar" in text]


def test_tasks_come_in_time_and_for_what_fails() -> None:
    """Two weeks before the date and after it; from five judged uses on when two in five did not help."""
    out = rules.published(rules.submitted(draft(expires_on=NOW + timedelta(days=30)), NOW), OLU, "a_maya", NOW)
    assert wanted(out, Tally(), NOW) == []
    assert [kind for kind, _, _ in wanted(out, Tally(), NOW + timedelta(days=16))] == [TaskKind.EXPIRES]
    assert "was to hold" in wanted(out, Tally(), NOW + timedelta(days=31))[0][2]
    assert [kind for kind, _, _ in wanted(out, Tally(9, 0, 3, 2), NOW)] == [TaskKind.FAILS]
    assert wanted(out, Tally(9, 0, 4, 2), NOW) == []
    assert wanted(out, Tally(9, 0, 0, 4), NOW) == []
    assert wanted(draft(expires_on=NOW), Tally(9, 0, 0, 9), NOW) == []


def test_gaps_are_gathered_by_meaning() -> None:
    """Every message once, what most people ask first, the same person counted once."""
    rows = np.array([[1, 0], [0.9, 0.436], [0, 1], [1, 0.01], [0.02, 1]], dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    said = [Unanswered(n, f"v_{n}", who, NOW, f"text {n}") for n, who in enumerate(("ana", "tom", "tom", "lea", "tom"))]
    found = gaps(said, rows)
    assert [(gap.people, len(gap.messages)) for gap in found] == [(3, 3), (1, 2)]
    assert sorted(message.id for gap in found for message in gap.messages) == [0, 1, 2, 3, 4]
    assert gaps([], np.zeros((0, 2), dtype=np.float32)) == []


@pytest.mark.parametrize("text", ["- a\n", "a: {title: x}\n", "a: [\n", "a: {title: x, summary: y, more: z}\n"])
def test_a_broken_file_stops_the_start(tmp_path: Path, text: str) -> None:
    """With one sentence that names the setting and the place."""
    path = tmp_path / "first.yml"
    path.write_text(text)
    with pytest.raises(SettingsRefused, match="WARMHAND_ARTICLES_FILE"):
        read_first_articles(path, ("greet",))
