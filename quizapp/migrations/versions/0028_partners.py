"""partner units

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('partner',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['branch.id'], name=op.f('fk_partner_branch_id_branch')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_partner_created_by_member')),
    sa.ForeignKeyConstraint(['host_id'], ['branch.id'], name=op.f('fk_partner_host_id_branch')),
    sa.PrimaryKeyConstraint('branch_id', name=op.f('pk_partner'))
    )
    op.create_index(op.f('ix_partner_host_id'), 'partner', ['host_id'], unique=False)
    op.create_table('partner_link',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['partner.branch_id'], name=op.f('fk_partner_link_branch_id_partner')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_partner_link_created_by_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_partner_link_token_hash'))
    )
    op.create_index(op.f('ix_partner_link_branch_id'), 'partner_link', ['branch_id'], unique=False)
    op.create_table('partner_shared',
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', BIG_ID, autoincrement=False, nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['branch_id'], ['partner.branch_id'], name=op.f('fk_partner_shared_branch_id_partner')),
    sa.ForeignKeyConstraint(['created_by'], ['member.id'], name=op.f('fk_partner_shared_created_by_member')),
    sa.PrimaryKeyConstraint('branch_id', 'kind', 'subject_id', name=op.f('pk_partner_shared'))
    )
    op.create_table('guest_wish',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_guest_wish_member_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_guest_wish'))
    )


def downgrade() -> None:
    op.drop_table('guest_wish')
    op.drop_table('partner_shared')
    op.drop_table('partner_link')
    op.drop_table('partner')
