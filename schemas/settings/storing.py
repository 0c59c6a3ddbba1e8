"""Settings of the warehouse and its snapshots."""

from __future__ import annotations

import os

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


class Questions(Group):
    """Questions in SQL (`broadsheet query`)"""

    query_seconds: float = Field(60, gt=0, description="Seconds that DuckDB may work for an answer.")
    query_memory_mb: int = Field(2000, ge=100, description="Memory that an answer may take, in megabytes.")
    query_disk_mb: int = Field(
        10_000, ge=0, description="Disk that an answer may take where memory does not do, in megabytes; 0: none."
    )
    query_threads: int = Field(
        os.cpu_count() or 1, ge=1, le=256, description="Threads that an answer may take. Default: one a processor."
    )
