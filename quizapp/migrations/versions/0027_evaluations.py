"""evaluations of a period with their decisions, objections and seals; months of committee work; days of the calendar

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def _keys(table: str, *columns: tuple[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}_{other}'))
        for column, other in columns
    ]


def upgrade() -> None:
    op.create_table('evaluation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('shown', sa.String(length=32), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('history', sa.JSON(), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=True),
    sa.Column('computed_at', MOMENT, nullable=True),
    sa.Column('published_at', MOMENT, nullable=True),
    sa.Column('objections_until', sa.Date(), nullable=True),
    sa.Column('settled_at', MOMENT, nullable=True),
    sa.Column('sealed_at', MOMENT, nullable=True),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.Column('entries_digest', sa.String(length=64), nullable=False),
    sa.Column('entries_count', sa.Integer(), nullable=False),
    sa.Column('last_entry_id', ROW_ID, nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    *_keys('evaluation', ('branch_id', 'branch'), ('sheet_id', 'points_sheet'), ('author_id', 'member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation'))
    )
    op.create_index('ix_evaluation_branch_last', 'evaluation', ['branch_id', 'last'], unique=False)
    op.create_table('evaluation_veto',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('evidence', sa.String(length=300), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('withdrawn_at', MOMENT, nullable=True),
    sa.Column('withdrawn_why', sa.String(length=300), nullable=False),
    *_keys('evaluation_veto', ('evaluation_id', 'evaluation'), ('member_id', 'member'), ('actor_id', 'member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_veto'))
    )
    op.create_index(op.f('ix_evaluation_veto_evaluation_id'), 'evaluation_veto', ['evaluation_id'], unique=False)
    op.create_table('evaluation_ruling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('member_ids', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    *_keys('evaluation_ruling', ('evaluation_id', 'evaluation'), ('actor_id', 'member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_ruling'))
    )
    op.create_index(op.f('ix_evaluation_ruling_evaluation_id'), 'evaluation_ruling', ['evaluation_id'], unique=False)
    op.create_table('evaluation_objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('evaluation_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', MOMENT, nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    *_keys('evaluation_objection', ('evaluation_id', 'evaluation'), ('member_id', 'member'), ('answered_by', 'member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_objection'))
    )
    op.create_index(op.f('ix_evaluation_objection_evaluation_id'), 'evaluation_objection', ['evaluation_id'], unique=False)
    op.create_table('work_month',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('weights', sa.JSON(), nullable=False),
    sa.Column('people', sa.JSON(), nullable=False),
    sa.Column('closed_at', MOMENT, nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', MOMENT, nullable=False),
    *_keys('work_month', ('branch_id', 'branch'), ('author_id', 'member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_month')),
    sa.UniqueConstraint('branch_id', 'month', name=op.f('uq_work_month_branch_id_month'))
    )
    op.create_table('work_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('work_month_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('rater_id', sa.Integer(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    *_keys('work_mark', ('work_month_id', 'work_month'), ('member_id', 'member'), ('rater_id', 'member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_mark')),
    sa.UniqueConstraint('work_month_id', 'member_id', 'source', 'rater_id',
                        name=op.f('uq_work_mark_work_month_id_member_id_source_rater_id'))
    )
    op.create_index(op.f('ix_work_mark_member_id'), 'work_mark', ['member_id'], unique=False)
    op.create_table('calendar_day',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    *_keys('calendar_day', ('branch_id', 'branch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day')),
    sa.UniqueConstraint('branch_id', 'day', name=op.f('uq_calendar_day_branch_id_day'))
    )
    op.create_index(op.f('ix_calendar_day_day'), 'calendar_day', ['day'], unique=False)


def downgrade() -> None:
    for table in ('calendar_day', 'work_mark', 'work_month', 'evaluation_objection', 'evaluation_ruling',
                  'evaluation_veto', 'evaluation'):
        op.drop_table(table)
