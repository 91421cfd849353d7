"""The knowledge base: what the team writes, what agents use, and what anybody may read (docs/wire.md §8)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk import errors
from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.knowledge import counting, flows, looking
from desk.knowledge.article import Article, Words

Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(clean)]
Prose = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(clean)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(clean)]
Seen = Annotated[int, Field(ge=1, le=2_000_000_000)]
MessageIds = Annotated[list[Annotated[int, Field(ge=1, le=2_000_000_000)]], Field(max_length=400)]


class Write(Body):
    title: Line
    summary: Prose
    body: Prose = ""
    staff: Prose = ""
    asked: Annotated[list[Line], Field(max_length=60)] = Field(default_factory=list)
    labels: Annotated[list[Line], Field(max_length=20)] = Field(default_factory=list)
    intents: Annotated[list[Line], Field(max_length=10)] = Field(default_factory=list)


class Begin(Write):
    gap: MessageIds = Field(default_factory=list)


class Edit(Write):
    version: Seen


class Step(Body):
    version: Seen


class SendBack(Step):
    remark: Line


class Care(Step):
    owner_id: Id
    expires_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class Insert(Body):
    article_id: Id


class SetAside(Body):
    messages: MessageIds


class Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")
    q: Annotated[str, StringConstraints(max_length=600), AfterValidator(clean)] = ""


async def listed(call: Call) -> Answer:
    return Answer(await looking.listed(call.worker, call.desk))


async def whole(call: Call) -> Answer:
    return Answer(await looking.whole(_one(call), call.desk))


async def begin(call: Call) -> Answer:
    made = await flows.write(_words(call.body), call.worker, call.desk, call.body.gap)
    return Answer(await looking.whole(made.id, call.desk), status=201)


async def edit(call: Call) -> Answer:
    return await _now(await flows.edit(*_seen(call), _words(call.body), call.worker, call.desk), call)


async def submit(call: Call) -> Answer:
    return await _now(await flows.submit(*_seen(call), call.worker, call.desk), call)


async def send_back(call: Call) -> Answer:
    return await _now(await flows.send_back(*_seen(call), call.body.remark, call.desk), call)


async def publish(call: Call) -> Answer:
    return await _now(await flows.publish(*_seen(call), call.worker, call.desk), call)


async def archive(call: Call) -> Answer:
    return await _now(await flows.archive(*_seen(call), call.worker, call.desk), call)


async def bring_back(call: Call) -> Answer:
    return await _now(await flows.bring_back(*_seen(call), call.desk), call)


async def care(call: Call) -> Answer:
    day = call.body.expires_on
    return await _now(await flows.care(*_seen(call), call.body.owner_id, _day(day) if day else None, call.desk), call)


async def all_gaps(call: Call) -> Answer:
    return Answer(await looking.all_gaps(call.desk))


async def set_aside(call: Call) -> Answer:
    return Answer({"set_aside": await flows.set_aside(call.body.messages, call.desk)})


async def task_done(call: Call) -> Answer:
    await counting.done(call.path["task_id"], call.desk)
    return Answer(status=204)


async def search(call: Call) -> Answer:
    return Answer(await looking.searched_by_agent(call.query.q, call.desk))


async def insert(call: Call) -> Answer:
    await counting.inserted(call.path["conversation_id"], call.body.article_id, call.worker, call.desk)
    return Answer(status=204)


async def answer(call: Call) -> Answer:
    return Answer({"article": await looking.answer_to(call.path["intent"], call.desk)}, open_to_pages=False)


def _one(call: Call) -> str:
    return call.path["article_id"]


def _seen(call: Call) -> tuple[str, int]:
    return _one(call), call.body.version


def _words(body: Write) -> Words:
    lists = (tuple(body.asked), tuple(body.labels), tuple(body.intents))
    return Words(body.title, body.summary, body.body, body.staff, *lists)


def _day(written: str) -> datetime:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise errors.invalid_field("expires_on", "A day such as 2027-03-31.") from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


async def _now(article: Article, call: Call) -> Answer:
    return Answer(await looking.whole(article.id, call.desk))


STAFF, KEEPER, AGENT, NOBODY = Who.STAFF, Who.KEEPER, Who.AGENT, Owner.NOBODY
ALL = "/api/knowledge/articles"
ONE = f"{ALL}/<article_id:str>"
CONVERSATION = "/api/agent/conversations/<conversation_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", ALL, "Every article, and what is to be done", STAFF, listed, owner=NOBODY),
    Route("POST", ALL, "Begin an article as a draft", STAFF, begin, Begin, owner=NOBODY),
    Route("GET", ONE, "An article with its versions", STAFF, whole, owner=NOBODY),
    Route("PUT", ONE, "Keep a new version", STAFF, edit, Edit, owner=NOBODY),
    Route("POST", f"{ONE}/submit", "Ask for a review", STAFF, submit, Step, owner=NOBODY),
    Route("POST", f"{ONE}/send-back", "Ask its author for something", KEEPER, send_back, SendBack, owner=NOBODY),
    Route("POST", f"{ONE}/publish", "Let customers read it", KEEPER, publish, Step, owner=NOBODY),
    Route("POST", f"{ONE}/archive", "Take it away from its readers", KEEPER, archive, Step, owner=NOBODY),
    Route("POST", f"{ONE}/bring-back", "Out of the archive, as a draft", KEEPER, bring_back, Step, owner=NOBODY),
    Route("PUT", f"{ONE}/care", "Who looks after it, and until when it holds", KEEPER, care, Care, owner=NOBODY),
    Route("GET", "/api/knowledge/gaps", "What nobody had an answer for, by meaning", STAFF, all_gaps, owner=NOBODY),
    Route("POST", "/api/knowledge/gaps/set-aside", "These need no article", KEEPER, set_aside, SetAside, owner=NOBODY),
    Route(
        "POST", "/api/knowledge/tasks/<task_id:str>/done", "The owner has looked", STAFF, task_done, Body, owner=NOBODY
    ),
    Route("GET", "/api/agent/articles", "Articles about a question", AGENT, search, query=Asked, owner=NOBODY),
    Route("POST", f"{CONVERSATION}/articles", "An article was put in", AGENT, insert, Insert, owner=Owner.TEAM),
    Route("GET", "/api/help/answers/<intent:str>", "What the bot answers", Who.ANYONE, answer, owner=NOBODY),
)
