"""what can be searched of each item; the rows are written when the program prepares its content

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE item_grams USING fts5("
    "grams, content='item_text', content_rowid='item_id', detail=none, columnsize=0)",
    "CREATE TRIGGER item_text_added AFTER INSERT ON item_text BEGIN "
    "INSERT INTO item_grams(rowid, grams) VALUES (new.item_id, new.grams); END",
    "CREATE TRIGGER item_text_gone AFTER DELETE ON item_text BEGIN "
    "INSERT INTO item_grams(item_grams, rowid, grams) VALUES ('delete', old.item_id, old.grams); END",
    "CREATE TRIGGER item_text_changed AFTER UPDATE OF grams ON item_text BEGIN "
    "INSERT INTO item_grams(item_grams, rowid, grams) VALUES ('delete', old.item_id, old.grams); "
    "INSERT INTO item_grams(rowid, grams) VALUES (new.item_id, new.grams); END",
)


def upgrade() -> None:
    op.create_table('item_text',
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('stem', sa.Text(), nullable=False),
    sa.Column('stem_key', sa.String(length=16), nullable=False),
    sa.Column('choices', sa.Text(), nullable=False),
    sa.Column('rest', sa.Text(), nullable=False),
    sa.Column('grams', sa.Text().with_variant(postgresql.TSVECTOR(), 'postgresql'), nullable=False),
    sa.Column('document', sa.String(length=200), nullable=False),
    sa.Column('writer_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_item_text_item_id_item'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['writer_id'], ['member.id'], name=op.f('fk_item_text_writer_id_member')),
    sa.PrimaryKeyConstraint('item_id', name=op.f('pk_item_text'))
    )
    for column in ('stem_key', 'document', 'writer_id'):
        op.create_index(op.f(f'ix_item_text_{column}'), 'item_text', [column], unique=False)
    if op.get_bind().dialect.name == 'sqlite':
        for statement in SQLITE:
            op.execute(statement)
    else:
        op.execute("CREATE INDEX ix_item_text_grams ON item_text USING gin (grams)")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("DROP TABLE item_grams")
    op.drop_table('item_text')
