"""The brief: what an agent should know before the first word, built from the record alone.

No model guesses here. Every line comes from a message, from what the bot understood, or from what the shop answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk.attachments.attached import in_words
from desk.attachments.attachment import Attachment
from desk.conversations.bot_turn import SENT_FILES, BotJob, JobKind, JobState, Understanding
from desk.conversations.conversation import Conversation
from desk.conversations.entry import stamp
from desk.customers.customer import Customer
from desk.handoff.handoff import REASONS, Handoff

SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "affirm", "deny", "praise", "bot_challenge", "ask_capabilities"})
NOT_A_WISH = SMALL_TALK | {"human_request", "complaint", "out_of_scope", "nlu_fallback", SENT_FILES}

ACTION_LABELS: dict[str, str] = {
    "order_form": "Asked for the order",
    "action_ask_order_number": "Asked for the order number",
    "action_track_order": "Looked up the order",
    "action_cancel_order": "Offered to cancel the order",
    "action_confirm_cancel": "Cancelled the order",
    "action_return_item": "Offered a return",
    "action_confirm_return": "Registered the return",
    "action_drop_confirmation": "Left it as it was",
    "action_refund_status": "Looked up the refund",
    "action_answer_question": "Answered a question",
    "action_offer_agent": "Offered a person",
    "action_miss": "Did not understand",
}

SLOT_LABELS: dict[str, str] = {
    "order_number": "Order",
    "email": "E-mail given",
    "order_wish": "Wish",
    "return_reason": "Reason for return",
    "pending_confirmation": "Waiting for a yes to",
}


@dataclass(frozen=True)
class Told:
    """One message of the customer as the bot took it."""

    seq: int
    text: str
    intent: str | None
    confidence: float | None
    missed: bool
    answered: bool = False
    """A routine question to which the bot had the answer."""


def build(
    customer: Customer, contacts: int, jobs: Sequence[BotJob], handoff: Handoff, files: Sequence[Attachment] = ()
) -> dict[str, Any]:
    """The brief as the console gets it (docs/wire.md §4). `jobs` are the bot's turns since the last hand-back.

    `files` are all files sent in the conversation; the brief lists those that came with these turns.
    """
    turns = [job for job in since_last_handback(jobs) if job.kind is JobKind.TURN]
    sent = {job.seq: [file.attached for file in files if file.seq == job.seq] for job in turns}
    asked = [_told(job, in_words(sent[job.seq])) for job in turns]
    return {
        "reason": handoff.reason,
        "reason_label": REASONS[handoff.reason],
        "evidence": list(handoff.evidence),
        "requested_at": stamp(handoff.requested_at),
        "customer": {
            "name": customer.shown_name,
            "verified": customer.verified,
            "tier": customer.tier,
            "email": customer.email,
        },
        "wants": wants(asked, _slots(turns)),
        "asked": [
            {"seq": t.seq, "text": t.text, "intent": t.intent, "confidence": t.confidence, "missed": t.missed}
            for t in asked
        ],
        "tried": _tried(turns),
        "shop": [
            {"asked": fact.asked, "answered": fact.answered, "ok": fact.ok}
            for job in turns
            if job.answer
            for fact in job.answer.facts
        ],
        "slots": [
            {"name": name, "label": SLOT_LABELS[name], "value": str(value)}
            for name, value in _slots(turns).items()
            if name in SLOT_LABELS
        ],
        "attachments": [{"seq": seq} | file.to_json() for seq, files_of_it in sent.items() for file in files_of_it],
        "mood": [round(job.answer.understanding.frustration, 3) for job in turns if job.answer and job.text],
        "contacts": contacts,
    }


def since_last_handback(jobs: Sequence[BotJob]) -> list[BotJob]:
    """The jobs of the current stretch with the bot: what a colleague already settled is not asked again."""
    begins = max((job.seq for job in jobs if job.kind is JobKind.HANDBACK), default=0)
    return sorted((job for job in jobs if job.seq > begins), key=lambda job: job.seq)


def wants(asked: Sequence[Told], slots: dict[str, Any]) -> str:
    """One line: the latest wish the bot recognised, with the order it is about; else the customer's own words."""
    wishes = [t for t in reversed(asked) if t.intent and not t.missed and t.intent not in NOT_A_WISH]
    # A routine question that was answered is settled; what it was asked beside is more likely still open.
    wish = next((t for t in wishes if not t.answered), wishes[0] if wishes else None)
    order = slots.get("order_number")
    if wish is None or wish.intent is None:
        words = [t for t in asked if t.intent not in SMALL_TALK]
        return _shortened(words[-1].text if words else (asked[-1].text if asked else "Has not said yet"))
    label = wish.intent.replace("_", " ").capitalize()
    return f"{label} · order {order}" if order else f"{label}: {_shortened(wish.text)}"


def as_understood(conversation: Conversation, read: Understanding) -> Conversation:
    """The conversation after a message was read: its mood, and language and matter where the message said so."""
    wish = not read.missed and read.intent and read.intent not in NOT_A_WISH
    return replace(
        conversation,
        mood=read.frustration,
        language=read.language or conversation.language,
        about=read.intent if wish else conversation.about,
    )


def _told(job: BotJob, files_in_words: str) -> Told:
    text = job.text or files_in_words
    if job.answer is None:
        return Told(job.seq, text, None, None, missed=True)
    read = job.answer.understanding
    answered = "action_answer_question" in read.actions
    return Told(job.seq, text, read.intent, round(read.confidence, 3), read.missed, answered)


def _tried(turns: Sequence[BotJob]) -> list[dict[str, Any]]:
    tried: list[dict[str, Any]] = []
    for job in turns:
        if job.state is JobState.FAILED:
            tried.append({"seq": job.seq, "action": "none", "label": "The assistant could not answer"})
        if job.answer is None:
            continue
        for action in job.answer.understanding.actions:
            if action in ACTION_LABELS:
                tried.append({"seq": job.seq, "action": action, "label": ACTION_LABELS[action]})
    return tried


def _slots(turns: Sequence[BotJob]) -> dict[str, Any]:
    answered = [job.answer for job in turns if job.answer]
    return dict(answered[-1].understanding.slots) if answered else {}


def _shortened(text: str, limit: int = 140) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
