"""imports: each question of a file waits as a row, is decided upon and can be taken back with the others

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column('bank', sa.Column('incoming', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('bank_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('bank_id', sa.Integer(), nullable=True),
    sa.Column('hidden_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('format', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('topic', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('problems', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('counts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('beat_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.Column('stored_at', MOMENT, nullable=True),
    sa.Column('undone_at', MOMENT, nullable=True),
    *(sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_bank_import_{column}_{table}'))
      for column, table in (('branch_id', 'branch'), ('actor_id', 'member'), ('bank_id', 'bank'), ('hidden_id', 'bank'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_import')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_bank_import_token_hash'))
    )
    op.create_index('ix_bank_import_branch', 'bank_import', ['branch_id', 'id'], unique=False)
    op.create_table('staged_item',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=160), nullable=False),
    sa.Column('content', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('problems', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('verdict', sa.String(length=32), nullable=False),
    sa.Column('choice', sa.String(length=32), nullable=False),
    *(sa.Column(name, ROW_ID, nullable=True) for name in ('other_id', 'stored_id', 'version_id', 'before_id')),
    sa.ForeignKeyConstraint(['import_id'], ['bank_import.id'], name=op.f('fk_staged_item_import_id_bank_import'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staged_item')),
    sa.UniqueConstraint('import_id', 'number', name=op.f('uq_staged_item_import_id_number'))
    )
    op.create_index('ix_staged_item_verdict', 'staged_item', ['import_id', 'verdict', 'choice'], unique=False)
    op.drop_table('staged_items')


def downgrade() -> None:
    op.create_table('staged_items',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('bank_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('format', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('items', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('problems', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('created_at', MOMENT, nullable=False),
    sa.Column('expires_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['member.id'], name=op.f('fk_staged_items_actor_id_member')),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_staged_items_branch_id_branch')),
    sa.ForeignKeyConstraint(['bank_id'], ['bank.id'], name=op.f('fk_staged_items_bank_id_bank')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staged_items')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staged_items_token_hash'))
    )
    op.create_index(op.f('ix_staged_items_actor_id'), 'staged_items', ['actor_id'], unique=False)
    op.drop_table('staged_item')
    op.drop_table('bank_import')
    op.drop_column('bank', 'incoming')
