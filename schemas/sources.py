"""Sources: what we take articles from, as declared in sources.yaml or named on the command line."""

from __future__ import annotations

import difflib
import hashlib
import re
import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from schemas.errors import SourcesFileError, UsageError
from schemas.owners_files import text_of
from schemas.private_parts import bare_address, public_address, shown_address, without_secrets
from schemas.yaml_loader import YAML_LOADER

Kind = Literal["files", "manifest", "urls", "feed", "sitemap", "warc"]

# What a manifest may say of an article; everything else in it is ignored with one warning.
CONTENT_COLUMNS = ("file", "url", "html", "text")
KNOWN_COLUMNS = ("id", "title", "authors", "published", "language", "source", "outlet")


class Source(BaseModel):
    """One source. `location` is a folder or file (files), a manifest, a list of addresses, one a line (urls), a web
    address or file (feed, sitemap), or a file, folder or glob (warc). It stands in tables and messages, so a secret in
    it is hidden; `asked_location` is the address as it was declared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    kind: Kind
    location: str = ""
    urls: tuple[str, ...] = ()
    homepage: str | None = None
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    """By its name in the tz database, as Asia/Tokyo. Times without a zone are read in it, and days are those of it."""
    columns: dict[str, str] | None = None
    """Manifests only: our name of a column -> its name in the manifest. Columns not named here are not read."""
    every_minutes: int | None = Field(default=None, ge=1, le=44_640)
    """When the schedule asks it, instead of the interval that it would learn."""
    enabled: bool = True
    """False: it is not asked, nor any page of it asked again, until this is true again. What is loaded stays."""
    allow_cidrs: tuple[str, ...] = ()
    """Private networks that this source alone may be fetched from, beside those of the setting of this name."""
    allow_ports: tuple[int, ...] = ()
    """Ports that are open for this source alone, beside those of the setting of this name."""
    login_env: str | None = None
    """Feeds and sitemaps only: the environment variable that holds `user:password`, for HTTP basic authentication."""
    login_file: str | None = None
    """The same in a file of its own; a relative path is relative to the sources file."""
    checks: dict[str, dict[str, Any] | Literal[False]] = Field(default_factory=dict)
    """What this source changes in the checks of articles: id -> fields, or false for off (docs/quality.md)."""

    _asked_location: str = PrivateAttr("")
    """The location, where something of it is hidden."""

    @field_validator("name")
    @classmethod
    def _shown_name(cls, value: str) -> str:
        return without_secrets(value)  # a word that somebody typed becomes the name of a source

    @field_validator("homepage")
    @classmethod
    def _shown_homepage(cls, value: str | None) -> str | None:
        return public_address(value) if value else value

    @model_validator(mode="wrap")
    @classmethod
    def _hide_secrets(cls, given: Any, handler: ModelWrapValidatorHandler[Source]) -> Source:
        location = given.get("location") if isinstance(given, dict) else None
        if not isinstance(location, str) or "://" not in location:
            return handler(given)
        asked = bare_address(location)
        source = handler(given | {"location": shown_address(asked)})
        if asked != source.location:
            source._asked_location = asked  # noqa: SLF001 - its own
        return source

    @field_validator("allow_cidrs")
    @classmethod
    def _cidrs_parse(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for cidr in value:
            ip_network(cidr)
        return value

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                f"{value[:60]!r} is no time zone; write it as in the tz database: Europe/London, Asia/Tokyo"
            ) from error

    @model_validator(mode="after")
    def _whole(self) -> Source:
        if not self.location and not (self.kind == "urls" and self.urls):
            raise ValueError("needs a location" + (" or urls" if self.kind == "urls" else ""))
        if self.columns is not None:
            unknown = set(self.columns) - {*CONTENT_COLUMNS, *KNOWN_COLUMNS}
            if unknown:
                raise ValueError(f"unknown columns {sorted(unknown)}; known are {[*CONTENT_COLUMNS, *KNOWN_COLUMNS]}")
        return self

    @property
    def asked_location(self) -> str:
        """The location as it was declared, with its secrets: to request it, and for nothing else."""
        return self._asked_location or self.location

    @property
    def is_on_the_web(self) -> bool:
        """Feeds and sitemaps only: of other kinds the location is a path, whatever it looks like."""
        return self.kind in {"feed", "sitemap"} and self.location.lower().startswith(("http://", "https://"))


def name_objection(name: str) -> str | None:
    """Why no source can have this name, in words; None where one can."""
    if not name.isprintable() or name != name.strip() or not name:
        return "it has signs that cannot be seen, or space at its ends"
    if name.startswith("-") or ":" in name:
        return "it cannot be told from an option or address in commands"
    return None


def declared_sources(path: Path) -> dict[str, Source]:
    """The sources of a sources.yaml by name, locations that are no web addresses made absolute against the file's
    folder.

    A process reads a file once, unless it changes. Raises SourcesFileError naming the file and the entry.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    state = (found.st_mtime_ns, found.st_size, found.st_ino)
    # A file system may count in steps of some milliseconds: a file written this second could change unseen.
    is_settled = time.time_ns() - found.st_mtime_ns > _SETTLED
    if not is_settled or path not in _read or _read[path][0] != state:
        _read[path] = (state, _declared_in(path))
    return dict(_read[path][1])


_CLOSED_LIST = re.compile(r"^sources:[ \t]*\[[ \t]*\]", re.MULTILINE)
_SETTLED = 2_000_000_000
"""Nanoseconds."""
_read: dict[Path, tuple[tuple[int, int, int], dict[str, Source]]] = {}


def _unreadable(path: Path, error: OSError) -> SourcesFileError:
    return SourcesFileError(
        f"sources file {path}: {error.strerror}",
        "`broadsheet init` makes a project with one; or set BROADSHEET_SOURCES_FILE to a file that can be read.",
    )


def _declared_in(path: Path) -> dict[str, Source]:
    try:
        content = yaml.load(text_of(path), Loader=YAML_LOADER)  # noqa: S506  # a safe one
    except OSError as error:
        raise _unreadable(path, error) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        cure = "Mend the file at that place."
        if isinstance(error, yaml.YAMLError) and _CLOSED_LIST.search(text_of(path)):
            cure = "Take the [] behind `sources:` away: entries below it belong to no list."
        raise SourcesFileError(f"sources file {path} is not YAML: {error}", cure) from error
    entries = content.get("sources", "") if isinstance(content, dict) else ""
    if entries is None:
        entries = []
    if not isinstance(entries, list):
        raise SourcesFileError(f"sources file {path} has no list `sources`", "Begin it with `sources:` and a list.")
    found: dict[str, Source] = {}
    for number, entry in enumerate(entries, 1):
        name = entry.get("name") if isinstance(entry, dict) else None
        try:
            source = Source.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            words, cure = f"{field} {first['msg']}".rstrip(), "Mend the entry; docs/sources.md shows every field."
            if field == "kind" and first["type"] == "literal_error":
                words, cure = _about_kind(first["input"])
            raise SourcesFileError(
                f"sources file {path}, entry {number} ({name or 'no name'}): {words}", cure
            ) from error
        if source.login_file:
            source = source.model_copy(update={"login_file": str((path.parent / source.login_file).absolute())})
        if source.name in found:
            raise SourcesFileError(
                f"sources file {path}, entry {number}: the name {source.name} is used twice", "Rename one of them."
            )
        if source.location and not source.is_on_the_web:
            source = source.model_copy(update={"location": str((path.parent / source.location).absolute())})
        found[source.name] = source
    return found


def _about_kind(given: object) -> tuple[str, str]:
    """What is wrong with a kind that there is not, and what helps."""
    kinds = get_args(Kind)
    word = str(given).strip().lower()
    near = _LIKE_KINDS.get(word) or next(iter(difflib.get_close_matches(word, kinds, n=1)), None)
    return f"there is no kind {given!r}", f"Did you mean {near}?" if near else f"Write one of {', '.join(kinds)}."


_LIKE_KINDS = {
    **dict.fromkeys(("folder", "directory", "dir", "path"), "files"),
    **dict.fromkeys(("rss", "atom", "jsonfeed"), "feed"),
    **dict.fromkeys(("csv", "table", "excel", "jsonl"), "manifest"),
    **dict.fromkeys(("website", "site", "page", "pages", "links", "addresses"), "urls"),
    **dict.fromkeys(("archive", "crawl", "wacz"), "warc"),
}


def sources_if_any(path: Path) -> dict[str, Source]:
    """As `declared_sources`; none where there is no such file. Raises SourcesFileError where there is one, and it is
    broken.
    """
    return declared_sources(path) if path.exists() else {}


def names_declared(path: Path) -> set[str] | None:
    """The names of the declared sources; None where the file is gone or broken: runs say so, nothing else need."""
    try:
        return set(declared_sources(path))
    except SourcesFileError:
        return None


def names_in_group(names: list[str], group: str) -> list[str]:
    """Those of one group of several, `2-of-4`, into which the names fall by their hash; all where `group` is empty.

    A source stays in its group whatever others are declared. Raises UsageError.
    """
    if not group:
        return names
    words = re.fullmatch(r"([1-9]\d*)-of-([1-9]\d*)", group)
    if not words or int(words[1]) > int(words[2]):
        raise UsageError(f"{group!r} is no group of sources", "Say which of how many: 2-of-4.")
    number, groups = int(words[1]), int(words[2])
    return [name for name in names if int(hashlib.sha256(name.encode()).hexdigest(), 16) % groups == number - 1]


def names_of_all_sources(path: Path) -> list[str]:
    """The names of the declared sources that are enabled. Raises UsageError where there are none."""
    declared = declared_sources(path)
    names = [name for name, source in declared.items() if source.enabled]
    if not names:
        cure = (
            "Set `enabled: true` for a source in" if declared else "Name a path or an address, or declare a source in"
        )
        raise UsageError("nothing to ingest", f"{cure} {path}.")
    return names
