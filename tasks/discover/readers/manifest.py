"""Manifests: a row an article, in a table of whatever form (tables.py), under whatever names (columns.py)."""

from __future__ import annotations

import difflib
import math
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from schemas.controls import one_plain_line
from schemas.identity import content_hash
from schemas.language_codes import language_code
from schemas.sources import CONTENT_COLUMNS, KNOWN_COLUMNS, Source
from tasks.dates import DateContext, DateRefusal, read_date
from tasks.discover.offers import ManifestFields, Offer, offered_file, offered_url, printable, refused
from tasks.discover.readers.bounded_rows import bounded_rows
from tasks.discover.readers.columns import OURS, Columns, as_option, columns_among
from tasks.discover.readers.people_said import people_said
from tasks.discover.readers.table_text import BadRow
from tasks.feeds.said import plain
from tasks.files.confined import Confined
from tasks.web.addresses import file_address

_LONGEST_SAID = 2_000
"""Characters of a title, as in feeds."""
_MOST_FORMS = 1000
"""Sets of columns, and names of ignored ones, that are remembered: rows of JSON can each have others."""
_NOTHING_WRITTEN = frozenset(
    {"nan", "NaN", "NaT", "<NA>", "None", "null", "NULL", "N/A", "n/a", "#N/A", "\\N", "undefined"}
)
"""What pandas, databases and spreadsheets write where there is no value."""
_SHEET_DAY = re.compile(r"\d{5}(?:\.\d{1,12})?")
_FIRST_DAY, _LAST_DAY = 32_874, 54_788
"""1990 and 2050: such a number is no year, and no second since 1970 that any article has."""
_MOST_NOTES = 5
"""Lines of notes a manifest; the rest is counted."""
_ANY_TIME = datetime(2100, 1, 1, tzinfo=UTC)
_SHOWN = 60
"""Characters of a value that is told."""
_INNER = ("rendered", "main", "name", "title", "value", "text", "@value", "#text", "$date", "$oid", "$numberLong")
"""Where WordPress, newspapers, JSON-LD, XML and databases keep the value of an object."""
_INLINE_TYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8"}


def offers_in_manifest(
    source: Source,
    path: Path,
    warn: Callable[[str], None],
    source_named: Callable[[str], Source],
    allow_folders: Iterable[str] = (),
) -> Iterator[Offer]:
    """An offer a row. A broken row is an offer with its reason; a manifest that cannot be read at all is one offer."""
    here, folder = file_address(path), str(path.parent)
    confined = Confined(path.parent, allow_folders)
    table = _Table(path, source.columns)
    mislabelled: list[str] = []
    named: set[int] = set()
    repeated: list[str] = []
    misread = _Misread(path, table.taken)
    number = 0

    def tell(words: str) -> None:
        warn(f"{path}: {words}")

    try:
        for number, row in enumerate(bounded_rows(path, source.columns and source.columns.values(), tell), 1):
            if isinstance(row, BadRow):
                yield refused(source, f"{here}#{number}", "bad_row", f"{path}, row {number}: {row}")
                continue
            values = table.values(row)
            if (file := values.get("file")) is not None:
                if (key := hash(str(file))) in named:  # a hash, because a manifest may have millions of rows
                    repeated.append(f"row {number}: {file}")
                named.add(key)
            offer = _offer(source, path, here, folder, number, values, mislabelled, source_named, confined)
            yield misread.left_out(offer, number)
    except (OSError, EOFError, zlib.error, ValueError, duckdb.Error) as error:
        after = f", after row {number}" if number else ""
        yield refused(source, f"{here}#{number + 1}" if number else here, "bad_manifest", f"{path}{after}: {error}")
    else:
        if number == 0:
            yield refused(source, here, "nothing_inside", f"{path}: the manifest has no rows")
    if mislabelled:
        tell(
            f"{len(mislabelled)} rows have a file but a url that is none, the file's address is used; {mislabelled[0]}"
        )
    if repeated:
        count = f"{len(repeated)} rows name" if len(repeated) > 1 else "a row names"
        tell(f"{count} a file that an earlier row names too ({repeated[0]}); look whether each row names its own file")
    for words in misread.lines():
        warn(words)
    for words in table.words():
        tell(words)


class _Table:
    """The columns of one manifest, as far as its rows have shown them. `taken`: our name -> its name there."""

    def __init__(self, path: Path, given: dict[str, str] | None) -> None:
        self.path = path
        self.taken: dict[str, str] = dict(given or {})
        self._given = given
        self._ignored: set[str] = set()
        self._there: set[str] = set()
        self._by_names: dict[tuple[str, ...], Columns] = {}

    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        """The values of a row by our names."""
        names = tuple(row)
        columns = self._by_names.get(names)
        if columns is None:
            if len(self._by_names) >= _MOST_FORMS:
                self._by_names.clear()
            columns = self._by_names[names] = columns_among(names, self._given)
            self.taken |= columns.theirs
            if self._given and len(self._there) < _MOST_FORMS:
                self._there |= set(names)
            if len(self._ignored) < _MOST_FORMS:
                self._ignored |= set(columns.ignored)
        values = {ours: _stated(row.get(theirs)) for ours, theirs in columns.theirs.items()}
        for ours, value in list(values.items()):
            if ours != "authors" and isinstance(value, (dict, list, tuple)):
                is_markup = ours == "text" and isinstance(value, dict) and "rendered" in value
                values["html" if is_markup else ours] = _stated(_plain(value))
        if isinstance(address := values.get("url"), str):
            values["url"] = _address(address)
        return values

    def words(self) -> Iterator[str]:
        """What a person should know of the columns."""
        guessed = {ours: theirs for ours, theirs in self.taken.items() if ours != theirs}
        if guessed and self._given is None:
            said = ", ".join(f"{theirs} for {ours}" for ours, theirs in guessed.items())
            known = {ours: self.taken[ours] for ours in OURS if ours in self.taken}
            yield f"took {said}; to say otherwise: {as_option(known)}"
        for theirs in self.taken.values():  # one that is there in no row is silent, unless it is like another
            is_gone = self._there and theirs not in self._there
            if is_gone and (near := difflib.get_close_matches(theirs, self._there, n=1)):
                yield f"there is no column {theirs}; did you mean {near[0]}?"
        if ignored := self._ignored - set(self.taken.values()):
            yield f"columns that say nothing to us were ignored: {', '.join(sorted(ignored))}"


@dataclass(slots=True)
class _Misread:
    """What one manifest says and nobody can be sure of (no date, two dates, no language): told and passed over."""

    path: Path
    names: dict[str, str]
    """Our name of a column -> its name in the manifest."""
    told: list[str] = field(default_factory=list)
    count: int = 0

    def left_out(self, offer: Offer, number: int) -> Offer:
        """The offer of row `number` without what cannot be read, and with its detail where there was any."""
        if offer.reason:
            return offer
        faults = {}
        if offer.known.published and (fault := date_fault(offer.known.published, _language(offer))):
            faults["published"] = fault
        if offer.known.language and language_code(offer.known.language) is None:
            faults["language"] = "is no language tag, as en or pt-BR"
        if not faults:
            return offer
        notes = [self._note(number, name, getattr(offer.known, name), fault) for name, fault in faults.items()]
        known = replace(offer.known, **dict.fromkeys(faults, None))
        return replace(offer, known=known, detail="; ".join(notes))

    def lines(self) -> Iterator[str]:
        yield from self.told
        if more := self.count - len(self.told):
            yield f"{self.path}: {more} more such {'value was' if more == 1 else 'values were'} left empty"

    def _note(self, number: int, name: str, value: str, fault: str) -> str:
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        words = printable(f'{self.path}, row {number}: {self.names.get(name, name)} "{shown}" {fault}: left empty')
        self.count += 1
        if len(self.told) < _MOST_NOTES:
            self.told.append(words)
        return words


def _language(offer: Offer) -> str | None:
    return offer.known.language or offer.source.language


def date_fault(text: str, language: str | None) -> str | None:
    """Why a date of a manifest is not taken. Dates that cannot be those of an article are left to the checks of
    articles.
    """
    found = read_date(text, DateContext(_ANY_TIME, language))
    return found.words if isinstance(found, DateRefusal) and not found.is_implausible else None


def _offer(
    source: Source,
    path: Path,
    manifest: str,
    folder: str,
    number: int,
    values: dict[str, Any],
    mislabelled: list[str],
    source_named: Callable[[str], Source],
    confined: Confined,
) -> Offer:
    """`manifest` is the address of the file `path`, `folder` where it lies."""
    here = f"{manifest}#{number}"
    text = {name: _text(values.get(name)) for name in (*CONTENT_COLUMNS, *KNOWN_COLUMNS) if name != "authors"}
    text["title"] = plain(text["title"])  # some keep it as it stands in a page
    text |= {
        name: one_plain_line(text[name] or "")[:_LONGEST_SAID] or None
        for name in ("title", "language", "source", "outlet")
    }
    if said := text["source"]:
        source = source_named(said)
        if source.name != printable(said):  # the call says which source this is
            text |= {"outlet": text["outlet"] or said, "source": None}
    known = ManifestFields(
        title=text["title"],
        authors=people_said(values.get("authors")),
        published=_day_of_sheet(text["published"]),
        language=text["language"],
        source=text["source"],
        outlet=text["outlet"],
    )
    if text["file"]:
        if not _can_be_named(text["file"]):
            return refused(source, here, "bad_row", f"{path}, row {number}: no file can be called {text['file']!r}")
        file = os.path.join(folder, text["file"])  # noqa: PTH118 - a Path would be made for each row
        if objection := confined.objection(file):
            return refused(source, here, "blocked_file", f"{path}, row {number}: {objection}")
        offer = offered_file(source, file, known, url=text["url"])
        if offer.reason is None:
            return offer
        # The content is here, so a label that is no address costs a warning, not the article.
        mislabelled.append(f"row {number}: {offer.detail}")
        return offered_file(source, file, known)
    given = [(kind, content) for kind in _INLINE_TYPES if isinstance(content := values.get(kind), str)]
    # An empty text is content too: it ends as `empty`, with its row named, and not as a row without content.
    for kind, content in [pair for pair in given if pair[1]] or ([] if text["url"] else given):
        address = f"{manifest}#{text['id'] or content_hash(kind, content)}"
        url = None
        if text["url"]:
            named = offered_url(source, text["url"])
            if named.reason:
                return named
            address, url = named.address, named.url
        return Offer(
            source=source,
            address=address,
            url=url,
            inline=_whole(content).encode("utf-8"),
            inline_type=_INLINE_TYPES[kind],
            known=known,
        )
    if text["url"]:
        return offered_url(source, text["url"], known)
    wanted = [(source.columns or {}).get(name, name) for name in CONTENT_COLUMNS]
    return refused(
        source, here, "bad_row", f"{path}, row {number}: none of the columns {', '.join(wanted)} has a value"
    )


def _can_be_named(file: str) -> bool:
    """Not with a NUL inside, nor with half a surrogate pair that stands for no byte."""
    try:
        return b"\0" not in os.fsencode(file)
    except UnicodeEncodeError:
        return False


def _stated(value: object) -> object:
    """The value, None where a program wrote its word for nothing."""
    return None if isinstance(value, str) and value.strip() in _NOTHING_WRITTEN else value


def _day_of_sheet(text: str | None) -> str | None:
    """The day, or local time, in ISO 8601 where a text is a spreadsheet's number of it (days since 1899-12-30)."""
    if text is None or not _SHEET_DAY.fullmatch(text) or not _FIRST_DAY <= float(text) <= _LAST_DAY:
        return text
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86_400))  # noqa: DTZ001 - it says no zone
    return moment.isoformat() if moment.time() != datetime.min.time() else moment.date().isoformat()


def _plain(value: object, depth: int = 3) -> object:
    """The value within a list of one, or within an object that only says of which kind it is."""
    if isinstance(value, (list, tuple)) and len(value) == 1 and depth:
        return _plain(value[0], depth - 1)
    if isinstance(value, dict) and depth:
        inner = next((value[name] for name in _INNER if value.get(name) is not None), None)
        return _plain(inner, depth - 1)
    return value


def _address(text: str) -> str:
    """An address that lacks its scheme as browsers take it."""
    text = text.strip()
    return f"https://{text.removeprefix('//')}" if text.lower().startswith(("www.", "//")) else text


def _text(value: object) -> str | None:
    if value is None or isinstance(value, (list, dict)) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return str(value).strip() or None


def _whole(text: str) -> str:
    """The text with escaped surrogate pairs joined, and a lone surrogate, which no encoding has, as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
