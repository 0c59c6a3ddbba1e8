"""Settings of the warehouse and its snapshots."""

from __future__ import annotations

from pydantic import Field

from schemas.settings.group import Group


class Storing(Group):
    """The warehouse and its snapshots"""

    keep_snapshots: int = Field(
        3, ge=0, le=1000, description="Former snapshots that are kept, each as large as the warehouse was then."
    )
    keep_snapshots_hours: float = Field(
        0, ge=0, description="Hours that lie at least between two snapshots that are kept; 24 keeps one a day."
    )
    keep_migration_copies: int = Field(
        2, ge=1, description="Copies of the warehouse that are kept, each from before a migration changed it."
    )
