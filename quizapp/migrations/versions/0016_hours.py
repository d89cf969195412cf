"""hours: an append-only ledger of study time beside the points

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('hour_entry',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('occurred_at', MOMENT, nullable=False),
    sa.Column('reverses_id', ROW_ID, nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('evidence', sa.String(length=300), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    *(sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_hour_entry_{column}_{table}'))
      for column, table in (('member_id', 'member'), ('branch_id', 'branch'), ('group_id', 'party_group'),
                            ('reverses_id', 'hour_entry'), ('actor_id', 'member'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hour_entry')),
    sa.UniqueConstraint('member_id', 'key', name=op.f('uq_hour_entry_member_id_key')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_hour_entry_reverses_id'))
    )
    op.create_index('ix_hour_entry_member_day', 'hour_entry', ['member_id', 'day'], unique=False)
    op.create_index('ix_hour_entry_branch_day', 'hour_entry', ['branch_id', 'day'], unique=False)


def downgrade() -> None:
    op.drop_table('hour_entry')
