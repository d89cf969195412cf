"""the digest e-mail

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('mail_address',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('wanted', sa.String(length=200), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=True),
    sa.Column('code_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('often', sa.String(length=32), nullable=False),
    sa.Column('site', sa.String(length=200), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_mail_address_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_mail_address')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_mail_address_code_hash'))
    )
    op.create_index('ix_mail_address_due', 'mail_address', ['next_at'], unique=False)
    op.create_table('digest',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('notices', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_digest_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest'))
    )
    op.create_index('ix_digest_member', 'digest', ['member_id', 'created_at'], unique=False)
    op.create_table('digest_notice',
    sa.Column('notice_id', BIG_ID, nullable=False),
    sa.Column('digest_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['digest_id'], ['digest.id'], name=op.f('fk_digest_notice_digest_id_digest')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_digest_notice_notice_id_notice')),
    sa.PrimaryKeyConstraint('notice_id', name=op.f('pk_digest_notice'))
    )
    op.create_index(op.f('ix_digest_notice_digest_id'), 'digest_notice', ['digest_id'], unique=False)


def downgrade() -> None:
    op.drop_table('digest_notice')
    op.drop_table('digest')
    op.drop_table('mail_address')
