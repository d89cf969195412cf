"""what was reported beside the rule it came to, and credits that no rule counted

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

entry = sa.table('ledger_entry', sa.column('kind', sa.String), sa.column('rule', sa.String))


def upgrade() -> None:
    op.add_column('ledger_entry', sa.Column('kind', sa.String(length=64), nullable=False, server_default=''))
    op.execute(entry.update().values(kind=entry.c.rule))
    op.create_table('unused_credit',
    sa.Column('id', BigId, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('measure', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_unused_credit_member_id_member')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_unused_credit_branch_id_branch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unused_credit')),
    sa.UniqueConstraint('member_id', 'kind', 'key', name=op.f('uq_unused_credit_member_id_kind_key'))
    )
    op.create_index('ix_unused_credit_branch_day', 'unused_credit', ['branch_id', 'day'], unique=False)


def downgrade() -> None:
    op.drop_table('unused_credit')
    op.drop_column('ledger_entry', 'kind')
