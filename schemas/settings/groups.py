"""What a group of settings is, the allowed form of a setting in words, and the groups; those of
fetching are in fetching.py, those of the service, several machines and the log in service.py.
"""

from __future__ import annotations

import os
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo

Secret = SecretStr
"""The type of a setting that nobody may see: never printed, never handed to a worker process, never stored."""

_WORDS: dict[Any, str] = {int: "whole number", float: "number", str: "text", Path: "path", bool: "true or false"}


def _absolute(value: Path | None) -> Path | None:
    # A worker, the server and a shell may all stand in other folders.
    return value.expanduser().absolute() if value else None


class Group(BaseModel):
    """Values are checked once, when settings are made; after that nothing changes them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False, hide_input_in_errors=True
    )


def form_of(field: FieldInfo) -> str:
    """The allowed form of a setting in words: `whole number from 1 to 10,000`."""
    kind = kind_of(field)
    if get_origin(kind) is Literal:
        return " or ".join(str(choice) for choice in get_args(kind))
    if get_origin(kind) is tuple:
        of = get_args(kind)[0]
        return "list of texts, kept secret" if of is Secret else f"list of {_WORDS[of]}s"
    if kind is Secret:
        return "text, kept secret"
    return " ".join([_WORDS[kind], *_limits(field)])


def kind_of(field: FieldInfo) -> Any:
    """The type of a setting, without None where it may be left unset."""
    kind = field.annotation
    if get_origin(kind) in {Union, types.UnionType}:
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def is_secret(field: FieldInfo) -> bool:
    """Whether nobody may see the setting: a secret, or a list of them."""
    kind = kind_of(field)
    return kind is Secret or Secret in get_args(kind)


def _limits(field: FieldInfo) -> list[str]:
    bounds = {name: getattr(limit, name) for limit in field.metadata for name in ("ge", "gt", "le", "lt")
              if getattr(limit, name, None) is not None}  # fmt: skip
    words = {"ge": "from" if "le" in bounds else "of at least", "gt": "above", "le": "to", "lt": "below"}
    if "le" in bounds and "ge" not in bounds:
        words["le"] = "up to"
    return [f"{words[name]} {bound:,}" for name, bound in bounds.items()]


PROJECT = Path(__file__).resolve().parent.parent.parent


class Places(Group):
    """Files and folders"""

    home: Path = Field(Path("data"), description="Folder of the snapshot, the warehouse, the archive and the runs.")
    sources_file: Path = Field(PROJECT / "seeds" / "sources.yaml", description="Where sources are declared.")
    checks_file: Path = Field(
        PROJECT / "schemas" / "expectations" / "articles.yaml", description="The checks that articles are judged by."
    )
    own_checks: Path | None = Field(
        None,
        description="A folder of your own: its *.yaml change, leave out and add checks, its *.py define expectations.",
    )

    shared: Path | None = Field(
        None,
        description="Folder that all machines of a catalogue have in common: the archive, the runs, the rows of the"
        " warehouse. Unset: those are in home.",
    )

    _places = field_validator("home", "sources_file", "checks_file", "own_checks", "shared")(_absolute)

    @property
    def has_project(self) -> bool:
        """Whether the sources file is somebody's own: not that of an installed package, which an update replaces."""
        is_installed = not (PROJECT / "prefect.yaml").exists()
        return not (is_installed and self.sources_file.is_relative_to(PROJECT))

    @property
    def snapshot(self) -> Path:
        """The published copy that people open."""
        return self.home / "broadsheet.duckdb"

    @property
    def private(self) -> Path:
        return self.home / "private"

    @property
    def warehouse(self) -> Path:
        """The private file that only the loader opens."""
        return self.private / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The copy of the snapshot that our own programs read: a person's shell cannot lock or change it."""
        return self.private / "published.db"

    @property
    def copies(self) -> Path:
        """The warehouse as it was before its last migrations."""
        return self.private / "copies"

    @property
    def lake(self) -> Path:
        """The rows of the warehouse that several machines share; one machine has none."""
        return (self.shared or self.home) / "lake"

    @property
    def former_snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def archive(self) -> Path:
        return (self.shared or self.home) / "archive"

    @property
    def runs(self) -> Path:
        return (self.shared or self.home) / "runs"

    @property
    def set_aside(self) -> Path:
        """The files of runs that could not be completed."""
        return self.home / "set-aside"

    @property
    def reports(self) -> Path:
        """The quality page and what belongs to it."""
        return self.home / "reports"

    @property
    def logs(self) -> Path:
        return self.home / "logs"


_LEAST_DAYS = 90


class Storing(Group):
    """The warehouse and its snapshots"""

    readers: Literal["owner", "group", "all"] = Field(
        "group",
        description="Who may read the snapshot and the quality page: the user who runs Broadsheet, the group of the"
        " files, or every user of the machine. Nobody may write to the snapshot.",
    )
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
        description="Days that runs are kept one by one, at least 90; then `broadsheet maintain` keeps what they add up"
        " to, and what each address ended with last. 0 keeps them for ever.",
    )
    keep_fetches_days: int = Field(
        0, ge=0, description="Days that attempts to fetch are kept, at least 90; 0 keeps them as long as their runs."
    )
    tools_file: Path | None = Field(
        None,
        description="A DuckDB file for other tools that each publication writes anew, as `broadsheet export --format"
        " duckdb` does.",
    )
    compact_free_percent: int = Field(
        25,
        ge=1,
        le=100,
        description="Share of the warehouse's file that is free, in percent, from which `broadsheet maintain` writes it"
        " anew.",
    )

    _tools_place = field_validator("tools_file")(_absolute)

    @property
    def snapshot_mode(self) -> int:
        """The mode of a snapshot, by the setting `readers`: a shell of its owner cannot open it for writing either."""
        return {"owner": 0o400, "group": 0o440, "all": 0o444}[self.readers]

    @property
    def page_mode(self) -> int:
        """The mode of a quality page, by the setting `readers`."""
        return {"owner": 0o600, "group": 0o640, "all": 0o644}[self.readers]

    @property
    def folder_mode(self) -> int:
        """The mode of folders of snapshots and pages, by the setting `readers`."""
        return {"owner": 0o700, "group": 0o750, "all": 0o755}[self.readers]

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


MEGABYTE = 1_000_000


class Running(Group):
    """Runs and batches"""

    batch_size: int = Field(1000, ge=1, le=10_000, description="New candidates in a batch at most; at first fewer.")
    batches_under_way: int = Field(3, ge=1, le=64, description="Batches between discovery and load at one time.")
    writer_wait_seconds: float = Field(60, ge=0, description="Seconds to wait for another writer of the warehouse.")
    recovery_seconds: float = Field(
        1800,
        gt=0,
        description="Seconds without any sign of life (a step, an answer, a cleaned article) after which the completion"
        " of a run that was cut off is put off, and new work begins.",
    )
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
    clean_memory_mb: int = Field(1500, ge=400, description="Address space a cleaning worker may use, in megabytes.")
    max_page_mb: float = Field(10, gt=0, description="Largest page after decompression, in megabytes.")
    max_elements: int = Field(100_000, ge=1000, description="Most markup elements in a page.")
    max_document_pages: int = Field(
        500, ge=1, description="Most pages of a PDF, or chapters of an EPUB, that is read as an article."
    )
    max_document_mb: float = Field(
        50, gt=0, description="Most that the parts of a Word document or EPUB may take when unpacked, in megabytes."
    )


class Keeping(Group):
    """What is kept, and for how long"""

    archive_file_mb: float = Field(
        1000, gt=0, description="Size from which a WARC file of the archive is followed by another, in megabytes."
    )
    archive_days: int = Field(
        0,
        ge=0,
        description="Days after which `broadsheet maintain` removes WARC files from the archive; 0 keeps them for"
        " ever.",
    )
    keep_results_days: int = Field(
        180, ge=1, description="Days that results of checks are kept batch by batch; older ones become figures of days."
    )
