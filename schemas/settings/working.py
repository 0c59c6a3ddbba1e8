"""Settings of the work on this machine: batches, cleaning, what is kept."""

from __future__ import annotations

import os
from typing import Literal

from pydantic import Field

from schemas.settings.group import Group

MEGABYTE = 1_000_000


class Running(Group):
    """Runs and batches"""

    batch_size: int = Field(500, ge=1, le=10_000, description="Candidates in a batch.")
    batches_under_way: int = Field(3, ge=1, le=64, description="Batches between discovery and load at one time.")
    writer_wait_seconds: float = Field(60, ge=0, description="Seconds to wait for another writer of the warehouse.")
    source_wait_seconds: float = Field(
        60, ge=0, description="Seconds to wait for a source that was named while another run is asking it."
    )


class Cleaning(Group):
    """Cleaning"""

    clean_workers: int = Field(
        os.cpu_count() or 1, ge=1, le=256, description="Processes that clean. Default: one a processor."
    )
    clean_seconds: float = Field(
        20, gt=0, le=600, description="Seconds an article may take before its worker is ended."
    )
    clean_memory_mb: int = Field(1500, ge=300, description="Address space a cleaning worker may use, in megabytes.")
    max_page_mb: float = Field(10, gt=0, description="Largest page after decompression, in megabytes.")
    max_elements: int = Field(100_000, ge=1000, description="Most markup elements in a page.")


class Keeping(Group):
    """What is kept, and for how long"""

    archive_file_mb: float = Field(
        1000, gt=0, description="Size from which a WARC file of the archive is followed by another, in megabytes."
    )
    archive_days: int = Field(
        0,
        ge=0,
        description="Days after which `broadsheet maintain` removes WARC files from the archive; 0 keeps them for ever.",
    )
    keep_results_days: int = Field(
        180, ge=1, description="Days that results of checks are kept batch by batch; older ones become figures of days."
    )


class Logging(Group):
    """The log"""

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    log_days: int = Field(14, ge=0, description="Days that files of the log are kept, one a day; 0 writes none.")
    log_to_stderr: bool = Field(
        False, description="Log to stderr too: as JSON lines, or as words where that is a terminal."
    )
