"""who approved an item, a version that waits, remarks, reports of errors, items a branch hides

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('item', sa.Column('pending_version_id', BIG_ID, nullable=True))
    op.add_column('item', sa.Column('pending_status', sa.String(length=32), nullable=True))
    op.add_column('item', sa.Column('approved_by', sa.Integer(), nullable=True))
    op.add_column('item', sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(
        'UPDATE item SET approved_by = (SELECT author_id FROM item_version WHERE item_version.id = item.version_id), '
        'approved_at = (SELECT created_at FROM item_version WHERE item_version.id = item.version_id)'
    )
    op.create_index('ix_item_pending', 'item', ['pending_status', 'bank_id'], unique=False)
    op.create_table('item_remark',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('item_id', BIG_ID, nullable=False),
    sa.Column('version_id', BIG_ID, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_remark_item_id_item')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_item_remark_member_id_member')),
    sa.ForeignKeyConstraint(['version_id'], ['item_version.id'], name=op.f('fk_item_remark_version_id_item_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_remark')),
    sa.UniqueConstraint('item_id', 'request_id', name=op.f('uq_item_remark_item_id_request_id'))
    )
    op.create_table('error_report',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('item_id', BIG_ID, nullable=False),
    sa.Column('version_id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['member.id'], name=op.f('fk_error_report_answered_by_member')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_error_report_branch_id_branch')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_error_report_item_id_item')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_error_report_member_id_member')),
    sa.ForeignKeyConstraint(['version_id'], ['item_version.id'], name=op.f('fk_error_report_version_id_item_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_error_report')),
    sa.UniqueConstraint('member_id', 'version_id', name=op.f('uq_error_report_member_id_version_id'))
    )
    op.create_index('ix_error_report_branch', 'error_report', ['branch_id', 'answered_at'], unique=False)
    op.create_index('ix_error_report_item', 'error_report', ['item_id', 'answered_at'], unique=False)
    op.create_table('item_hidden',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('item_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_item_hidden_branch_id_branch')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_hidden_item_id_item')),
    sa.PrimaryKeyConstraint('branch_id', 'item_id', name=op.f('pk_item_hidden'))
    )


def downgrade() -> None:
    for table in ('item_hidden', 'error_report', 'item_remark'):
        op.drop_table(table)
    op.drop_index('ix_item_pending', 'item')
    for column in ('approved_at', 'approved_by', 'pending_status', 'pending_version_id'):
        op.drop_column('item', column)
