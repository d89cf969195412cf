"""activities: what is held together, who was called and came, what it was credited with, calendars

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(length=32)


def upgrade() -> None:
    op.create_table('activity',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('kind', NAME, nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('starts_at', MOMENT, nullable=False),
    sa.Column('ends_at', MOMENT, nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('way', NAME, nullable=True),
    sa.Column('plan_item_id', sa.Integer(), nullable=True),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('agenda', sa.Text(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('lecturer_ids', sa.JSON(), nullable=False),
    sa.Column('guest_lecturer', sa.String(length=120), nullable=False),
    sa.Column('invited', NAME, nullable=False),
    sa.Column('invited_ids', sa.JSON(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('late_after', sa.Integer(), nullable=False),
    sa.Column('late_open', sa.Boolean(), nullable=False),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('radius', sa.Integer(), nullable=False),
    sa.Column('code_key', sa.String(length=64), nullable=False),
    sa.Column('screen_token', sa.String(length=64), nullable=True),
    sa.Column('state', NAME, nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('updated_at', MOMENT, nullable=False),
    sa.Column('announced_at', MOMENT, nullable=True),
    sa.Column('held_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_activity_author_id_member')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_activity_branch_id_branch')),
    sa.ForeignKeyConstraint(['group_id'], ['party_group.id'], name=op.f('fk_activity_group_id_party_group')),
    sa.ForeignKeyConstraint(['host_id'], ['member.id'], name=op.f('fk_activity_host_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('screen_token', name=op.f('uq_activity_screen_token'))
    )
    op.create_index('ix_activity_branch_starts', 'activity', ['branch_id', 'starts_at'], unique=False)
    op.create_table('attendance',
    sa.Column('activity_id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', NAME, nullable=False),
    sa.Column('expected', sa.Boolean(), nullable=False),
    sa.Column('votes', sa.Boolean(), nullable=False),
    sa.Column('asked_at', MOMENT, nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('how', NAME, nullable=True),
    sa.Column('at', MOMENT, nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('device', sa.String(length=32), nullable=False),
    sa.Column('distance', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_attendance_activity_id_activity')),
    sa.ForeignKeyConstraint(['by_id'], ['member.id'], name=op.f('fk_attendance_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attendance_member_id_member')),
    sa.PrimaryKeyConstraint('activity_id', 'member_id', name=op.f('pk_attendance'))
    )
    op.create_index('ix_attendance_member', 'attendance', ['member_id', 'state'], unique=False)
    op.create_table('activity_credit',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('activity_id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('entry_id', BIG_ID, nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('taken_back_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_credit_activity_id_activity')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_activity_credit_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_credit')),
    sa.UniqueConstraint('activity_id', 'member_id', 'kind', 'number', name=op.f('uq_activity_credit_activity_id_member_id_kind_number'))
    )
    op.create_table('calendar_feed',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_calendar_feed_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token', name=op.f('uq_calendar_feed_token'))
    )


def downgrade() -> None:
    for table in ('calendar_feed', 'activity_credit', 'attendance', 'activity'):
        op.drop_table(table)
