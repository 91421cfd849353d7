"""What the desk may tell of promises with a turn: strict, bounded, and nothing where nothing is owed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.desk_messages import BadRequest, parse_turn

ONE = {"what": "refund", "note": "", "due": "Friday, 5 December", "by": "Maya", "late": False}
ANA = {"verified": True, "customer_id": "C1003", "name": "Ana", "email": None}


def turn(customer: dict[str, Any]) -> bytes:
    body = {"conversation_id": "c_1", "turn_id": "t_1", "seq": 1, "text": "where is my refund", "customer": customer}
    return json.dumps(body).encode()


def test_they_reach_the_metadata_as_they_came() -> None:
    """And the key is absent where nothing is owed."""
    assert parse_turn(turn(ANA | {"promises": [ONE]})).customer.as_document()["promises"] == [ONE]
    assert "promises" not in parse_turn(turn(ANA)).customer.as_document()


@pytest.mark.parametrize(
    "promises",
    [None, {}, "soon", [1], [{}], [ONE | {"late": "no"}], [ONE | {"due": 5}], [ONE | {"more": ""}], [ONE] * 6,
     [ONE | {"note": "x" * 400}]],
)  # fmt: skip
def test_anything_else_is_refused(promises: Any) -> None:
    """With the field that is to blame."""
    with pytest.raises(BadRequest) as refused:
        parse_turn(turn(ANA | {"promises": promises}))
    assert refused.value.field == "customer.promises"
