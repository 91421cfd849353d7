"""Does the ledger agree with what the tables say? The chain shows a changed line; this shows a changed table. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desk.access.audit import AuditLine
from desk.authority.grant import Grant, State
from desk.authority.matrix import Matrix, to_document

CHARGING = frozenset({"asked", "approved"})
RELEASING = frozenset({"refused", "undone"})
FOLLOWS: dict[str | None, frozenset[str]] = {
    None: frozenset({"asked", "approval_asked"}),
    "approval_asked": frozenset({"approved", "declined", "lapsed"}),
    "asked": frozenset({"done", "refused"}),
    "approved": frozenset({"done", "refused"}),
    "done": frozenset({"undo_asked"}),
    "undo_asked": frozenset({"undone", "undo_refused"}),
    "declined": frozenset(),
    "lapsed": frozenset(),
    "refused": frozenset(),
    "undone": frozenset(),
    "undo_refused": frozenset(),
}
"""What may come after what, for one grant. Nothing is done twice."""
STANDS: dict[str, frozenset[State]] = {
    "asked": frozenset({State.ASKED, State.UNKNOWN}),
    "approval_asked": frozenset({State.WAITING}),
    "approved": frozenset({State.ASKED, State.UNKNOWN}),
    "declined": frozenset({State.DECLINED}),
    "lapsed": frozenset({State.LAPSED}),
    "done": frozenset({State.DONE}),
    "refused": frozenset({State.REFUSED}),
    "undo_asked": frozenset({State.UNDO_ASKED, State.UNDO_UNKNOWN}),
    "undone": frozenset({State.UNDONE}),
    "undo_refused": frozenset({State.DONE}),
}
MATRIX = "matrix"


@dataclass(frozen=True)
class Charge:
    """What a grant is charged to, as it lies in its table."""

    grant_id: str
    case_key: str
    customer_key: str
    authority_of: str
    amount: int
    currency: str
    released: bool


def matrix_digest(matrix: Matrix) -> str:
    """What the ledger keeps of a version of the matrix, so that nobody changes it afterwards."""
    return hashlib.sha256(json.dumps(to_document(matrix), sort_keys=True).encode()).hexdigest()


def disagreements(
    lines: Iterable[AuditLine], charges: Iterable[Charge], grants: Iterable[Grant], matrices: Iterable[Matrix]
) -> list[str]:
    """Everything the tables say otherwise than the ledger, one sentence each; empty when all agree."""
    last: dict[str, str] = {}
    charged: dict[str, Charge] = {}
    digests: dict[str, str] = {}
    found: list[str] = []
    for line in lines:
        if line.action == MATRIX:
            digests[line.subject] = str(line.detail.get("digest"))
            continue
        if line.action not in FOLLOWS.get(last.get(line.subject), frozenset()):
            found.append(f"Line {line.seq}: {line.action} cannot follow {last.get(line.subject) or 'nothing'}.")
        last[line.subject] = line.action
        if line.action in CHARGING:
            charged[line.subject] = _charge(line)
    released = {subject for subject, action in last.items() if action in RELEASING}
    expected = {subject: _released(charge, subject in released) for subject, charge in charged.items()}
    found += _charges_otherwise(expected, {charge.grant_id: charge for charge in charges})
    found += _grants_otherwise(last, charged, grants)
    known = {f"matrix_{matrix.version}": matrix_digest(matrix) for matrix in matrices}
    for subject in sorted({*digests, *known}):
        if digests.get(subject) != known.get(subject):
            found.append(f"{subject} is not as it was written.")
    return found


def _charges_otherwise(expected: Mapping[str, Charge], stored: Mapping[str, Charge]) -> list[str]:
    wrong = [subject for subject in sorted({*expected, *stored}) if expected.get(subject) != stored.get(subject)]
    return [f"{subject} is charged otherwise than the ledger says." for subject in wrong]


def _grants_otherwise(last: Mapping[str, str], charged: Mapping[str, Charge], grants: Iterable[Grant]) -> list[str]:
    found = []
    for grant in grants:
        step = last.get(grant.id)
        if step is None or grant.state not in STANDS[step]:
            found.append(f"{grant.id} is {grant.state}, but the ledger says {step or 'nothing'} of it.")
        charge = charged.get(grant.id)
        if charge is not None and (charge.amount, charge.authority_of) != (grant.amount.minor, grant.authority_of):
            found.append(f"{grant.id} is of another amount, or in another name, than the ledger says.")
    return found


def _charge(line: AuditLine) -> Charge:
    said: dict[str, Any] = line.detail
    return Charge(
        line.subject, said["order"], said["customer"], said["authority_of"], said["amount"], said["currency"], False
    )


def _released(charge: Charge, released: bool) -> Charge:
    return Charge(
        charge.grant_id,
        charge.case_key,
        charge.customer_key,
        charge.authority_of,
        charge.amount,
        charge.currency,
        released,
    )
