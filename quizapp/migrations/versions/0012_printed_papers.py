"""papers that were printed

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import quizapp.core.types


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('printed_paper',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('source_key', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('arrangement', sa.String(length=32), nullable=False),
    sa.Column('columns', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=16), nullable=False),
    sa.Column('items', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_printed_paper_branch_id_branch')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_printed_paper_created_by_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printed_paper'))
    )
    op.create_index('ix_printed_paper_branch', 'printed_paper', ['branch_id', 'id'], unique=False)
    op.create_index('ix_printed_paper_source', 'printed_paper', ['source_key'], unique=False)


def downgrade() -> None:
    op.drop_table('printed_paper')
