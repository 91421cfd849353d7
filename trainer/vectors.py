"""What a request may hold, and how vectors travel: 32-bit floats, little-endian, in base64."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np

MOST_TEXTS = 256
LONGEST_TEXT = 4_000
MOST_FILES = 50
LONGEST_NAME = 120


class BadRequest(Exception):
    """The request is not what was agreed; `field` says where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def checked_texts(body: Any) -> list[str]:
    """The texts of a request. Raises BadRequest."""
    texts = body.get("texts") if isinstance(body, dict) else None
    if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_TEXTS:
        raise BadRequest("texts", f"A request holds 1 to {MOST_TEXTS} texts.")
    for text in texts:
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise BadRequest("texts", f"A text has at most {LONGEST_TEXT} characters.")
    return texts


def checked_text(body: Any) -> str:
    """The one text of a request. Raises BadRequest."""
    text = body.get("text") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        raise BadRequest("text", f"A text has 1 to {LONGEST_TEXT} characters.")
    return text


def checked_label(body: Any) -> str | None:
    """The intent of a request, if it names one. Raises BadRequest."""
    return _name(body, "intent")


def checked_model(body: Any) -> str | None:
    """The model of a request, if it names one. Raises BadRequest."""
    return _name(body, "model")


def checked_files(body: Any) -> dict[str, str]:
    """Files as they would be, by their path below the root. Raises BadRequest."""
    files = body.get("files") if isinstance(body, dict) else None
    if not isinstance(files, dict) or len(files) > MOST_FILES:
        raise BadRequest("files", f"A request holds at most {MOST_FILES} files by their paths.")
    for path, text in files.items():
        inside = path in ("domain.yml", "config.yml") or (path.startswith("data/") and ".." not in path)
        if not inside or not isinstance(text, str):
            raise BadRequest("files", "Files of the training data are checked, and no others.")
    return files


def _name(body: Any, field: str) -> str | None:
    name = body.get(field) if isinstance(body, dict) else None
    if name is not None and (not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME):
        raise BadRequest(field, f"A name has 1 to {LONGEST_NAME} characters.")
    return name


def to_wire(vectors: np.ndarray) -> str:
    """Rows of numbers, one after another."""
    return base64.b64encode(np.ascontiguousarray(vectors, dtype="<f4").tobytes()).decode("ascii")


def from_wire(text: str, rows: int) -> np.ndarray:
    """The same backwards. Raises ValueError when the bytes are not `rows` rows."""
    try:
        numbers = np.frombuffer(base64.b64decode(text, validate=True), dtype="<f4")
    except binascii.Error as error:
        raise ValueError("not base64") from error
    return numbers.reshape(rows, -1)
