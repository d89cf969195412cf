"""items by the day on which they end

Revision ID: 0014
Revises: 0013
"""

from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_item_last_day', 'item', ['bank_id', 'status', 'last_day'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_item_last_day', 'item')
