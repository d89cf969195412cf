"""plans: a branch's year of study, month by month

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('study_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('published_at', MOMENT, nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('updated_at', MOMENT, nullable=False),
    *(sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_study_plan_{column}_{table}'))
      for column, table in (('branch_id', 'branch'), ('author_id', 'member'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_plan')),
    sa.UniqueConstraint('branch_id', 'year', name=op.f('uq_study_plan_branch_id_year'))
    )
    op.create_table('plan_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('way', sa.String(length=32), nullable=False),
    sa.Column('responsible', sa.String(length=120), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('material_ids', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('contest_id', ROW_ID, nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_reason', sa.String(length=300), nullable=False),
    sa.Column('done_by', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('updated_at', MOMENT, nullable=False),
    *(sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_plan_item_{column}_{table}'))
      for column, table in (('plan_id', 'study_plan'), ('group_id', 'party_group'), ('contest_id', 'contest'),
                            ('done_by', 'member'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_item'))
    )
    op.create_index('ix_plan_item_month', 'plan_item', ['plan_id', 'month', 'position'], unique=False)


def downgrade() -> None:
    op.drop_table('plan_item')
    op.drop_table('study_plan')
