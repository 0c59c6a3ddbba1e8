"""The fields of an article, each written once: type, meaning, and where it is compared, shown and exported.

The record that cleaning hands on, the comparison of versions, the view `latest_articles`, the export, the comments in
the database and the data model in docs/ are all made from here. A new field is one entry here, the line in cleaning
that fills it, and one migration that adds its column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

from schemas.records import Record, SqlType

TitleFrom = Literal[
    "manifest", "front_matter", "document", "open_graph", "json_ld", "h1", "title", "trafilatura", "feed", "derived"
]
AuthorsFrom = Literal["manifest", "front_matter", "document", "json_ld", "meta", "byline", "trafilatura", "feed"]
StatedFrom = Literal["json_ld", "open_graph", "meta"]
PublishedFrom = Literal[
    "manifest",
    "front_matter",
    "document",
    "json_ld",
    "open_graph",
    "meta",
    "shown",
    "time",
    "address",
    "htmldate",
    "feed",
]
ModifiedFrom = Literal["front_matter", "document", "json_ld", "open_graph", "meta", "feed"]
LanguageFrom = Literal[
    "manifest", "front_matter", "document", "html_lang", "json_ld", "open_graph", "meta", "feed", "source", "detector"
]

PROVENANCE: dict[str, str] = {
    "manifest": "the manifest's column",
    "front_matter": "the YAML block above a Markdown text",
    "document": "the metadata of a PDF, Word document or EPUB",
    "json_ld": "the page's JSON-LD (schema.org)",
    "open_graph": "OpenGraph elements (og:, article:) and their like",
    "meta": "other meta elements",
    "html_lang": "the lang attribute of the html element",
    "h1": "the first-level heading",
    "title": "the title element",
    "byline": "the line with names that readers see",
    "shown": "the date that readers see near the headline",
    "time": "an element marked as the date of publication (pubdate, microdata, RDFa)",
    "address": "the day in the address",
    "htmldate": "the htmldate library, which looks at the whole page",
    "trafilatura": "the trafilatura library, which looks at the whole page",
    "feed": "the feed or sitemap that offered the article",
    "source": "the declaration of the source",
    "detector": "the language detector, from the text",
    "derived": "the first short line of a plain text, or the largest at the top of a document",
}
"""What each value of the `*_from` columns means."""


@dataclass(frozen=True, slots=True)
class Field(SqlType):
    """One column of an article.

    `compared`: how a replay notices a difference. `value`: the values differ, which makes a further version. `hash`:
    the content hash covers it. `report`: only `replay --compare` shows it.
    """

    sql: str = ""
    """DuckDB's type, where the annotation does not tell it."""
    meaning: str = ""
    """The comment in the database. Empty for a field that only steps hand each other."""
    compared: Literal["", "value", "hash", "report"] = ""
    is_shown: bool = False
    """Whether `latest_articles` has it."""
    is_exported: bool = False
    name: str = ""
    table: str = "article_versions"


def _from(kind: object, of: str, *, shown: bool = False) -> Field:
    return Field("VARCHAR", f"Where {of} comes from: {', '.join(get_args(kind))}.", is_shown=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Record):
    """The clean record made from a capture, or the reason why none could be made."""

    position: int
    reason: str | None = None
    detail: str | None = None
    content_hash: Annotated[
        str | None,
        Field(
            meaning="First 128 bits of the SHA-256 of title and body with white space folded: another hash is a further"
            " version."
        ),
    ] = None
    text_hash: Annotated[
        str | None, Field(meaning="The same of the body alone: equal for the same text under another address or title.")
    ] = None
    title: Annotated[
        str | None,
        Field(
            meaning="Title as the publisher names the article, without the site's name.",
            compared="hash", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    title_from: Annotated[TitleFrom | None, _from(TitleFrom, "title")] = None
    headline: Annotated[
        str | None,
        Field(
            meaning="The heading that readers see on the page; often longer than the title.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    description: Annotated[
        str | None,
        Field(
            meaning="Summary that the publisher wrote for search engines and feeds.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    body: Annotated[
        str | None,
        Field(
            meaning="The text: paragraphs with a blank line between.",
            compared="hash", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    paragraphs: Annotated[list[dict[str, int]], SqlType("STRUCT(char_start INTEGER, char_end INTEGER)[]")] = field(
        default_factory=list
    )
    """Offsets into body, in code points: body[char_start:char_end]."""
    language: Annotated[
        str | None,
        Field(meaning="Language of the text (ISO 639-1).", compared="value", is_shown=True, is_exported=True),
    ] = None
    language_from: Annotated[LanguageFrom | None, _from(LanguageFrom, "language")] = None
    place: Annotated[
        str | None,
        Field(
            meaning="Place named in the dateline that begins the text.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    section: Annotated[
        str | None, Field(meaning="Section of the outlet.", compared="value", is_shown=True, is_exported=True)
    ] = None
    authors: Annotated[
        list[dict[str, str]],
        Field(
            "STRUCT(author_id VARCHAR, name VARCHAR, kind VARCHAR)[]",
            "Names of the authors in the order of the byline; article_authors has their ids. Empty where none are"
            " named.",
            is_shown=True, is_exported=True,
        ),
    ] = field(default_factory=list)  # fmt: skip
    authors_from: Annotated[AuthorsFrom | None, _from(AuthorsFrom, "authors")] = None
    tags: Annotated[
        list[dict[str, str]],
        Field(
            "STRUCT(tag_id VARCHAR, name VARCHAR)[]",
            "The publisher's keywords, in its order; article_tags has their ids. Empty where there are none.",
            is_shown=True, is_exported=True,
        ),
    ] = field(default_factory=list)  # fmt: skip
    published_at: Annotated[
        datetime | None,
        Field(
            meaning="When it was published (UTC); a day without a time is stored as its midnight.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    published_on: Annotated[
        date | None,
        Field(
            meaning="Day of publication where the outlet is: in the declared time zone of the source, else as the page"
            " shows or writes it. Unlike published_at::DATE it does not move with the time zone of the client.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    published_precision: Annotated[
        str | None,
        Field(
            meaning="How exactly published_at is known: day, minute or second. A time that was written without a known"
            " zone is known to the day; published_at has it as if it were UTC.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    published_zone: Annotated[
        str | None,
        Field(
            meaning="Offset from UTC that the publisher wrote with published_at, as +05:30: add it to have the day and"
            " hour of the place; null where none was written, and the time is UTC or in the time zone of the source.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    published_from: Annotated[PublishedFrom | None, _from(PublishedFrom, "published_at")] = None
    refused_date: str | None = None
    """A date that was stated but cannot be one of publication."""
    modified_at: Annotated[
        datetime | None,
        Field(
            meaning="When the publisher says it last changed (UTC).",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    modified_precision: Annotated[
        str | None, Field(meaning="How exactly modified_at is known, as published_precision.", compared="value")
    ] = None
    modified_from: Annotated[ModifiedFrom | None, _from(ModifiedFrom, "modified_at")] = None
    is_free: Annotated[
        bool | None,
        Field(
            meaning="Whether the publisher says that everybody may read all of it; null where nothing is said.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    image_url: Annotated[
        str | None, Field(meaning="Address of the lead image.", compared="value", is_shown=True, is_exported=True)
    ] = None
    canonical_url: Annotated[
        str | None,
        Field(
            meaning="Address that the page of the current version declares as its own.",
            compared="value", is_shown=True, is_exported=True, table="articles",
        ),
    ] = None  # fmt: skip
    sitename: Annotated[str | None, Field(meaning="Name that the page gives its site.", compared="value")] = None
    outlet: Annotated[
        str | None,
        Field(
            meaning="Where the article appeared, as the manifest or the call says, where one source carries several.",
            compared="value", is_shown=True, is_exported=True,
        ),
    ] = None  # fmt: skip
    page_kind: Annotated[
        str | None,
        Field(meaning="article or live_blog; other kinds of pages are held.", compared="report", is_exported=True),
    ] = None
    text_doubt: Annotated[
        float | None,
        Field(
            "FLOAT",
            "How unsure the model was of which parts of the page are text, 0 to 1: its mean doubt for each character"
            " taken; null where no model chose the text.",
            compared="report", is_exported=True,
        ),
    ] = None  # fmt: skip
    links: Annotated[list[dict[str, str]], SqlType("STRUCT(url VARCHAR, host VARCHAR, anchor VARCHAR)[]")] = field(
        default_factory=list
    )
    charset: str | None = None
    replacement_count: int = 0
    """Characters that could not be decoded."""
    extractor: Annotated[
        str | None,
        Field(
            meaning="What made text of the capture: trafilatura for pages, pdfium for PDF, broadsheet for plain text,"
            " Markdown, Word documents and EPUB; feed where the text is the feed's own, because its page is denied,"
            " gone or shows less."
        ),
    ] = None
    extractor_version: Annotated[str | None, Field(meaning="Version of the extractor.")] = None
    elapsed_ms: int = 0


_BEFORE = (
    Field(
        "UUID", "The article: UUIDv5 of its address key. One address, one article.", "", True, True, "article_id", "",
    ),
    Field("VARCHAR", "Name of the source.", "", True, True, "source", "sources"),
    Field(
        "VARCHAR", "Address it was taken from: a web address, or a file's URI where no web address is known.",
        "", True, True, "url", "articles",
    ),
)  # fmt: skip
_AFTER = (
    Field("INTEGER", "Words of the body, parted by white space.", "", True, True, "word_count"),
    Field("INTEGER", "Number of the version, from 1, in the order of loading.", "", True, True, "version"),
    Field("VARCHAR[]", "Ids of the checks that this version failed without being held.", "", True, True, "flags"),
    Field("UUID", "The capture it was made from.", name="capture_id"),
    Field("VARCHAR", "The run that loaded it.", name="run_id"),
    Field("TIMESTAMPTZ", "When it was loaded.", "", False, True, "loaded_at"),
    Field("UUID", "The source that first offered it.", name="source_id", table="articles"),
    Field("INTEGER", "Number of the newest version, from 1.", name="current_version", table="articles"),
    Field("TIMESTAMPTZ", "Capture time of the first version.", "", True, True, "first_seen_at", "articles"),
    Field("TIMESTAMPTZ", "When a run last found it, changed or not.", "", True, False, "last_seen_at", "articles"),
    Field(
        "VARCHAR",
        "live, or gone: its address answered 404 or 410 in two runs, and it was not seen anywhere in between. Nothing"
        " of it is deleted.",
        "", True, False, "status", "articles",
    ),
    Field(
        "TIMESTAMPTZ",
        "Of a gone article: when its address was first found empty. It is live again once it is found again.",
        "", True, False, "gone_since", "articles",
    ),
)  # fmt: skip
"""What loading adds to the cleaned fields."""


@cache
def article_fields() -> tuple[Field, ...]:
    """Every column of an article that the database has, in the order in which people see them."""
    return (*_BEFORE, *_cleaned_fields(), *_AFTER)


def _cleaned_fields() -> Iterator[Field]:
    for name, hint in get_type_hints(Article, include_extras=True).items():
        if get_origin(hint) is not Annotated:
            continue
        for note in get_args(hint)[1:]:
            if isinstance(note, Field):
                yield Field(
                    note.sql or Article.LAYOUT[name], note.meaning, note.compared, note.is_shown, note.is_exported,
                    name, note.table,
                )  # fmt: skip


_ALIASES = {"article_versions": "v", "articles": "a", "sources": "s", "": "a"}
"""How queries that put in a list of fields call the tables."""


def _selected(fields: Iterable[Field]) -> str:
    return ",\n    ".join(map(_column, fields))


def _column(one: Field) -> str:
    column = f"{_ALIASES[one.table]}.{one.name}"
    if one.name == "source":
        return "s.name AS source"
    return f"coalesce({column}, []) AS {one.name}" if one.sql.endswith("[]") else column


def _stored() -> str:
    """Cleaned fields that `article_versions` stores as they are; names of authors and tags are looked up first."""
    fields = [
        one for one in _cleaned_fields() if one.table == "article_versions" and one.name not in {"authors", "tags"}
    ]
    return ",\n    ".join(f"added.{one.name}" for one in fields)


def _values(alias: str) -> str:
    names = [one.name for one in _cleaned_fields() if one.compared == "value"]
    return f"({', '.join(f'{alias}.{name}' for name in ['content_hash', *names])})"


def _changes() -> str:
    return ",\n".join(
        f"{{'field': '{one.name}', 'old': {'a' if one.table == 'articles' else 'old'}.{one.name}::VARCHAR, "
        f"'new': n.{one.name}::VARCHAR}}"
        for one in _cleaned_fields()
        if one.compared
    )


FIELD_LISTS: dict[str, Callable[[], str]] = {
    "shown_columns": lambda: _selected(one for one in article_fields() if one.is_shown),
    "exported_columns": lambda: _selected(one for one in article_fields() if one.is_exported),
    "stored_columns": _stored,
    "values_before": lambda: _values("b"),
    "values_now": lambda: _values("p"),
    "changes": _changes,
}
"""Lists that SQL files name as `{{shown_columns}}`: what people see first, what is exported, what loading stores, what
decides whether a capture that is read again makes a further version, and what `replay --compare` lists (structs of
field, old, new).
"""


def meanings() -> dict[str, str]:
    """What each exported column means, by its name."""
    return {one.name: one.meaning for one in article_fields() if one.is_exported}


def comments_sql() -> str:
    """COMMENT statements for the columns of `articles`, `article_versions` and `latest_articles`."""
    tables = {"article_versions": ["article_versions"], "articles": ["articles"], "": ["articles", "article_versions"]}
    statements = []
    for one in article_fields():
        text = one.meaning.replace("'", "''")
        shown = ["latest_articles"] if one.is_shown else []
        statements += [
            f"COMMENT ON COLUMN {table}.{one.name} IS '{text}';" for table in [*tables.get(one.table, []), *shown]
        ]
    return "\n".join(statements)
