"""drafts of points sheets and their trials, claims, entries for many, objections

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f'{target}.id'], name=f'fk_{table}_{column}_{target}')


def upgrade() -> None:
    op.create_table('sheet_draft',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    _reference('sheet_draft', 'branch_id', 'branch'),
    _reference('sheet_draft', 'author_id', 'member'),
    sa.PrimaryKeyConstraint('branch_id', name=op.f('pk_sheet_draft'))
    )
    op.create_table('sheet_trial',
    sa.Column('id', BigId, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('content', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    _reference('sheet_trial', 'branch_id', 'branch'),
    _reference('sheet_trial', 'actor_id', 'member'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_trial')),
    sa.UniqueConstraint('branch_id', name=op.f('uq_sheet_trial_branch_id'))
    )
    op.create_table('points_claim',
    sa.Column('id', BigId, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('outcome', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('entry_id', BigId, nullable=True),
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    _reference('points_claim', 'member_id', 'member'),
    _reference('points_claim', 'branch_id', 'branch'),
    _reference('points_claim', 'group_id', 'party_group'),
    _reference('points_claim', 'entry_id', 'ledger_entry'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_points_claim')),
    sa.UniqueConstraint('member_id', 'request_id', name=op.f('uq_points_claim_member_id_request_id'))
    )
    op.create_index(op.f('ix_points_claim_branch_state'), 'points_claim', ['branch_id', 'state'], unique=False)
    op.create_table('claim_step',
    sa.Column('id', BigId, nullable=False),
    sa.Column('claim_id', BigId, nullable=False),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    _reference('claim_step', 'claim_id', 'points_claim'),
    _reference('claim_step', 'actor_id', 'member'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_step'))
    )
    op.create_index(op.f('ix_claim_step_claim_id'), 'claim_step', ['claim_id'], unique=False)
    op.create_table('points_batch',
    sa.Column('id', BigId, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Integer(), nullable=True),
    sa.Column('undo_reason', sa.String(length=300), nullable=False),
    _reference('points_batch', 'branch_id', 'branch'),
    _reference('points_batch', 'actor_id', 'member'),
    _reference('points_batch', 'undone_by', 'member'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_points_batch')),
    sa.UniqueConstraint('branch_id', 'request_id', name=op.f('uq_points_batch_branch_id_request_id'))
    )
    op.create_index(op.f('ix_points_batch_branch_id'), 'points_batch', ['branch_id'], unique=False)
    op.create_table('objection',
    sa.Column('id', BigId, nullable=False),
    sa.Column('entry_id', BigId, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('result_id', BigId, nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    _reference('objection', 'entry_id', 'ledger_entry'),
    _reference('objection', 'member_id', 'member'),
    _reference('objection', 'branch_id', 'branch'),
    _reference('objection', 'result_id', 'ledger_entry'),
    _reference('objection', 'answered_by', 'member'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    op.create_index(op.f('ix_objection_branch_answer'), 'objection', ['branch_id', 'answer'], unique=False)
    op.create_index(op.f('ix_objection_entry_id'), 'objection', ['entry_id'], unique=False)
    op.create_index(op.f('ix_objection_member_id'), 'objection', ['member_id'], unique=False)


def downgrade() -> None:
    op.drop_table('objection')
    op.drop_table('points_batch')
    op.drop_table('claim_step')
    op.drop_table('points_claim')
    op.drop_table('sheet_trial')
    op.drop_table('sheet_draft')
