"""The studio's nouns as its screens take them (docs/wire.md §6). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from desk.conversations.entry import stamp
from desk.studio.label import Label, StudioMessage
from desk.studio.ports import DataChange, TrainingRun


def message_json(message: StudioMessage, names: Mapping[str, str]) -> dict[str, Any]:
    """`names` has agents' names by id."""
    suggested = None
    if message.suggested_intent is not None:
        by = names.get(message.suggested_by or "", "an agent")
        suggested = {"intent": message.suggested_intent, "by": by, "from": "agent"}
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "at": stamp(message.at),
        "text": message.text,
        "model_id": message.model_id,
        "intent": message.intent,
        "confidence": message.confidence,
        "ranking": [{"name": name, "confidence": sure} for name, sure in message.ranking],
        "cost": message.cost,
        "reasons": [{"kind": str(reason.kind), "says": reason.says} for reason in message.reasons],
        "suggested": suggested,
        "version": message.version,
        "label": label_json(message.label) if message.label else None,
    }


def messages_json(messages: Iterable[StudioMessage], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [message_json(message, names) for message in messages]


def label_json(label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "kind": str(label.kind),
        "intent": label.intent,
        "text": label.line,
        "by": label.by_name,
        "at": stamp(label.at),
        "state": str(label.state),
    }


def change_json(change: DataChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "at": stamp(change.at),
        "by": change.by_name,
        "says": change.says,
        "diff": change.diff,
        "undone": change.undone_at is not None,
    }


def run_json(run: TrainingRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "state": str(run.state),
        "step": run.step,
        "share": run.share,
        "seconds_left": run.seconds_left,
        "started_at": stamp(run.started_at),
        "ended_at": stamp(run.ended_at) if run.ended_at else None,
        "by": run.by_name,
        "says": run.says,
        "base_model": run.base_model,
        "code": run.code,
        "message": run.message,
        "file": run.file,
        "line": run.line,
        "model_id": run.model_id,
        "passed": run.passed,
        "report": run.report,
        "verdict": run.verdict,
    }


def patch(change: DataChange, email: str) -> str:
    """The change as `git am` takes it, with its author."""
    subject = " ".join(change.says.split()) or "Training data"
    return "\n".join([
        f"From {'0' * 40} Mon Sep 17 00:00:00 2001",
        f"From: {_plain(change.by_name)} <{email}>",
        f"Date: {change.at.strftime('%a, %d %b %Y %H:%M:%S +0000')}",
        f"Subject: [PATCH] data: {_plain(subject)}",
        "",
        "---",
        "",
        change.diff,
    ])  # fmt: skip


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isprintable() and character not in "<>")[:200]
