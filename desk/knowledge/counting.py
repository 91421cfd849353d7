"""What became of articles: read off conversations as they change, and told to owners where something has to be done."""

from __future__ import annotations

from datetime import timedelta

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.flows import whole_transcript
from desk.handoff.steps import existing
from desk.knowledge.refusals import article_not_found
from desk.knowledge.task import ArticleTask, settled, wanted
from desk.knowledge.use import By, Tally, Use, shown_by_bot, solved_by_agent, solved_by_bot
from desk.ports import DeskPorts, Unit

READ_AT_ONCE = 50


async def inserted(conversation_id: str, article_id: str, agent: Agent, desk: DeskPorts) -> None:
    """An agent put an article into the reply they write; what it did is told by the end of the handling."""
    async with desk.record.change() as unit:
        conversation = await existing(unit, conversation_id)
        article = await unit.articles.get(article_id)
        if article is None or article.published is None:
            raise article_not_found()
        place = (conversation_id, conversation.last_seq, desk.clock())
        await unit.article_uses.add(Use(article_id, article.published, By.AGENT, *place, agent.id))


async def read_conversations(desk: DeskPorts, quiet: timedelta = timedelta(0)) -> int:
    """Look through conversations that changed and have been quiet so long; how many."""
    async with desk.record.look() as unit:
        unread = await unit.article_uses.unread(desk.clock() - quiet, READ_AT_ONCE)
    for conversation_id, version in unread:
        async with desk.spare.piece(), desk.record.change() as unit:
            # It may have been erased meanwhile.
            if await unit.conversations.get(conversation_id) is not None:
                await _read(conversation_id, unit)
                await unit.article_uses.mark_read(conversation_id, version)
    return len(unread)


async def _read(conversation_id: str, unit: Unit) -> None:
    jobs, uses = await unit.jobs.of(conversation_id), await unit.article_uses.of(conversation_id)
    if not jobs and not uses:
        # People among themselves, without an article: nothing to read, however long they talk.
        return
    entries = await whole_transcript(unit, conversation_id)
    for use in shown_by_bot(entries):
        await unit.article_uses.add(use)
    uses = await unit.article_uses.of(conversation_id)
    wrap_ups, ratings = await unit.wrap_ups.of(conversation_id), await unit.ratings.of(conversation_id)
    for use in uses:
        by_bot = use.by is By.BOT
        solved = (
            solved_by_bot(use, entries, jobs, ratings) if by_bot else solved_by_agent(use, entries, wrap_ups, ratings)
        )
        if solved is not use.solved:
            await unit.article_uses.judge(use, solved)


async def look_after(desk: DeskPorts) -> int:
    """Give owners the tasks their articles ask for, and end those that are settled; how many are open then."""
    now = desk.clock()
    async with desk.record.change() as unit:
        tallies = await unit.article_uses.tallies(since_version=True)
        for article, _ in await unit.articles.published():
            for kind, about, says in wanted(article, tallies.get(article.id, Tally()), now):
                await unit.article_uses.add_task(ArticleTask(desk.new_id("t"), article.id, kind, about, says, now))
        left = 0
        for task in await unit.article_uses.open_tasks():
            its = await unit.articles.get(task.article_id)
            if its is None or settled(task, its):
                await unit.article_uses.end_task(task.id, now)
            else:
                left += 1
    return left


async def done(task_id: str, desk: DeskPorts) -> None:
    """The owner has looked."""
    async with desk.record.change() as unit:
        if not await unit.article_uses.end_task(task_id, desk.clock()):
            raise errors.not_found("There is no such open task.")
