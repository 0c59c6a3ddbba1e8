"""Every setting, its meaning, unit and limits. Read from the environment as BROADSHEET_<NAME>."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.errors import UsageError

PROJECT = Path(__file__).resolve().parent.parent
MEGABYTE = 1_000_000
DEFAULT_AGENT = "Broadsheet/0.1 (news ingestion)"


class Settings(BaseSettings):
    """Passed to every step as an argument, so that a step on another machine needs nothing else."""

    model_config = SettingsConfigDict(env_prefix="BROADSHEET_", frozen=True, extra="forbid", env_ignore_empty=True)

    home: Path = Field(Path("data"), description="Folder of the snapshot, the warehouse, the archive and the runs.")
    sources_file: Path = Field(PROJECT / "seeds" / "sources.yaml", description="Where sources are declared.")

    checks_file: Path = Field(
        PROJECT / "schemas" / "expectations" / "articles.yaml", description="The checks that articles are judged by."
    )

    batch_size: int = Field(500, ge=1, le=10_000, description="Candidates in a batch.")
    batches_under_way: int = Field(3, ge=1, le=64, description="Batches between discovery and load at one time.")

    clean_workers: int = Field(
        os.cpu_count() or 1, ge=1, le=256, description="Processes that clean. Default: one a processor."
    )
    clean_seconds: float = Field(
        20, gt=0, le=600, description="Seconds an article may take before its worker is ended."
    )
    clean_memory_mb: int = Field(1500, ge=300, description="Address space a cleaning worker may use, in megabytes.")
    max_file_mb: float = Field(10, gt=0, description="Largest file or response body, in megabytes as received.")
    max_page_mb: float = Field(10, gt=0, description="Largest page after decompression, in megabytes.")
    max_elements: int = Field(100_000, ge=1000, description="Most markup elements in a page.")

    fetch_seconds: float = Field(60, gt=0, description="Seconds a whole fetch may take, redirects included.")
    fetch_connect_seconds: float = Field(10, gt=0, description="Seconds to wait for a connection.")
    fetch_concurrency: int = Field(32, ge=1, le=1000, description="Requests in flight over all hosts.")
    fetch_per_host: int = Field(2, ge=1, le=16, description="Requests in flight to one host.")
    max_redirects: int = Field(10, ge=0, le=50, description="Redirects followed for one address.")
    allow_cidrs: tuple[str, ...] = Field((), description="Private networks that may be fetched from, as JSON list.")
    allow_ports: tuple[int, ...] = Field((80, 443), description="Ports that may be connected to, as JSON list.")
    host_interval_seconds: float = Field(
        5.0,
        ge=0,
        le=3600,
        description="Least seconds between the starts of two requests to one host; slow hosts get more."
        " 0, for hosts of your own: only what the host asks for.",
    )
    host_patience_seconds: float = Field(
        600, ge=0, le=86_400, description="Seconds that a busy host (429, 503) may make a batch wait in all."
    )
    most_tries: int = Field(
        6,
        ge=1,
        le=20,
        description="Failures in a row, for reasons that may pass, after which an address is left alone.",
    )
    look_again_hours: float = Field(
        1,
        ge=0,
        le=8760,
        description="Hours after which a loaded article is first looked at again for corrections; then"
        " each time it stood unchanged, three times as long.",
    )
    look_again_days: float = Field(
        30, ge=0, description="Days without a change after which it is looked at no more. 0: never looked at again."
    )
    respect_robots: bool = Field(True, description="Fetch only what the host's robots.txt allows.")
    respect_opt_outs: bool = Field(
        False,
        description="Keep no page that says noai, noarchive, tdm-reservation: 1 or ai-train=no."
        " Either way it is recorded.",
    )
    contact: str = Field(
        "", description="An e-mail address or a page about you, sent to every site. Needed to fetch from the web."
    )
    user_agent: str = Field(
        DEFAULT_AGENT,
        min_length=1,
        description="User-Agent header; its first word, up to a slash, is looked for in robots.txt. By default the"
        " contact takes the place of what is in brackets.",
    )

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
    writer_wait_seconds: float = Field(60, ge=0, description="Seconds to wait for another writer of the warehouse.")

    @field_validator("allow_cidrs")
    @classmethod
    def _cidrs_parse(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for cidr in value:
            ipaddress.ip_network(cidr)
        return value

    @field_validator("user_agent")
    @classmethod
    def _is_header(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable() or not value.strip():
            raise ValueError("a header has printable ASCII characters only")
        return value

    @field_validator("contact")
    @classmethod
    def _leads_to_somebody(cls, value: str) -> str:
        if value and not ("@" in value or value.startswith(("http://", "https://"))):
            raise ValueError("an e-mail address or the URL of a page")
        if not value.isascii() or any(sign <= " " or sign in "()\x7f" for sign in value):
            # It stands in brackets in a header.
            raise ValueError("printable ASCII without spaces and brackets")
        return value

    @field_validator("home", "sources_file", "checks_file")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        # A worker, the server and a shell may all stand in other folders.
        return value.expanduser().absolute()

    @property
    def sent_agent(self) -> str:
        """The User-Agent header as it is sent."""
        if not self.contact or self.contact in self.user_agent:
            return self.user_agent
        product = self.user_agent.partition(" ")[0] if self.user_agent == DEFAULT_AGENT else self.user_agent
        return f"{product} (+{self.contact})"

    @property
    def product_token(self) -> str:
        """What robots.txt knows us by (RFC 9309, section 2.2.1)."""
        return self.user_agent.split()[0].partition("/")[0]

    @property
    def names_contact(self) -> bool:
        """Whether the User-Agent says whom to ask."""
        return bool(self.contact) or "@" in self.user_agent or "http" in self.user_agent

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
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def runs(self) -> Path:
        return self.home / "runs"


def load_settings(**given: object) -> Settings:
    """Settings from the environment, with what was given on the command line on top.

    Raises UsageError that names the variable, the value and the allowed form.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise UsageError(
            f"setting {name} = {first.get('input')!r}: {first['msg']}",
            f"Set BROADSHEET_{name.upper()} to an allowed value, or leave it out.",
        ) from error
