"""what stands of what was earned, beside a member's running totals

Revision ID: 0029
Revises: 0028
"""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

ENTRY = sa.table(
    'ledger_entry',
    sa.column('id', sa.BigInteger),
    sa.column('member_id', sa.Integer),
    sa.column('branch_id', sa.Integer),
    sa.column('day', sa.Date),
    sa.column('earned', sa.Integer),
    sa.column('reverses_id', sa.BigInteger),
    sa.column('corrects_id', sa.BigInteger),
)
TOTAL = sa.table(
    'point_total',
    sa.column('member_id', sa.Integer),
    sa.column('branch_id', sa.Integer),
    sa.column('kind', sa.String),
    sa.column('start', sa.Date),
    sa.column('gained', sa.Integer),
)


def upgrade() -> None:
    op.add_column('point_total', sa.Column('gained', sa.Integer(), nullable=False, server_default='0'))
    sums: dict[tuple[int, int, str, date], int] = {}
    for member_id, branch_id, day, gained in op.get_bind().execute(_gained()).all():
        for kind, start in _periods(day):
            key = (member_id, branch_id, kind, start)
            sums[key] = sums.get(key, 0) + gained
    rows = [
        {'m': member_id, 'b': branch_id, 'k': kind, 's': start, 'g': gained}
        for (member_id, branch_id, kind, start), gained in sums.items()
    ]
    if rows:
        op.get_bind().execute(
            TOTAL.update()
            .where(
                TOTAL.c.member_id == sa.bindparam('m'),
                TOTAL.c.branch_id == sa.bindparam('b'),
                TOTAL.c.kind == sa.bindparam('k'),
                TOTAL.c.start == sa.bindparam('s', type_=sa.Date),
            )
            .values(gained=sa.bindparam('g')),
            rows,
        )


def downgrade() -> None:
    op.drop_column('point_total', 'gained')


def _gained() -> sa.Select:
    """Return by member, branch and day what was earned, less what was taken back or corrected of it."""
    entry, about, root = ENTRY.alias('e'), ENTRY.alias('a'), ENTRY.alias('r')
    more = sa.case((entry.c.reverses_id.is_not(None), -about.c.earned), else_=entry.c.earned)
    gained = sa.case(
        (about.c.id.is_(None), sa.case((entry.c.earned > 0, entry.c.earned), else_=0)),
        (sa.func.coalesce(root.c.earned, about.c.earned) > 0, more),
        else_=0,
    )
    day = sa.func.coalesce(root.c.day, about.c.day, entry.c.day, type_=sa.Date).label('day')
    return (
        sa.select(entry.c.member_id, entry.c.branch_id, day, sa.func.sum(gained))
        .select_from(
            entry.outerjoin(about, about.c.id == sa.func.coalesce(entry.c.reverses_id, entry.c.corrects_id))
            .outerjoin(root, root.c.id == about.c.corrects_id)
        )
        .group_by(entry.c.member_id, entry.c.branch_id, day)
    )


def _periods(day: date) -> list[tuple[str, date]]:
    return [
        ('day', day),
        ('week', day - timedelta(days=day.weekday())),
        ('month', day.replace(day=1)),
        ('quarter', day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)),
        ('year', day.replace(month=1, day=1)),
    ]
