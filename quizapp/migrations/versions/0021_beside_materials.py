"""notes, discussions and courses

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('study_note',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('material_id', BIG_ID, nullable=False),
    sa.Column('quote', sa.String(length=1000), nullable=False),
    sa.Column('before', sa.String(length=40), nullable=False),
    sa.Column('after', sa.String(length=40), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_study_note_material_id_material')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_study_note_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_note'))
    )
    op.create_index('ix_study_note_member', 'study_note', ['member_id', 'material_id'], unique=False)
    op.create_table('study_comment',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('material_id', BIG_ID, nullable=False),
    sa.Column('parent_id', BIG_ID, nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_study_comment_branch_id_branch')),
    sa.ForeignKeyConstraint(['decided_by'], ['member.id'], name=op.f('fk_study_comment_decided_by_member')),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_study_comment_material_id_material')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_study_comment_member_id_member')),
    sa.ForeignKeyConstraint(['parent_id'], ['study_comment.id'], name=op.f('fk_study_comment_parent_id_study_comment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_comment'))
    )
    op.create_index('ix_study_comment_member', 'study_comment', ['member_id', 'created_at'], unique=False)
    op.create_index('ix_study_comment_thread', 'study_comment', ['branch_id', 'material_id', 'parent_id'], unique=False)
    op.create_table('study_comment_report',
    sa.Column('comment_id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['study_comment.id'], name=op.f('fk_study_comment_report_comment_id_study_comment')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_study_comment_report_member_id_member')),
    sa.PrimaryKeyConstraint('comment_id', 'member_id', name=op.f('pk_study_comment_report'))
    )
    op.create_table('course',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_course_branch_id_branch')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_course_created_by_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course'))
    )
    op.create_index('ix_course_branch_state', 'course', ['branch_id', 'state'], unique=False)
    op.create_table('course_step',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('course_id', BIG_ID, nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('material_id', BIG_ID, nullable=True),
    sa.Column('bank_id', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bank_id'], ['bank.id'], name=op.f('fk_course_step_bank_id_bank')),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_step_course_id_course')),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_course_step_material_id_material')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_step'))
    )
    op.create_index('ix_course_step_course', 'course_step', ['course_id', 'position'], unique=False)
    op.create_table('course_done',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('course_id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_done_course_id_course')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_course_done_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_done')),
    sa.UniqueConstraint('course_id', 'member_id', name=op.f('uq_course_done_course_id_member_id'))
    )
    op.create_index(op.f('ix_course_done_member_id'), 'course_done', ['member_id'], unique=False)


def downgrade() -> None:
    op.drop_table('course_done')
    op.drop_table('course_step')
    op.drop_table('course')
    op.drop_table('study_comment_report')
    op.drop_table('study_comment')
    op.drop_table('study_note')
