"""Settings of the warehouse and its snapshots."""

from __future__ import annotations

import os

from pydantic import Field, field_validator

from schemas.settings.group import Group

_LEAST_DAYS = 90


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
    keep_runs_days: int = Field(
        0,
        ge=0,
        description="Days that runs are kept one by one, at least 90; then `broadsheet maintain` keeps what they add up to, and"
        " what each address ended with last. 0 keeps them for ever.",
    )
    keep_fetches_days: int = Field(
        0, ge=0, description="Days that attempts to fetch are kept, at least 90; 0 keeps them as long as their runs."
    )
    compact_free_percent: int = Field(
        25,
        ge=1,
        le=100,
        description="Share of the warehouse's file that is free, in percent, from which `broadsheet maintain` writes it anew.",
    )

    @field_validator("keep_runs_days", "keep_fetches_days")
    @classmethod
    def _reaches_back(cls, value: int) -> int:
        """Audits learn from two months, and the quality page shows one."""
        if 0 < value < _LEAST_DAYS:
            raise ValueError(f"0, or at least {_LEAST_DAYS} days: audits learn from them")
        return value


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
