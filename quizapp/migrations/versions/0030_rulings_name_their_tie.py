"""a ruling on a tie names the tie that it was made on

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of a ruling from before it is not known who was tied: it holds for no tie, and the branch is asked again.
    op.add_column('evaluation_ruling', sa.Column('room', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('evaluation_ruling', sa.Column('tied_ids', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    with op.batch_alter_table('evaluation_ruling', schema=None) as batch_op:
        batch_op.drop_column('tied_ids')
        batch_op.drop_column('room')
