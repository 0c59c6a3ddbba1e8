"""Articles that pass every check, what breaks each check, and a published past of their source."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from schemas.fields import Article
from schemas.identity import content_hash, source_id
from schemas.records import Candidate, Capture
from tasks.runs.handover import write_rows

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
"""When everything was captured."""
SOURCE = "courier"
ADDRESSES = {"address_is_a_page": {"url": "https://a.example/"}}
"""What breaks a check by the candidate, not by the article."""
ALSO = {
    "text_long_enough": {"words_enough", "text_as_long_as_usual", "title_fits_text"},
    "words_enough": {"text_as_long_as_usual", "title_fits_text"},
    "text_not_a_book": {"text_as_long_as_usual"},
    "text_is_letters": {"title_fits_text"},
    "paragraphs_are_parted": {"text_as_long_as_usual"},
    "language_is_code": {"language_is_usual"},
    "script_fits_language": {"language_is_usual"},
}
"""What cannot be broken alone: a short line has few words."""


def text(*paragraphs: str) -> dict[str, object]:
    """Body and offsets of the paragraphs given."""
    offsets, at = [], 0
    for paragraph in paragraphs:
        offsets.append({"char_start": at, "char_end": at + len(paragraph)})
        at += len(paragraph) + 2
    body = "\n\n".join(paragraphs)
    return {"body": body, "paragraphs": offsets, "text_hash": str(content_hash(body))}


def sentences(key: int, count: int) -> str:
    """So many different sentences, in which `key` tells one text from another."""
    return " ".join(
        f"On day {number} of case {key} the council of Port Ellery voted to rebuild the old quay before winter."
        for number in range(count)
    )


def good(position: int, **changes: object) -> Article:
    """An article of some 120 words that no check objects to, with these changes."""
    whole = text(*(sentences(10 * position + part, 2) for part in range(4)))
    article = Article(
        position=position,
        content_hash=str(content_hash("Council rebuilds quay", str(whole["body"]))),
        title="Council rebuilds quay",
        title_from="json_ld",
        language="en",
        authors=[{"author_id": "x", "name": "Ana Ruiz"}],
        published_at=AT - timedelta(days=1),
        published_precision="minute",
        modified_at=AT,
        sitename="The Courier",
        canonical_url=f"https://www.a.example/{position}",
        page_kind="article",
        text_doubt=0.05,
        extractor="trafilatura",
        **whole,  # type: ignore[arg-type]
    )
    return replace(article, **changes)  # type: ignore[arg-type]


def batch(folder: Path, articles: list[Article], candidates: dict[int, dict[str, object]] | None = None) -> Path:
    """A batch's folder with these articles; `candidates`: position -> what is different about its candidate."""
    folder.mkdir(exist_ok=True, parents=True)
    rows = [replace(_candidate(a.position), **(candidates or {}).get(a.position, {})) for a in articles]  # type: ignore[arg-type]
    write_rows(folder / "candidates.parquet", Candidate, rows)
    write_rows(folder / "articles.parquet", Article, articles)
    write_rows(folder / "captures.parquet", Capture, [Capture(position=a.position, fetched_at=AT) for a in articles])
    return folder


def _candidate(position: int) -> Candidate:
    return Candidate(
        position=position,
        source_id=str(source_id(SOURCE)),
        source_name=SOURCE,
        source_kind="files",
        source_location="in",
        address=f"https://a.example/{position}",
        address_id=str(source_id(f"address {position}")),
        url=f"https://a.example/{position}",
    )


def lived_through(snapshot: Path) -> Path:
    """Give the source of a snapshot without rows a past of 40 articles: in English, of 100 to 178 words."""
    with duckdb.connect(str(snapshot)) as database:
        database.execute(
            """
            INSERT INTO articles
            SELECT uuid(), ?::UUID, 'https://a.example/old/' || i, NULL, now(), now(), 1, 'live', NULL
            FROM range(40) AS t (i)
            """,
            [str(source_id(SOURCE))],
        )
        database.execute("""
            INSERT INTO article_versions BY NAME
            SELECT article_id, 1 AS version, uuid() AS content_hash, uuid() AS text_hash, 'old' AS body,
            'en' AS language,
                98 + 2 * row_number() OVER () AS word_count, 'article' AS page_kind, [] AS flags, uuid() AS capture_id,
                'trafilatura' AS extractor, 'run-0' AS run_id, now() AS loaded_at
            FROM articles
        """)
    return snapshot


def faults(key: int = 0) -> dict[str, dict[str, object]]:
    """What is changed about an article, check by check; `key` tells the text of one broken article from that of
    another.
    """
    some = sentences(7, 4)
    at = 100_000 * (key + 1)
    return {
        "page_is_article": {"page_kind": "soft_404"},
        "text_long_enough": text(f"A short line {key}."),
        "words_enough": text("Extraordinarily incomprehensible " * 5 + f"{key}."),
        "text_not_a_book": text(*(sentences(at + part, 50) for part in range(100))),
        "text_decoded": {"replacement_count": 40},
        "text_without_mojibake": text(sentences(at + 70, 4) + " MÃ¼nchen cafÃ©."),
        "text_without_markup": text(sentences(at + 71, 4), "<div> &nbsp; " * 4 + "is in the text."),
        "text_is_letters": text("0-1 2:3 44 " * 60 + str(key)),
        "paragraphs_not_repeated": text(sentences(at + 82, 4), *["So it is, they said."] * 4),
        "no_boilerplate": text("Subscribe now to our newsletter. " + sentences(at + 72, 2), sentences(at + 73, 2)),
        "text_as_long_as_usual": text(*(sentences(at + part, 10) for part in range(60))),
        "letters_not_lost": text(sentences(at + 74, 4), "In M?nchen, in K?ln and in D?sseldorf."),
        "text_is_visible": text(sentences(at + 75, 5) + "\u200b" * 40 + "."),
        "no_template_left": text(sentences(at + 76, 5), "Welcome, {{ reader }}."),
        "text_does_not_shout": text(sentences(at + 77, 5).upper()),
        "sentences_not_repeated": text(sentences(at + 78, 3), sentences(at + 78, 3) + " Once more."),
        "no_navigation": text(
            sentences(at + 79, 5), "Home", "Sport today", "Weather", "The arts", "About us", "Your letters"
        ),
        "paragraphs_are_parted": text(sentences(at + 80, 90)),
        "text_has_an_end": text(sentences(at + 81, 5), "The mayor said that …"),
        "text_is_sure": {"text_doubt": 0.4},
        "not_a_list_of_links": {
            "links": [{"url": "https://b.example", "host": "b.example", "anchor": str(n)} for n in range(40)]
        },
        "text_is_its_own": text(some),
        "has_title": {"title": None},
        "title_length": {"title": "A b"},
        "title_is_no_address": {"title": "https://a.example/1"},
        "title_is_not_the_site": {"title": "The Courier"},
        "title_does_not_shout": {"title": "COUNCIL REBUILDS THE QUAY"},
        "title_fits_text": {"title": "Seventeen otters escape from zoological gardens"},
        "has_date": {"published_at": None},
        "date_plausible": {"refused_date": "2031-01-01"},
        "date_is_meant": {"published_at": AT.replace(month=1, day=1, hour=0, minute=0)},
        "date_in_living_memory": {"published_at": AT - timedelta(days=9200)},
        "modified_after_published": {"modified_at": AT - timedelta(days=9)},
        "modified_before_capture": {"modified_at": AT + timedelta(days=9)},
        "has_author": {"authors": []},
        "authors_are_names": {"authors": [{"author_id": "x", "name": "Ana Ruiz " * 9}]},
        "not_too_many_authors": {
            "authors": [{"author_id": str(n), "name": f"Person {chr(65 + n)}"} for n in range(21)]
        },
        "authors_without_addresses": {"authors": [{"author_id": "x", "name": "ana@courier.example"}]},
        "language_known": {"language": None},
        "language_is_code": {"language": "english"},
        "language_is_usual": {"language": "fr"},
        "script_fits_language": {"language": "el"},
        "address_is_a_page": {},
        "canonical_is_here": {"canonical_url": "https://other.example/1"},
    }
