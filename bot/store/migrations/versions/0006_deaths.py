"""How many processes in a row ended while they had one article under way and no other suspect."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the count."""
    op.add_column("articles", Column("deaths", Integer, nullable=False, server_default="0"))
