"""A model's archive: unpacked to read from it, packed with parts learnt anew, and the manifest that vouches for it."""

from __future__ import annotations

import hashlib
import json
import secrets
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CLASSIFIER = "bot.nlu.intent_classifier.ShopIntentClassifier"
ENTITIES = "bot.nlu.shop_entities.ShopEntities"
CERTAINTY = "bot.nlu.certainty.CertaintyGate"
LANGUAGE = "bot.nlu.language_identifier.LanguageIdentifier"
SUFFIX = ".tar.gz"


class ModelMissing(Exception):
    """There is no such model, or it cannot be read."""


def manifest_of(models: Path, model_id: str) -> dict[str, Any] | None:
    """What was noted when it was trained; None for a model that was trained otherwise."""
    try:
        told = json.loads((models / f"{model_id}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def unpack(models: Path, model_id: str, into: Path) -> dict[str, Any]:
    """Unpack an archive; its metadata. Raises ModelMissing."""
    path = models / f"{model_id}{SUFFIX}"
    if "/" in model_id or not path.is_file():
        raise ModelMissing(f"There is no model {model_id[:80]!r}.")
    try:
        with tarfile.open(path, "r:gz") as archive:
            # Nothing that is neither file nor folder, and nothing outside.
            archive.extractall(into, filter="data")
        return dict(json.loads((into / "metadata.json").read_text("utf-8")))
    except (tarfile.TarError, OSError, EOFError, ValueError) as damaged:
        raise ModelMissing(f"The model {model_id} cannot be read ({type(damaged).__name__}).") from damaged


def node_of(metadata: Mapping[str, Any], component: str) -> Mapping[str, Any]:
    """How a component is wired in a model: its settings and its resource. Raises ModelMissing."""
    for node in metadata["predict_schema"]["nodes"].values():
        if node["uses"] == component:
            return dict(node)
    raise ModelMissing(f"The model has no {component}.")


def folder_of(metadata: Mapping[str, Any], component: str, unpacked: Path) -> Path:
    """Where what a component learnt lies."""
    return unpacked / "components" / str(node_of(metadata, component)["resource"]["name"])


def packed(unpacked: Path, metadata: dict[str, Any], models: Path, model_id: str) -> Path:
    """Write the archive under a name that nobody loads; `published` gives it its own."""
    renewed = {CLASSIFIER, ENTITIES}
    for schema in ("train_schema", "predict_schema"):
        for node in metadata[schema]["nodes"].values():
            if node["uses"] in renewed and node.get("resource"):
                node["resource"]["output_fingerprint"] = secrets.token_hex(16)
    metadata |= {"model_id": secrets.token_hex(16), "trained_at": datetime.now(UTC).replace(tzinfo=None).isoformat()}
    (unpacked / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    fresh = models / f".{model_id}.new"
    with tarfile.open(fresh, "w:gz", compresslevel=1) as archive:
        # As Rasa packs its own.
        archive.add(unpacked, arcname="")
    return fresh


def published(fresh: Path, models: Path, model_id: str, manifest: dict[str, Any]) -> str:
    """Give the archive its name and write its manifest, which comes last: a model without one is none. Its SHA-256."""
    digest = hashlib.sha256(fresh.read_bytes()).hexdigest()
    beside = models / f".{model_id}.json.new"
    beside.write_text(json.dumps(manifest | {"model_id": model_id, "sha256": digest}, indent=1) + "\n", "utf-8")
    fresh.replace(models / f"{model_id}{SUFFIX}")
    beside.replace(models / f"{model_id}.json")
    return digest
