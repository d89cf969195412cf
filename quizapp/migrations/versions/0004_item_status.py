"""an item's way from draft to retired in place of the flag

Plain ALTERs, no copy of the table: SQLite would take the copy's DROP for a deletion of what versions point to.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

item = sa.table('item', sa.column('status', sa.String), sa.column('retired', sa.Boolean))


def upgrade() -> None:
    op.add_column('item', sa.Column('status', sa.String(length=32), nullable=False, server_default='approved'))
    op.execute(item.update().where(item.c.retired.is_(sa.true())).values(status='retired'))
    op.drop_index('ix_item_cell', 'item')
    op.drop_column('item', 'retired')
    op.create_index('ix_item_cell', 'item', ['bank_id', 'status', 'topic', 'type', 'difficulty'], unique=False)


def downgrade() -> None:
    op.add_column('item', sa.Column('retired', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(item.update().where(item.c.status != 'approved').values(retired=True))
    op.drop_index('ix_item_cell', 'item')
    op.drop_column('item', 'status')
    op.create_index('ix_item_cell', 'item', ['bank_id', 'retired', 'topic', 'type', 'difficulty'], unique=False)
