"""sums over answers by item, figures for lists, how often items were used, which rest while a contest is drawn

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=f'fk_{table}_{column}_{target}')


def upgrade() -> None:
    op.create_table('analysis_cursor',
    sa.Column('name', sa.String(length=16), nullable=False),
    sa.Column('position', BigId, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_analysis_cursor'))
    )
    op.create_table('analysed_source',
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('mark', BigId, nullable=False),
    sa.Column('stale', sa.Boolean(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paper', sa.JSON(none_as_null=True), nullable=True),
    _reference('analysed_source', 'branch_id', 'branch'),
    sa.PrimaryKeyConstraint('source', name=op.f('pk_analysed_source'))
    )
    op.create_index(op.f('ix_analysed_source_branch_id'), 'analysed_source', ['branch_id'], unique=False)
    op.create_index(op.f('ix_analysed_source_stale'), 'analysed_source', ['stale'], unique=False)
    op.create_table('item_tally',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('version_id', BigId, nullable=False),
    sa.Column('item_id', BigId, nullable=False),
    sa.Column('sums', sa.JSON(none_as_null=True), nullable=False),
    _reference('item_tally', 'branch_id', 'branch'),
    _reference('item_tally', 'version_id', 'item_version'),
    _reference('item_tally', 'item_id', 'item'),
    sa.PrimaryKeyConstraint('branch_id', 'source', 'version_id', name=op.f('pk_item_tally'))
    )
    op.create_index('ix_item_tally_item', 'item_tally', ['branch_id', 'item_id'], unique=False)
    op.create_table('first_answer',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('item_id', BigId, nullable=False),
    sa.Column('attempt_id', BigId, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('version_id', BigId, nullable=False),
    sa.Column('answered', sa.JSON(none_as_null=True), nullable=False),
    _reference('first_answer', 'member_id', 'member'),
    _reference('first_answer', 'item_id', 'item'),
    _reference('first_answer', 'attempt_id', 'attempt'),
    _reference('first_answer', 'branch_id', 'branch'),
    _reference('first_answer', 'version_id', 'item_version'),
    sa.PrimaryKeyConstraint('member_id', 'item_id', name=op.f('pk_first_answer'))
    )
    op.create_index('ix_first_answer_attempt', 'first_answer', ['attempt_id'], unique=False)
    op.create_table('item_figures',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('item_id', BigId, nullable=False),
    sa.Column('version_id', BigId, nullable=False),
    sa.Column('persons', sa.Integer(), nullable=False),
    sa.Column('facility', sa.Double(), nullable=True),
    sa.Column('discrimination', sa.Double(), nullable=True),
    sa.Column('median_s', sa.Double(), nullable=True),
    sa.Column('warned', sa.Integer(), nullable=False),
    sa.Column('warnings', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('kinds', sa.String(length=80), nullable=False),
    _reference('item_figures', 'branch_id', 'branch'),
    _reference('item_figures', 'item_id', 'item'),
    sa.PrimaryKeyConstraint('branch_id', 'item_id', name=op.f('pk_item_figures'))
    )
    op.create_table('item_use',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('item_id', BigId, nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    _reference('item_use', 'branch_id', 'branch'),
    _reference('item_use', 'item_id', 'item'),
    sa.PrimaryKeyConstraint('branch_id', 'item_id', 'source', name=op.f('pk_item_use'))
    )
    op.create_index('ix_item_use_last', 'item_use', ['branch_id', 'kind', 'last_at'], unique=False)
    op.add_column('contest', sa.Column('resting', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column('contest', 'resting')
    for name in ('item_use', 'item_figures', 'first_answer', 'item_tally', 'analysed_source', 'analysis_cursor'):
        op.drop_table(name)
