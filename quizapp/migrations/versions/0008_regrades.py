"""rulings on versions with a wrong key, regrades and what they did, corrections of entries

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('item_ruling',
    sa.Column('id', BigId, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('version_id', BigId, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('key_version_id', BigId, nullable=True),
    sa.Column('cause', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_item_ruling_branch_id_branch')),
    sa.ForeignKeyConstraint(['version_id'], ['item_version.id'], name=op.f('fk_item_ruling_version_id_item_version')),
    sa.ForeignKeyConstraint(['key_version_id'], ['item_version.id'], name=op.f('fk_item_ruling_key_version_id_item_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_ruling')),
    sa.UniqueConstraint('cause', 'version_id', name=op.f('uq_item_ruling_cause_version_id'))
    )
    op.create_index('ix_item_ruling_version', 'item_ruling', ['branch_id', 'version_id'], unique=False)
    op.create_table('regrade',
    sa.Column('id', BigId, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('item_id', BigId, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('rulings', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('was_version_id', BigId, nullable=True),
    sa.Column('new_version_id', BigId, nullable=True),
    sa.Column('undoes_id', BigId, nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('request_id', sa.String(length=64), nullable=True),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('step', sa.String(length=16), nullable=False),
    sa.Column('cursor', BigId, nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_regrade_branch_id_branch')),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_regrade_item_id_item')),
    sa.ForeignKeyConstraint(['undoes_id'], ['regrade.id'], name=op.f('fk_regrade_undoes_id_regrade')),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_regrade_actor_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrade')),
    sa.UniqueConstraint('request_id', name=op.f('uq_regrade_request_id')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_regrade_undoes_id'))
    )
    op.create_index(op.f('ix_regrade_item_id'), 'regrade', ['item_id'], unique=False)
    op.create_index('ix_regrade_branch', 'regrade', ['branch_id', 'id'], unique=False)
    unfinished = sa.text('finished_at IS NULL')
    op.create_index('ix_regrade_unfinished', 'regrade', ['id'], unique=False, sqlite_where=unfinished, postgresql_where=unfinished)
    op.create_table('regrade_effect',
    sa.Column('regrade_id', BigId, nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['regrade_id'], ['regrade.id'], name=op.f('fk_regrade_effect_regrade_id_regrade')),
    sa.PrimaryKeyConstraint('regrade_id', 'source', name=op.f('pk_regrade_effect'))
    )
    op.add_column('attempt_result', sa.Column('cause', sa.String(length=40), nullable=True))
    op.create_index('ix_attempt_result_cause', 'attempt_result', ['cause', 'attempt_id'], unique=True)
    if op.get_bind().dialect.name == 'sqlite':  # which cannot add a constraint to a table, only a column with one
        op.execute(
            'ALTER TABLE ledger_entry ADD COLUMN corrects_id INTEGER '
            'CONSTRAINT fk_ledger_entry_corrects_id_ledger_entry REFERENCES ledger_entry (id)'
        )
    else:
        op.add_column('ledger_entry', sa.Column('corrects_id', sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            op.f('fk_ledger_entry_corrects_id_ledger_entry'), 'ledger_entry', 'ledger_entry', ['corrects_id'], ['id']
        )
    op.create_index(op.f('ix_ledger_entry_corrects_id'), 'ledger_entry', ['corrects_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_ledger_entry_corrects_id'), 'ledger_entry')
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.drop_column('corrects_id')
    op.drop_index('ix_attempt_result_cause', 'attempt_result')
    op.drop_column('attempt_result', 'cause')
    op.drop_table('regrade_effect')
    op.drop_table('regrade')
    op.drop_table('item_ruling')
