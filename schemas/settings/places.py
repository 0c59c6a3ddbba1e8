"""Settings of files and folders, and where in the data folder everything lies."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator

from schemas.settings.group import Group

PROJECT = Path(__file__).resolve().parent.parent.parent


class Places(Group):
    """Files and folders"""

    home: Path = Field(Path("data"), description="Folder of the snapshot, the warehouse, the archive and the runs.")
    sources_file: Path = Field(PROJECT / "seeds" / "sources.yaml", description="Where sources are declared.")
    checks_file: Path = Field(
        PROJECT / "schemas" / "expectations" / "articles.yaml", description="The checks that articles are judged by."
    )

    @field_validator("home", "sources_file", "checks_file")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        # A worker, the server and a shell may all stand in other folders.
        return value.expanduser().absolute()

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
    def copies(self) -> Path:
        """The warehouse as it was before its last migrations."""
        return self.private / "copies"

    @property
    def former_snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def runs(self) -> Path:
        return self.home / "runs"

    @property
    def reports(self) -> Path:
        """The quality page and what belongs to it."""
        return self.home / "reports"

    @property
    def logs(self) -> Path:
        return self.home / "logs"
