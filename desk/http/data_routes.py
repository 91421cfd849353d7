"""The training data: intents, changes, files, import and export (docs/wire.md §6)."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk import errors
from desk.http.contract import Answer, Body, Call, Owner, Route, ShortText, Who, clean
from desk.http.studio_routes import Nothing
from desk.studio import changing, looking
from desk.studio.changing import refused
from desk.studio.exchange import decoded, exported
from desk.studio.ports import DataRefused, TrainerAway
from desk.studio.views import change_json, patch

CHANGES_SHOWN = 100
FilePath = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(clean)]
FileText = Annotated[str, StringConstraints(max_length=5_000_000), AfterValidator(clean)]


class NewIntent(Body):
    name: Annotated[str, StringConstraints(max_length=60), AfterValidator(clean)]
    answer: Annotated[str, StringConstraints(max_length=2_000), AfterValidator(clean)]
    examples: Annotated[list[ShortText], Field(max_length=200)] = Field(default_factory=list)


class Says(Body):
    says: ShortText = ""


class AskFor(Body):
    threshold: Annotated[float, Field(ge=0, le=1)]


class FileQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    path: FilePath


class PutFile(Body):
    path: FilePath
    text: FileText
    version: Annotated[str, StringConstraints(max_length=64)] | None = None
    says: ShortText = ""


class Check(Body):
    path: FilePath
    text: FileText


class Import(Body):
    format: Literal["tsv", "rasa"]
    text: FileText | None = None
    base64: Annotated[str, StringConstraints(max_length=8_000_000)] | None = None
    commit: bool = False


class ExportQuery(BaseModel):
    model_config = ConfigDict(extra="ignore")
    format: Literal["tsv", "rasa"] = "tsv"


async def intents(call: Call) -> Answer:
    entities = await asyncio.to_thread(call.desk.studio.data.entities)
    return Answer({"intents": await looking.intents(call.desk), "entities": sorted(entities)})


async def new_intent(call: Call) -> Answer:
    body: NewIntent = call.body
    change = await changing.new_intent(body.name, body.answer, body.examples, call.worker, call.desk)
    return Answer({"change": change_json(change)}, status=201)


async def changes(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        found, pending = await unit.training.changes(CHANGES_SHOWN), await unit.studio.pending()
    return Answer({"pending": len(pending), "changes": [change_json(change) for change in found]})


async def write_pending(call: Call) -> Answer:
    change = await changing.write_labels(call.body.says, call.worker, call.desk)
    return Answer({"change": change_json(change) if change else None})


async def ask_for(call: Call) -> Answer:
    change = await changing.ask_for(call.body.threshold, call.worker, call.desk)
    return Answer({"change": change_json(change) if change else None})


async def change_patch(call: Call) -> Answer:
    async with call.desk.record.look() as unit:
        change = await unit.training.change(call.path["change_id"])
        author = await unit.agents.get(change.by_id) if change else None
    if change is None:
        raise errors.not_found("There is no such change.")
    return Answer({"name": f"{change.id}.patch", "text": patch(change, author.email if author else "studio@localhost")})


async def undo_change(call: Call) -> Answer:
    return Answer({"change": change_json(await changing.undo_change(call.path["change_id"], call.desk))})


async def files(call: Call) -> Answer:
    seen = await _seen(call)
    told = [{"path": p, "bytes": len(t.encode()), "version": seen.versions[p]} for p, t in seen.texts.items()]
    return Answer({"files": told})


async def file(call: Call) -> Answer:
    seen, path = await _seen(call), call.query.path
    if path not in seen.texts:
        raise errors.not_found("There is no such file.")
    return Answer({"path": path, "text": seen.texts[path], "version": seen.versions[path]})


async def put_file(call: Call) -> Answer:
    body: PutFile = call.body
    findings = await _found(call, body.path, body.text)
    wrong = [finding for finding in findings or [] if finding["level"] == "error"]
    if wrong:
        first = wrong[0]
        raise errors.data_refused("data_wrong", first["message"], first.get("file"), first.get("line"))
    says = body.says or f"Edited {body.path}"
    change = await changing.write_file(body.path, body.text, body.version, says, call.worker, call.desk)
    return Answer({"change": change_json(change), "findings": findings or []})


async def check(call: Call) -> Answer:
    findings = await _found(call, call.body.path, call.body.text)
    return Answer({"available": findings is not None, "findings": findings or []})


async def check_all(call: Call) -> Answer:
    try:
        return Answer({"available": True, "findings": await call.desk.studio.trainer.checks({})})
    except TrainerAway:
        return Answer({"available": False, "findings": []})


async def bring(call: Call) -> Answer:
    body: Import = call.body
    try:
        text = decoded(base64.b64decode(body.base64, validate=True)) if body.base64 is not None else body.text or ""
    except binascii.Error as wrong:
        raise errors.invalid_field("base64", "This is not base64.") from wrong
    found = await looking.read_import(text, body.format, call.desk)
    change = None
    if body.commit and found.new:
        says = f"Imported {len(found.new)} examples"
        change = change_json(await changing.add_examples(found.new, says, call.worker, call.desk))
    told = {"rows": found.rows, "new": len(found.new), "known": found.known, "change": change}
    return Answer(told | {"findings": [vars(fault) for fault in found.faults]})


async def export(call: Call) -> Answer:
    found, form = await looking.places(call.desk), call.query.format
    name = "examples.tsv" if form == "tsv" else "examples.yml"
    return Answer({"name": name, "text": exported(found, form)})


async def _seen(call: Call) -> Any:
    try:
        return await asyncio.to_thread(call.desk.studio.data.read)
    except DataRefused as wrong:
        raise refused(wrong) from wrong


async def _found(call: Call, path: str, text: str) -> list[dict[str, Any]] | None:
    """What the trainer finds wrong; None while it is away, and the file's own syntax is checked when it is written."""
    try:
        return await call.desk.studio.trainer.checks({path: text})
    except TrainerAway:
        return None


def _get(path: str, says: str, handler: Any, query: type[BaseModel] | None = None) -> Route:
    return Route("GET", f"/api/studio/{path}", says, Who.DESIGNER, handler, query=query, owner=Owner.NOBODY)


def _post(path: str, says: str, handler: Any, body: type[Body] = Nothing) -> Route:
    return Route("POST", f"/api/studio/{path}", says, Who.DESIGNER, handler, body=body, owner=Owner.NOBODY)


ROUTES: tuple[Route, ...] = (
    _get("intents", "Intents with how much teaches them, and entities", intents),
    _post("intents", "A new intent with its answer", new_intent, NewIntent),
    _get("changes", "Changes of the training data, as diffs", changes),
    _post("changes", "Write pending labels into the files", write_pending, Says),
    _post("threshold", "How sure the bot must be from the next training on", ask_for, AskFor),
    _get("changes/<change_id:str>/patch", "A change as git takes it", change_patch),
    _post("changes/<change_id:str>/undo", "Take a change back", undo_change),
    _get("files", "The files of the training data", files),
    _get("file", "One of them", file, FileQuery),
    _post("file", "Change one of them", put_file, PutFile),
    _post("checks", "What would be wrong with a file", check, Check),
    _get("checks", "What is wrong with the training data", check_all),
    _post("import", "Bring examples, or see what would come", bring, Import),
    _get("export", "All examples", export, ExportQuery),
)
