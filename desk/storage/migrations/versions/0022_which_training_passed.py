"""Whether the gate let a training pass, beside the packed verdict: lists of trainings and models show it."""

from __future__ import annotations

import zlib

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("training_runs") as batch_op:
        batch_op.add_column(sa.Column("passed", sa.Boolean(), nullable=True))
    runs = sa.table("training_runs", sa.column("id"), sa.column("verdict"), sa.column("passed", sa.Boolean()))
    judged = op.get_bind().execute(sa.select(runs.c.id, runs.c.verdict).where(runs.c.verdict.is_not(None))).all()
    for run_id, packed in judged:
        passed = bool(orjson.loads(zlib.decompress(packed))["passed"])
        op.execute(sa.update(runs).where(runs.c.id == run_id).values(passed=passed))


def downgrade() -> None:
    with op.batch_alter_table("training_runs") as batch_op:
        batch_op.drop_column("passed")
