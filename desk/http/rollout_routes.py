"""Models and roll-out: which there are, trying one, promoting it, going back (docs/wire.md, section 4)."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from desk.http.contract import Answer, Body, Call, Owner, Route, Who, clean
from desk.models import flows, views

ModelId = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(clean)]
Why = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(clean)]


class Begin(Body):
    model_id: ModelId


class Share(Body):
    percent: Annotated[int, Field(ge=1, le=100)]


class Promote(Body):
    signed_reason: Why | None = None


class Reason(Body):
    reason: Why


async def models(call: Call) -> Answer:
    return Answer(await views.models(call.desk))


async def rollout(call: Call) -> Answer:
    return Answer(await views.rollout(call.desk))


async def begin(call: Call) -> Answer:
    await flows.begin(call.body.model_id, call.worker, call.desk)
    return await rollout(call)


async def share(call: Call) -> Answer:
    await flows.share(call.body.percent, call.worker, call.desk)
    return await rollout(call)


async def promote(call: Call) -> Answer:
    await flows.promote(call.body.signed_reason, call.worker, call.desk)
    return await rollout(call)


async def end(call: Call) -> Answer:
    await flows.end(call.body.reason, call.worker, call.desk)
    return await rollout(call)


async def restore(call: Call) -> Answer:
    await flows.restore(call.path["model_id"], call.body.reason, call.worker, call.desk)
    return await rollout(call)


DESIGNER, NOBODY = Who.DESIGNER, Owner.NOBODY
ROLLOUT = "/api/studio/rollout"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/api/studio/models", "Every model, and which is live", DESIGNER, models, owner=NOBODY),
    Route("GET", ROLLOUT, "How the roll-out stands", DESIGNER, rollout, owner=NOBODY),
    Route("POST", ROLLOUT, "Let a model read along", DESIGNER, begin, Begin, owner=NOBODY),
    Route("POST", f"{ROLLOUT}/share", "Give it a share of conversations", DESIGNER, share, Share, owner=NOBODY),
    Route("POST", f"{ROLLOUT}/promote", "Let it answer everybody", DESIGNER, promote, Promote, owner=NOBODY),
    Route("POST", f"{ROLLOUT}/end", "Give it up, or take it back", DESIGNER, end, Reason, owner=NOBODY),
    Route(
        "POST",
        "/api/studio/models/<model_id:str>/restore",
        "Go back to an earlier model",
        DESIGNER,
        restore,
        Reason,
        owner=NOBODY,
    ),
)
