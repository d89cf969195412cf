"""kinds of materials, and the time that reading takes

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('material', sa.Column('kind', sa.String(length=32), nullable=False, server_default='article'))
    op.add_column('material', sa.Column('url', sa.String(length=500), nullable=False, server_default=''))
    op.add_column('material', sa.Column('outline', sa.Text(), nullable=False, server_default=''))
    op.add_column('material', sa.Column('pages', sa.Integer(), nullable=True))
    op.add_column('material', sa.Column('seconds', sa.Integer(), nullable=True))
    op.add_column('reading', sa.Column('passed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('reading', sa.Column('counted_ms', sa.BigInteger(), nullable=False, server_default='0'))
    op.execute('UPDATE reading SET passed_at = checked_at')
    op.create_table('reading_clock',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('counted_until', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_reading_clock_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_reading_clock'))
    )
    op.create_table('reading_sitting',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('beat', sa.Integer(), nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_reading_sitting_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', 'token', name=op.f('pk_reading_sitting'))
    )
    op.create_index(op.f('ix_reading_sitting_since'), 'reading_sitting', ['since'], unique=False)


def downgrade() -> None:
    op.drop_table('reading_sitting')
    op.drop_table('reading_clock')
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.drop_column('counted_ms')
        batch_op.drop_column('passed_at')
    with op.batch_alter_table('material', schema=None) as batch_op:
        for name in ('seconds', 'pages', 'outline', 'url', 'kind'):
            batch_op.drop_column(name)
