"""Which slot answers a conversation. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from desk.models.deployment import Deployment, Stage

PARTS = 10_000


def in_share(conversation_id: str, candidate: str, percent: float) -> bool:
    """Whether a conversation that begins belongs to the candidate's share.

    The same answer each time; a larger share holds the smaller one; another candidate gets other conversations.
    """
    digest = hashlib.sha256(f"{candidate} {conversation_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % PARTS < percent * PARTS / 100


def slots_to_ask(
    deployment: Deployment | None, conversation_id: str, pinned: str | None, running: Mapping[str, str]
) -> tuple[str, ...]:
    """The slots that may answer, the right one first; the others step in when it is gone, so that nobody is left.

    `pinned` is the model that answered this conversation not long ago, `running` what each slot that is up says it
    runs. A candidate that only reads along never answers.
    """
    if deployment is None:
        return tuple(sorted(running))
    models = [deployment.live.model_id]
    other = deployment.other_answers
    if other is not None:
        models.append(other.model_id)
    first = pinned if pinned in models else _chosen(deployment, conversation_id)
    models.sort(key=lambda model: model != first)
    silent = deployment.other.model_id if deployment.other is not None and other is None else None
    slots = [slot for model in models for slot in sorted(running) if running[slot] == model]
    # Neither model runs, say because somebody removed a file: any answer is better than none, but not an untried one.
    strangers = [slot for slot in sorted(running) if slot not in slots and running[slot] != silent]
    return tuple(slots + strangers)


def _chosen(deployment: Deployment, conversation_id: str) -> str:
    candidate = deployment.other
    if (
        deployment.stage is Stage.SHARE
        and candidate is not None
        and in_share(conversation_id, candidate.model_id, deployment.percent)
    ):
        return candidate.model_id
    return deployment.live.model_id
