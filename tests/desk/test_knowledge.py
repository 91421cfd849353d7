"""The knowledge base: an article's life, who finds what, what became of it, and what nobody could answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk import first_articles
from desk.agents.agent import Agent, Role
from desk.articles_file import read_first_articles
from desk.bot.domain_file import read_intents
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff.flows import Outcome
from desk.knowledge import counting, flows, looking
from desk.knowledge.article import Article, Words
from desk.knowledge.finding import find, read_about, read_articles
from desk.knowledge.task import TaskKind
from desk.knowledge.use import By, Use
from desk.privacy.flows import erase_customer
from desk.settings import Settings
from desk.studio.feed import BEGINNING
from desk.studio.feed import read_conversations as read_into_studio
from desk.trainer_client import Trainer
from tests.desk.bot_side import Bot, understood
from tests.desk.conftest import Running, free_port
from tests.desk.quiet import Quiet, quiet
from tests.desk.trainer_side import running_trainer

__all__ = ["quiet"]

ON_BOTH_DATABASES = True
NOW = datetime(2026, 11, 23, tzinfo=UTC)
OLU = Agent("a_olu", "Olu", "olu@warmhand.example", Role.SUPERVISOR, "")
NOOR = Agent("a_noor", "Noor", "noor@warmhand.example", Role.ADMIN, "")
MAYA = Agent("a_maya", "Maya", "maya@warmhand.example", Role.AGENT, "")
SECRET = "zanzibar goodwill limit is ninety euros"
ARTICLE = Words(
    "Mending zippers", "We mend a zipper for free within a year.", "Send it to us.", SECRET, ("my zip is stuck",)
)


@pytest.fixture(scope="session")
def trainer_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a trainer."""
    port = free_port()
    with running_trainer(port, tmp_path_factory.mktemp("trainer") / "log"):
        yield port


@pytest.fixture
def desk_settings(desk_settings: Settings, trainer_port: int) -> Settings:
    """A desk that knows the trainer."""
    return desk_settings.model_copy(update={"trainer_url": f"http://127.0.0.1:{trainer_port}"})


async def learnt(quiet: Quiet) -> None:
    """Everything published is known by meaning."""
    while await read_articles(quiet.ports):
        pass
    await read_about(quiet.ports)


async def published(quiet: Quiet, words: Words = ARTICLE) -> Article:
    """An article that Maya wrote and Olu published."""
    maya, olu = await quiet.agent("a_maya"), await quiet.agent("a_olu")
    draft = await flows.write(words, maya, quiet.ports)
    asked = await flows.submit(draft.id, draft.version, maya, quiet.ports)
    return await flows.publish(asked.id, asked.version, olu, quiet.ports)


async def test_an_articles_life(quiet: Quiet) -> None:
    """Draft, review, sent back, published, edited, archived: customers see exactly what was published last."""
    maya, olu = await quiet.agent("a_maya"), await quiet.agent("a_olu")
    article = await flows.write(ARTICLE, maya, quiet.ports)
    article = await flows.submit(article.id, article.version, maya, quiet.ports)
    article = await flows.send_back(article.id, article.version, "Say until when", quiet.ports)
    assert article.remark == "Say until when"
    with pytest.raises(DeskError) as nothing:
        await looking.published_one("mending-zippers", quiet.ports)
    assert nothing.value.code == "article_not_found"
    article = await flows.submit(article.id, article.version, maya, quiet.ports)
    article = await flows.publish(article.id, article.version, olu, quiet.ports)
    assert (await looking.published_one("mending-zippers", quiet.ports))["summary"] == ARTICLE.summary
    second = replace(ARTICLE, title="Zippers", summary="Two years now.")
    article = await flows.edit(article.id, article.version, second, maya, quiet.ports)
    assert (await looking.published_one("mending-zippers", quiet.ports))["summary"] == ARTICLE.summary
    article = await flows.submit(article.id, article.version, maya, quiet.ports)
    article = await flows.publish(article.id, article.version, olu, quiet.ports)
    assert (await looking.published_one("mending-zippers", quiet.ports))["summary"] == "Two years now."
    await flows.archive(article.id, article.version, olu, quiet.ports)
    with pytest.raises(DeskError):
        await looking.published_one("mending-zippers", quiet.ports)
    assert not [hit for hit in (await find("zipper", True, 50, quiet.ports)).hits if hit.article.id == article.id]


async def test_nobody_overwrites_what_they_have_not_seen(quiet: Quiet) -> None:
    """The second of two who began with the same version is told."""
    maya = await quiet.agent("a_maya")
    article = await flows.write(ARTICLE, maya, quiet.ports)
    await flows.edit(article.id, article.version, replace(ARTICLE, summary="First."), maya, quiet.ports)
    with pytest.raises(DeskError) as refused:
        await flows.edit(article.id, article.version, replace(ARTICLE, summary="Second."), maya, quiet.ports)
    assert refused.value.code == "changed_meanwhile"


async def test_an_intent_has_one_answer(quiet: Quiet) -> None:
    """A second article for the same intent cannot be published, and the first is named."""
    with pytest.raises(DeskError) as refused:
        await published(quiet, replace(ARTICLE, intents=("shipping_cost",)))
    assert refused.value.code == "intent_answered"
    assert "What delivery costs" in refused.value.message
    assert (await looking.answer_to("shipping_cost", quiet.ports))["id"] == "k_shipping_cost"


async def test_found_by_meaning_and_by_words(quiet: Quiet) -> None:
    """The right one first for other words than its own; by words alone without the trainer, and said so."""
    await learnt(quiet)
    found = await find("will you charge me postage for a small parcel", False, 3, quiet.ports)
    assert (found.by_meaning, found.hits[0].article.id) == (True, "k_shipping_cost")
    quiet.ports.knowledge.meaning = type(quiet.ports.known.meaning)(f"http://127.0.0.1:{free_port()}", "x" * 20)  # type: ignore[call-arg]
    by_words = await find("beeswax candle wick", False, 3, quiet.ports)
    assert (by_words.by_meaning, by_words.hits[0].article.id) == (False, "k_candles")
    assert (await find("candles", False, 3, quiet.ports)).hits[0].article.id == "k_candles"


async def test_a_question_is_read_as_the_assistant_reads_it(quiet: Quiet) -> None:
    """What its training lines teach finds articles, too; while nobody reads so, meaning alone decides."""
    await learnt(quiet)
    base, question = quiet.ports.knowledge, "picked the short sleeve shirt and youve posted the long sleeve one"
    about, reader = base.about, base.reader
    assert about.articles["k_wrong_item"]["wrong_item"] > 0.5
    assert "out_of_scope" not in about.articles["k_candles"]
    assert (await find(question, False, 3, quiet.ports)).hits[0].article.id == "k_wrong_item"
    await read_about(quiet.ports)
    assert base.about is about, "nothing changed, so nothing is read again"
    base.reader = Trainer(f"http://127.0.0.1:{free_port()}", "x" * 20)
    alone = await find(question, False, 3, quiet.ports)
    assert (alone.by_meaning, alone.hits[0].article.id) == (True, "k_size_advice")
    base.reader = reader
    article = await published(quiet)
    await learnt(quiet)
    assert article.id in base.about.articles


@pytest.mark.parametrize("trainer", [True, False])
async def test_no_customer_is_shown_or_finds_by_the_teams_part(quiet: Quiet, trainer: bool) -> None:
    """Neither by its words nor by its meaning, nor in any field of any answer; the team does."""
    article = await published(quiet)
    if trainer:
        await learnt(quiet)
    else:
        quiet.ports.knowledge.meaning = type(quiet.ports.known.meaning)(f"http://127.0.0.1:{free_port()}", "x" * 20)  # type: ignore[call-arg]
    team = await looking.searched_by_agent("zanzibar goodwill ninety euros", quiet.ports)
    assert article.id in [each["id"] for each in team["articles"]]
    assert SECRET in str(team)
    shown = await looking.searched_by_customer("zanzibar goodwill ninety euros", quiet.ports)
    assert [each["id"] for each in shown["articles"]][:1] != [article.id]
    for told in (
        shown,
        await looking.searched_by_customer("mending a zipper", quiet.ports),
        await looking.all_published(quiet.ports),
        await looking.published_one(article.slug, quiet.ports),
    ):
        assert "zanzibar" not in str(told)
        assert "my zip is stuck" not in str(told)


async def test_over_http_each_role_and_nobody(desk: Running) -> None:
    """Agents suggest and cannot publish; keepers can; strangers read what is published and nothing else."""
    maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
    words = {"title": "Mending zippers", "summary": "For free.", "staff": SECRET, "intents": []}
    made = (await maya.post("/api/knowledge/articles", json=words)).json()["article"]
    one = f"/api/knowledge/articles/{made['id']}"
    assert (await maya.post(f"{one}/submit", json={"version": made["version"]})).json()["article"]["state"] == "review"
    assert (await maya.post(f"{one}/publish", json={"version": 2})).status_code == 403
    done = await olu.post(f"{one}/publish", json={"version": 2})
    assert done.json()["article"]["state"] == "published"
    care = {"version": 3, "owner_id": "a_maya", "expires_on": "2026-02-30"}
    assert (await olu.put(f"{one}/care", json=care)).json()["field"] == "expires_on"
    async with desk.http() as nobody:
        for path in ("/api/knowledge/articles", one, "/api/knowledge/gaps", "/api/agent/articles?q=zipper"):
            assert (await nobody.get(path)).status_code == 401
        page = await nobody.get("/help/mending-zippers")
        assert page.status_code == 200
        assert "zanzibar" not in page.text
        assert (await nobody.get("/api/help/answers/shipping_cost")).json()["article"]["id"] == "k_shipping_cost"
        assert (await nobody.get("/api/help/answers/greet")).status_code == 404
    while await read_articles(desk.desk.ports):
        pass
    assert SECRET in (await maya.get("/api/agent/articles?q=zipper")).text


CARD = {"kind": "article", "article": {"id": "k_shipping_cost", "number": 1, "title": "Delivery", "url": "/help/x"}}


@pytest.mark.parametrize(
    ("next_intent", "actions", "solved"),
    [("thanks", [], True), ("deny", ["action_answer_differently"], False), ("track_order", [], None)],
)
async def test_what_the_bot_showed_is_counted(
    desk: Running, bot: Bot, next_intent: str, actions: list[str], solved: bool | None
) -> None:
    """Solved when the customer is content, not when it had to be said otherwise, open when they ask on."""
    visitor, ports = await desk.visitor(), desk.desk.ports
    bot.answer_to("postage?", replies=[{"text": "Free from €50.", "quick_replies": [], "card": CARD}])
    await visitor.say("postage?")
    await visitor.until("Free from")
    read = understood("next")["understanding"] | {
        "intent": {"name": next_intent, "confidence": 0.9},
        "actions": actions,
    }
    bot.answer_to("next", understanding=read)
    await visitor.say("next")
    await visitor.until("You said")
    await counting.read_conversations(ports)
    await counting.read_conversations(ports)
    async with ports.record.look() as unit:
        (use,) = await unit.article_uses.of(visitor.conversation_id)
        tally = (await unit.article_uses.tallies())["k_shipping_cost"]
    assert (use.by, use.solved) == (By.BOT, solved)
    assert (tally.shown, tally.solved, tally.not_solved) == (1, int(solved is True), int(solved is False))


@pytest.mark.parametrize("solved", [True, False])
async def test_what_an_agent_put_in_is_counted(quiet: Quiet, solved: bool) -> None:
    """Once, and judged by the handling's end; an erasure takes it along."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya, "Ana Petrova")
    for _ in range(2):
        await counting.inserted(conversation.id, "k_invoice", maya, quiet.ports)
    await quiet.replies(maya, conversation, "Here is your invoice.")
    await handoffs.resolve(conversation.id, maya, Outcome(solved), quiet.ports)
    await counting.read_conversations(quiet.ports)
    tally = (await quiet.row("article_uses", "tallies"))["k_invoice"]
    assert (tally.inserted, tally.solved, tally.not_solved) == (1, int(solved), int(not solved))
    with pytest.raises(DeskError):
        await counting.inserted(conversation.id, "k_nothing", maya, quiet.ports)
    await erase_customer(person.id, "admin", quiet.desk.others, quiet.ports)
    assert await quiet.row("article_uses", "tallies") == {}


async def test_an_owner_is_asked_once_and_the_task_ends_by_itself(quiet: Quiet) -> None:
    """For a date that comes near and for what fails; a later date and a new version settle them."""
    article = await published(quiet)
    olu = await quiet.agent("a_olu")
    article = await flows.care(article.id, article.version, "a_olu", quiet.clock() + timedelta(days=10), quiet.ports)
    _, conversation = await quiet.held(olu, "Ana Petrova")
    async with quiet.ports.record.change() as unit:
        for seq in range(1, 6):
            use = Use(article.id, 1, By.BOT, conversation.id, seq, quiet.clock(), None, seq > 2)
            await unit.article_uses.add(use)
    for _ in range(2):
        await counting.look_after(quiet.ports)
    tasks = await quiet.row("article_uses", "open_tasks")
    assert {task.kind for task in tasks if task.article_id == article.id} == {TaskKind.EXPIRES, TaskKind.FAILS}
    later = quiet.clock() + timedelta(days=200)
    await flows.care(article.id, article.version, "a_olu", later, quiet.ports)
    await counting.look_after(quiet.ports)
    (left,) = [task for task in await quiet.row("article_uses", "open_tasks") if task.article_id == article.id]
    assert left.kind is TaskKind.FAILS
    await counting.done(left.id, quiet.ports)
    await counting.look_after(quiet.ports)
    assert not [task for task in await quiet.row("article_uses", "open_tasks") if task.article_id == article.id]
    with pytest.raises(DeskError):
        await counting.done(left.id, quiet.ports)


async def test_a_gap_becomes_a_draft(desk: Running, bot: Bot) -> None:
    """What three people asked in vain is one gap, masked; a draft from it takes it off the list."""
    ports = desk.desk.ports
    for words in ("do you repair umbrellas ana@example.com", "can my umbrella be repaired", "umbrella repair please"):
        visitor = await desk.visitor()
        read = understood(words)["understanding"] | {"missed": True}
        bot.answer_to(words, understanding=read)
        await visitor.say(words)
        await visitor.until("You said")
    await read_into_studio(BEGINNING, ports)
    told = await looking.all_gaps(ports)
    (gap,) = told["gaps"]
    assert (told["available"], gap["people"], gap["count"]) == (True, 3, 3)
    assert "ana@example.com" not in str(gap)
    maya = await desk.agent()
    body = {"title": gap["draft"]["title"], "summary": "We do.", "asked": gap["draft"]["asked"], "gap": gap["messages"]}
    assert (await maya.post("/api/knowledge/articles", json=body)).status_code == 201
    assert (await looking.all_gaps(ports))["gaps"] == []


async def test_first_articles_come_once(quiet: Quiet) -> None:
    """At least forty, each published with an owner and a date; a base that holds something is left alone."""
    shown = await looking.all_published(quiet.ports)
    assert len(shown) >= 40
    assert first_articles.__doc__
    first = read_first_articles(Path("desk/knowledge/first_articles.yml"), read_intents(Path("domain.yml")))
    assert {f"k_{each.key}" for each in first} == {each["id"] for each in shown}
    assert await first_articles.begin(first, quiet.desk.record, quiet.clock()) == 0
