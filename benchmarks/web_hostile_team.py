"""Hostile texts in what agents do among themselves: notes, labels, canned replies, kept views, notes on customers, and
replies that are suggested to colleagues."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterator
from typing import Any

from benchmarks.web_house import WebHouse
from benchmarks.web_people import Colleague, Visitor, until

LABEL_LIMIT, TITLE_LIMIT, NOTE_LIMIT, REPLY_LIMIT = 40, 80, 1_000, 3_800
MOST_LABELS, MOST_VIEWS, MOST_SUGGESTED = 12, 20, 3
QUESTION = "Which lid fits the blue teapot that I bought in spring?"


async def write_among_the_team(
    house: WebHouse, http: Any, maya: Colleague, texts: list[str]
) -> tuple[list[str], list[str]]:
    """Write every text wherever the team may; returns the conversations to look at, and the names of the fields."""
    noted = await _notes_and_labels(house, http, maya, texts)
    await _kept_words(maya, texts)
    suggested = await _suggestions(house, http, maya, texts)
    fields = ["note", "label", "note on a customer", "canned reply", "kept view", "suggested reply"]
    return [*noted, suggested], fields


async def _notes_and_labels(house: WebHouse, http: Any, maya: Colleague, texts: list[str]) -> list[str]:
    """As many conversations as it takes: each holds a dozen labels."""
    seen = []
    labels = [label for text in texts if (label := _of_signs(text)[:LABEL_LIMIT].strip())]
    for number, some in enumerate(_parts(labels, MOST_LABELS)):
        ana = await Visitor.arrives(http, house, f"Y{number}", "Ana")
        await ana.asks_for_a_person()
        await maya.does(ana.conversation_id, "claim")
        await maya.does(ana.conversation_id, "labels", {"add": some, "remove": []})
        note = "\n".join(texts[number * MOST_LABELS : (number + 1) * MOST_LABELS])[:NOTE_LIMIT]
        one = f"conversations/{ana.conversation_id}"
        await maya.keeps(f"{one}/customer-note", {"text": note}, put=True)
        for text in texts[number * MOST_LABELS : (number + 1) * MOST_LABELS]:
            await maya.does(ana.conversation_id, "notes", {"id": str(uuid.uuid4()), "text": text, "mentions": []})
        seen.append(ana.conversation_id)
    return seen


async def _kept_words(maya: Colleague, texts: list[str]) -> None:
    # Two braces name a place to fill in; an unknown one is refused when the reply is kept.
    for number, text in enumerate(text for text in texts if "{{" not in text):
        title = " ".join(text.split())[:TITLE_LIMIT]
        await maya.keeps("canned-replies", {"shortcut": f"x{number}", "title": title, "text": text, "shared": False})
    for text in texts[:MOST_VIEWS]:
        name = " ".join(text.split())[:LABEL_LIMIT].strip()
        await maya.keeps("views", {"name": name, "filter": {"label": "x"}})


async def _suggestions(house: WebHouse, http: Any, maya: Colleague, texts: list[str]) -> str:
    """Replies made of the texts solve a question; whoever asks it next has an agent who is shown them."""
    for number, reply in enumerate(_replies(texts)):
        ana = await Visitor.arrives(http, house, f"Z{number}", "Ana")
        await ana.asks_for_a_person()
        await ana.says(QUESTION)
        await maya.does(ana.conversation_id, "claim")
        await maya.says(ana.conversation_id, reply)
        await maya.does(ana.conversation_id, "resolve", {"solved": True})
    later = await Visitor.arrives(http, house, "Z99", "Tom")
    await later.asks_for_a_person()
    await later.says(QUESTION)
    await maya.does(later.conversation_id, "claim")

    async def known() -> bool:
        found = await maya.reads(f"conversations/{later.conversation_id}/suggestions")
        return len(found["replies"]) == MOST_SUGGESTED

    await until(known)
    return later.conversation_id


def _replies(texts: list[str]) -> Iterator[str]:
    """The texts in as many messages as are suggested at once."""
    whole = "\n".join(texts)
    for number in range(MOST_SUGGESTED):
        yield f"Lid {number}: {whole[number * REPLY_LIMIT : (number + 1) * REPLY_LIMIT]}"


def _of_signs(text: str) -> str:
    """Without what no label takes."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs"))
    return " ".join(kept.split())


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[begin : begin + size] for begin in range(0, len(items), size))
