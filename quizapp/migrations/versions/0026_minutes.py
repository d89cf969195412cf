"""agenda, minutes, decisions, tasks, pictures and the democratic review

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('agenda_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('speaker', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_agenda_item_activity_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item'))
    )
    op.create_index(op.f('ix_agenda_item_activity_id'), 'agenda_item', ['activity_id'], unique=False)
    op.create_table('minutes',
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('recorder_id', sa.Integer(), nullable=True),
    sa.Column('chair_id', sa.Integer(), nullable=False),
    sa.Column('guests', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('recorder_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('chair_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_minutes_activity_id_activity')),
    sa.ForeignKeyConstraint(['chair_id'], ['member.id'], name=op.f('fk_minutes_chair_id_member')),
    sa.ForeignKeyConstraint(['recorder_id'], ['member.id'], name=op.f('fk_minutes_recorder_id_member')),
    sa.PrimaryKeyConstraint('activity_id', name=op.f('pk_minutes'))
    )
    op.create_table('minutes_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('texts', sa.JSON(none_as_null=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_minutes_version_activity_id_activity')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_minutes_version_author_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_version')),
    sa.UniqueConstraint('activity_id', 'number', name=op.f('uq_minutes_version_activity_id_number'))
    )
    op.create_table('minutes_correction',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_minutes_correction_activity_id_activity')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_minutes_correction_author_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_correction'))
    )
    op.create_index(op.f('ix_minutes_correction_activity_id'), 'minutes_correction', ['activity_id'], unique=False)
    op.create_table('decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('due', sa.Integer(), nullable=True),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('yes', sa.Integer(), nullable=True),
    sa.Column('no', sa.Integer(), nullable=True),
    sa.Column('abstain', sa.Integer(), nullable=True),
    sa.Column('adopted', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_decision_activity_id_activity')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_decision_author_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision'))
    )
    op.create_index(op.f('ix_decision_activity_id'), 'decision', ['activity_id'], unique=False)
    op.create_table('activity_task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_note', sa.String(length=300), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_task_activity_id_activity')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_activity_task_author_id_member')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_activity_task_branch_id_branch')),
    sa.ForeignKeyConstraint(['owner_id'], ['member.id'], name=op.f('fk_activity_task_owner_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_task'))
    )
    op.create_index(op.f('ix_activity_task_activity_id'), 'activity_task', ['activity_id'], unique=False)
    op.create_index('ix_activity_task_branch', 'activity_task', ['branch_id', 'done_at', 'due_on'], unique=False)
    op.create_index('ix_activity_task_owner', 'activity_task', ['owner_id', 'done_at'], unique=False)
    op.create_table('activity_photo',
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('caption', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_photo_activity_id_activity')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_activity_photo_file_id_stored_file')),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_activity_photo'))
    )
    op.create_index(op.f('ix_activity_photo_activity_id'), 'activity_photo', ['activity_id'], unique=False)
    op.create_table('review_result',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('self_text', sa.Text(), nullable=False),
    sa.Column('self_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('votes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('opinion', sa.String(length=1000), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_review_result_activity_id_activity')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_review_result_branch_id_branch')),
    sa.ForeignKeyConstraint(['decided_by'], ['member.id'], name=op.f('fk_review_result_decided_by_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_review_result_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_result')),
    sa.UniqueConstraint('member_id', 'year', name=op.f('uq_review_result_member_id_year'))
    )
    op.create_index(op.f('ix_review_result_branch_id'), 'review_result', ['branch_id'], unique=False)


def downgrade() -> None:
    op.drop_table('review_result')
    op.drop_table('activity_photo')
    op.drop_table('activity_task')
    op.drop_table('decision')
    op.drop_table('minutes_correction')
    op.drop_table('minutes_version')
    op.drop_table('minutes')
    op.drop_table('agenda_item')
