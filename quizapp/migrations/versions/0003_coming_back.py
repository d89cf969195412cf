"""days on which a mistake comes back; what a live contest was settled as

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('member_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mistake_due_on', sa.Date(), nullable=True))
    with op.batch_alter_table('live_contest', schema=None) as batch_op:
        batch_op.add_column(sa.Column('results', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('live_contest', schema=None) as batch_op:
        batch_op.drop_column('results')
    with op.batch_alter_table('member_item', schema=None) as batch_op:
        batch_op.drop_column('mistake_due_on')
