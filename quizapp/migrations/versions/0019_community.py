"""the community: birthdays, voices, pledges, honours, transfers

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('community_choice',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('birthday_shown', sa.Boolean(), nullable=False),
    sa.Column('welcomed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_community_choice_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_community_choice'))
    )
    op.create_table('birthday_held',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_birthday_held_actor_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_birthday_held_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', 'year', name=op.f('pk_birthday_held'))
    )
    op.create_table('voice',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('on_screen', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('judged_by', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_voice_author_id_member')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_voice_branch_id_branch')),
    sa.ForeignKeyConstraint(['group_id'], ['party_group.id'], name=op.f('fk_voice_group_id_party_group')),
    sa.ForeignKeyConstraint(['judged_by'], ['member.id'], name=op.f('fk_voice_judged_by_member')),
    sa.ForeignKeyConstraint(['to_id'], ['member.id'], name=op.f('fk_voice_to_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_voice'))
    )
    op.create_index(op.f('ix_voice_author_id'), 'voice', ['author_id'], unique=False)
    op.create_index(op.f('ix_voice_branch_state_day'), 'voice', ['branch_id', 'state', 'day'], unique=False)
    op.create_index(op.f('ix_voice_to_id'), 'voice', ['to_id'], unique=False)
    op.create_table('voice_like',
    sa.Column('voice_id', ROW_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_voice_like_member_id_member')),
    sa.ForeignKeyConstraint(['voice_id'], ['voice.id'], name=op.f('fk_voice_like_voice_id_voice')),
    sa.PrimaryKeyConstraint('voice_id', 'member_id', name=op.f('pk_voice_like'))
    )
    op.create_table('voice_report',
    sa.Column('voice_id', ROW_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_voice_report_member_id_member')),
    sa.ForeignKeyConstraint(['voice_id'], ['voice.id'], name=op.f('fk_voice_report_voice_id_voice')),
    sa.PrimaryKeyConstraint('voice_id', 'member_id', name=op.f('pk_voice_report'))
    )
    op.create_table('pledge',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('post', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('judged_by', sa.Integer(), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('vanguard', sa.Boolean(), nullable=False),
    sa.Column('check_text', sa.String(length=500), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_pledge_branch_id_branch')),
    sa.ForeignKeyConstraint(['group_id'], ['party_group.id'], name=op.f('fk_pledge_group_id_party_group')),
    sa.ForeignKeyConstraint(['judged_by'], ['member.id'], name=op.f('fk_pledge_judged_by_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_pledge_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pledge')),
    sa.UniqueConstraint('member_id', 'year', name=op.f('uq_pledge_member_id_year'))
    )
    op.create_index(op.f('ix_pledge_branch_year'), 'pledge', ['branch_id', 'year'], unique=False)
    op.create_table('pledge_item',
    sa.Column('pledge_id', ROW_ID, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=60), nullable=False),
    sa.Column('progress', sa.String(length=32), nullable=False),
    sa.Column('note', sa.String(length=100), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['pledge_id'], ['pledge.id'], name=op.f('fk_pledge_item_pledge_id_pledge')),
    sa.PrimaryKeyConstraint('pledge_id', 'position', name=op.f('pk_pledge_item'))
    )
    op.create_table('honour',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('awarded_by', sa.String(length=80), nullable=False),
    sa.Column('awarded_on', sa.Date(), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('proposer_id', sa.Integer(), nullable=False),
    sa.Column('judged_by', sa.Integer(), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_honour_branch_id_branch')),
    sa.ForeignKeyConstraint(['group_id'], ['party_group.id'], name=op.f('fk_honour_group_id_party_group')),
    sa.ForeignKeyConstraint(['judged_by'], ['member.id'], name=op.f('fk_honour_judged_by_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_honour_member_id_member')),
    sa.ForeignKeyConstraint(['proposer_id'], ['member.id'], name=op.f('fk_honour_proposer_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_honour'))
    )
    op.create_index(op.f('ix_honour_branch_state_day'), 'honour', ['branch_id', 'state', 'awarded_on'], unique=False)
    op.create_index(op.f('ix_honour_member_id'), 'honour', ['member_id'], unique=False)
    op.create_table('member_transfer',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('from_branch_id', sa.Integer(), nullable=False),
    sa.Column('from_group_id', sa.Integer(), nullable=True),
    sa.Column('to_branch_id', sa.Integer(), nullable=False),
    sa.Column('to_group_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('refusal', sa.String(length=200), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_by', sa.Integer(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['member.id'], name=op.f('fk_member_transfer_asked_by_member')),
    sa.ForeignKeyConstraint(['ended_by'], ['member.id'], name=op.f('fk_member_transfer_ended_by_member')),
    sa.ForeignKeyConstraint(['from_branch_id'], ['branch.id'], name=op.f('fk_member_transfer_from_branch_id_branch')),
    sa.ForeignKeyConstraint(['from_group_id'], ['party_group.id'], name=op.f('fk_member_transfer_from_group_id_party_group')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_member_transfer_member_id_member')),
    sa.ForeignKeyConstraint(['released_by'], ['member.id'], name=op.f('fk_member_transfer_released_by_member')),
    sa.ForeignKeyConstraint(['to_branch_id'], ['branch.id'], name=op.f('fk_member_transfer_to_branch_id_branch')),
    sa.ForeignKeyConstraint(['to_group_id'], ['party_group.id'], name=op.f('fk_member_transfer_to_group_id_party_group')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_transfer'))
    )
    op.create_index(op.f('ix_member_transfer_from'), 'member_transfer', ['from_branch_id', 'state'], unique=False)
    op.create_index(op.f('ix_member_transfer_member_id'), 'member_transfer', ['member_id'], unique=False)
    op.create_index(op.f('ix_member_transfer_to'), 'member_transfer', ['to_branch_id', 'state'], unique=False)


def downgrade() -> None:
    for table in ('member_transfer', 'honour', 'pledge_item', 'pledge', 'voice_report', 'voice_like', 'voice',
                  'birthday_held', 'community_choice'):
        op.drop_table(table)
