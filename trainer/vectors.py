"""What a request for vectors may hold, and how vectors travel: 32-bit floats, little-endian, in base64."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import numpy as np

MOST_TEXTS = 256
LONGEST_TEXT = 4_000


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
