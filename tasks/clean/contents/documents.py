"""What PDF, Word and EPUB documents have in common: stated metadata, a title page of lines, parts in a ZIP file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from lxml import etree

from schemas.fields import PublishedFrom
from tasks.clean.contents import CleanInput, Limits
from tasks.clean.metadata.bylines import names_of_line
from tasks.clean.metadata.claims import judged
from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.people import is_organisation, people
from tasks.clean.metadata.shown_dates import date_of_line
from tasks.clean.metadata.titles import tidy
from tasks.clean.prose import letters_of, line
from tasks.dates import DateContext, Timestamp

_NO_TITLE = re.compile(
    r"^\W*(?:untitled|unbenannt|sans titre|sin título|document\s*\d*|dokument\s*\d*|\(?unspecified\)?|anonymous|title"
    r"|blank)\W*$"
    r"|^microsoft (?:word|powerpoint) - |\.(?:docx?|pdf|indd|rtf|odt|qxp|pages|tex|dvi|xml|html?)$",
    re.IGNORECASE,
)
"""What programs write into the field for the title by themselves."""
_NO_AUTHOR = re.compile(
    r"^\W*(?:\(?unspecified\)?|anonymous|unknown|user|owner|admin(?:istrator)?|default|python-docx"
    r"|microsoft office user|microsoft|author|pc|home|root|lenovo|hp|dell|acer|asus)\W*$",
    re.IGNORECASE,
)
"""What programs and makers of computers write into the field for the author."""
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]{0,1000}(?:\[.*?\]\s*)?>", re.DOTALL)
_FIRST_LINES = 8
"""Paragraphs among which byline and date stand; they end where the text begins."""
_LONGEST_LINE = 110
_MOST_TAGS = 50


@dataclass(slots=True)
class StatedFields:
    """What a document says of itself in its metadata, as written there."""

    title: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str | None = None
    """An edition's date of publication: believed before a date in the text."""
    created: str | None = None
    """When the file was made: believed where the text has no date."""
    modified: str | None = None
    language: str | None = None
    description: str | None = None
    keywords: list[str] = field(default_factory=list)
    publisher: str | None = None
    links: list[dict[str, str]] = field(default_factory=list)


class DocumentRefused(Exception):
    """A document that cannot be read: `code` is the reason of its outcome, the message says why."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def settled(job: CleanInput, stated: StatedFields, headline: str | None, paragraphs: list[str]) -> Metadata:
    """The metadata of a document, by what it states and by its first lines, which are taken out of `paragraphs`.

    Taken out are the headline, a byline and a date that stand in lines of their own: they become fields, as on a page.
    """
    meta = Metadata()
    title = tidy(stated.title)
    if title and _NO_TITLE.search(title):
        title = None
    headline = tidy(headline)
    meta.headline = headline
    meta.title, meta.title_from = title or headline, "document" if title else "derived" if headline else None
    _drop_first(paragraphs, headline, title)
    meta.languages_said = [("document", stated.language)]
    context = DateContext(job.captured_at, stated.language, timezone=job.timezone)
    shown_names, shown_date = _first_lines(paragraphs, context)
    names = [name for name in people(stated.authors) if not _NO_AUTHOR.match(name)]
    if shown_names or names:
        meta.authors, meta.authors_from = shown_names or names, "byline" if shown_names else "document"
        meta.organisations = frozenset(filter(is_organisation, meta.authors))
    if not meta.title and paragraphs and len(paragraphs) > 1:
        first = paragraphs[0]
        if len(first) <= 120 and "\n" not in first and not first.endswith((".", ":", ";", ",")):
            meta.title, meta.title_from = first, "derived"
            del paragraphs[0]
    _settle_dates(meta, job, stated, shown_date)
    description = tidy(stated.description)
    meta.description = None if description and _NO_TITLE.search(description) else description
    tags = {tag.casefold(): tag for text in stated.keywords if (tag := line(text)) and len(tag) <= 80}
    meta.tags = list(tags.values())[:_MOST_TAGS]
    meta.sitename = line(stated.publisher)
    return meta


def _settle_dates(meta: Metadata, job: CleanInput, stated: StatedFields, shown: Timestamp | None) -> None:
    published, meta.refused_date = judged(stated.published, job.captured_at, stated.language, job.timezone)
    created, _ = judged(stated.created, job.captured_at, stated.language, job.timezone)
    witnesses: list[tuple[Timestamp | None, PublishedFrom]] = [
        (published, "document"),
        (shown, "shown"),
        (created, "document"),
    ]
    meta.published, meta.published_from = next(((at, by) for at, by in witnesses if at), (None, None))
    meta.modified, _ = judged(stated.modified, job.captured_at, stated.language, job.timezone)
    meta.modified_from = "document" if meta.modified else None


def _drop_first(paragraphs: list[str], *titles: str | None) -> None:
    """Take the title away from the begin of the text: it is a field."""
    known = {letters_of(title) for title in titles if title}
    for place, text in enumerate(paragraphs[:3]):
        if letters_of(text) in known:
            del paragraphs[place]
            return


def _first_lines(paragraphs: list[str], context: DateContext) -> tuple[list[str], Timestamp | None]:
    """The names of a byline and the date that stand in lines of their own above the text."""
    names: list[str] = []
    date: Timestamp | None = None
    used = []
    for place, text in enumerate(paragraphs[:_FIRST_LINES]):
        if len(text) > _LONGEST_LINE * 2:
            break
        for row in text.split("\n"):
            if not names and len(row) <= _LONGEST_LINE and (names := names_of_line(row)):
                used.append((place, row))
            if date is None and (found := date_of_line(row, context)):
                date = found
                used.append((place, row))
    for place, row in reversed(used):
        if paragraphs[place : place + 1]:
            rest = [other for other in paragraphs[place].split("\n") if other != row]
            paragraphs[place : place + 1] = ["\n".join(rest)] if rest else []
    return names, date


class ZipParts:
    """The parts of a document that is a ZIP file, unpacked up to a limit over all of them."""

    def __init__(self, name: str, file: IO[bytes], limits: Limits) -> None:
        self._name = name
        self._left = limits.document_bytes
        self._limit = limits.document_bytes
        try:
            self._zip = zipfile.ZipFile(file)
            self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise DocumentRefused("bad_document", f"{name}: its ZIP file cannot be read: {error}") from error

    def names(self) -> Sequence[str]:
        """The parts in the order of the file."""
        return list(self._entries)

    def text(self, part: str) -> bytes | None:
        """The bytes of a part, None where there is none of this name. Raises DocumentRefused."""
        entry = self._entries.get(part)
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise DocumentRefused("encrypted", f"{self._name}: {part} asks for a password")
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise DocumentRefused("bad_document", f"{self._name}: {part} cannot be unpacked: {error}") from error
        self._left -= len(content)
        if self._left < 0:
            limit = f"{self._limit / 1e6:g} MB (setting max_document_mb)"
            raise DocumentRefused("too_large", f"{self._name}: its parts are more than {limit} when unpacked")
        return content

    def tree(self, part: str) -> etree._Element | None:
        """A part as XML, None where there is none of this name. Entities are not read. Raises DocumentRefused."""
        content = self.text(part)
        if content is None:
            return None
        # A document type has nothing to say here; its entities could make a megabyte of a line.
        begin = content[:10_000].find(b"<!DOCTYPE")
        if begin >= 0 and (kind := _DOCTYPE.match(content, begin)):
            content = content[:begin] + content[kind.end() :]
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            recover=True,
            huge_tree=True,  # tables in tables are deeper than the parser's usual limit
        )
        try:
            tree = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DocumentRefused("bad_document", f"{self._name}: {part} is no XML: {error}") from error
        if tree is None:
            raise DocumentRefused("bad_document", f"{self._name}: {part} is no XML")
        return tree


def names_in_zip(payload: bytes) -> Iterator[str]:
    """The names of a ZIP file's parts, none where it is damaged."""
    try:
        yield from zipfile.ZipFile(io.BytesIO(payload)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace: documents of some programs leave that out, or have another."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def dublin_core(tree: etree._Element | None) -> dict[str, list[str]]:
    """Values by local name of the metadata elements below a tree, in small letters."""
    found: dict[str, list[str]] = {}
    for element in tree.iter() if tree is not None else ():
        text = line(element.text) if len(element) == 0 else None
        if text:
            found.setdefault(local_name(element).lower(), []).append(text)
    return found
