"""near items that a branch found to be different questions

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('distinct_items',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('one_id', ROW_ID, nullable=False),
    sa.Column('other_id', ROW_ID, nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    *(sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_distinct_items_{column}_{table}'))
      for column, table in (('branch_id', 'branch'), ('one_id', 'item'), ('other_id', 'item'), ('actor_id', 'member'))),
    sa.PrimaryKeyConstraint('branch_id', 'one_id', 'other_id', name=op.f('pk_distinct_items'))
    )


def downgrade() -> None:
    op.drop_table('distinct_items')
