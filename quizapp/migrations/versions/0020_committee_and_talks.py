"""the committee's terms, and talks of two

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('committee_term',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('began_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_committee_term_branch_id_branch')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_committee_term_created_by_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_term')),
    sa.UniqueConstraint('branch_id', 'number', name=op.f('uq_committee_term_branch_id_number'))
    )
    op.create_table('committee_post',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=32), nullable=False),
    sa.Column('duty', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_committee_post_member_id_member')),
    sa.ForeignKeyConstraint(['term_id'], ['committee_term.id'], name=op.f('fk_committee_post_term_id_committee_term')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_post'))
    )
    op.create_index('ix_committee_post_member', 'committee_post', ['member_id'], unique=False)
    op.create_index('ix_committee_post_term', 'committee_post', ['term_id'], unique=False)
    op.create_table('talk_plan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_talk_plan_branch_id_branch')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_talk_plan_created_by_member')),
    sa.ForeignKeyConstraint(['first_id'], ['member.id'], name=op.f('fk_talk_plan_first_id_member')),
    sa.ForeignKeyConstraint(['second_id'], ['member.id'], name=op.f('fk_talk_plan_second_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_plan')),
    sa.UniqueConstraint('branch_id', 'year', 'first_id', 'second_id', name=op.f('uq_talk_plan_branch_id_year_first_id_second_id'))
    )
    op.create_index(op.f('ix_talk_plan_first_id'), 'talk_plan', ['first_id'], unique=False)
    op.create_index(op.f('ix_talk_plan_second_id'), 'talk_plan', ['second_id'], unique=False)
    op.create_table('talk',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_talk_branch_id_branch')),
    sa.ForeignKeyConstraint(['first_id'], ['member.id'], name=op.f('fk_talk_first_id_member')),
    sa.ForeignKeyConstraint(['second_id'], ['member.id'], name=op.f('fk_talk_second_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk'))
    )
    op.create_index('ix_talk_branch_day', 'talk', ['branch_id', 'held_on'], unique=False)
    op.create_index(op.f('ix_talk_first_id'), 'talk', ['first_id'], unique=False)
    op.create_index(op.f('ix_talk_second_id'), 'talk', ['second_id'], unique=False)
    op.create_table('talk_note',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('talk_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_talk_note_author_id_member')),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id'], name=op.f('fk_talk_note_talk_id_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_note'))
    )
    op.create_index(op.f('ix_talk_note_talk_id'), 'talk_note', ['talk_id'], unique=False)
    op.create_table('talk_follow_up',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('talk_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_talk_follow_up_author_id_member')),
    sa.ForeignKeyConstraint(['talk_id'], ['talk.id'], name=op.f('fk_talk_follow_up_talk_id_talk')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_follow_up'))
    )
    op.create_index(op.f('ix_talk_follow_up_talk_id'), 'talk_follow_up', ['talk_id'], unique=False)


def downgrade() -> None:
    op.drop_table('talk_follow_up')
    op.drop_table('talk_note')
    op.drop_table('talk')
    op.drop_table('talk_plan')
    op.drop_table('committee_post')
    op.drop_table('committee_term')
