"""Word forms for search: the stem of every indexed word, so that "strikes" finds "strike".

Stemming happens here, when words are indexed; the table search.stems goes into the snapshot, so the macro search()
needs no library. Snowball (Porter 2001) stems the folded words: a language whose endings need accents gains less.
"""

from __future__ import annotations

import duckdb
import Stemmer

from tasks.store.engine import as_json
from tasks.store.sql import sql_text

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Language of an article (ISO 639) to Snowball's name for its rules."""
STEMMED = sorted(_ALGORITHMS)


def add_stems(database: duckdb.DuckDBPyConnection) -> None:
    """Add the words of the temporary table `numbered` (just indexed) that have no stem in their language yet."""
    _add(database, "stems_new")


def add_missing_stems(database: duckdb.DuckDBPyConnection) -> None:
    """Add the words of the whole index where there are none: after the migration that added stems."""
    found = database.execute(
        "SELECT NOT EXISTS (FROM search.stems)"
        " AND EXISTS (SELECT 1 FROM article_versions WHERE list_contains($languages, language))",
        {"languages": STEMMED},
    ).fetchone()
    if found and found[0]:
        _add(database, "stems_missing")


def _add(database: duckdb.DuckDBPyConnection, words_from: str) -> None:
    words: dict[str, list[str]] = {}
    database.execute(sql_text("tasks.load", words_from))
    rows = database.execute(sql_text("tasks.load", "stems"), {"languages": STEMMED}).fetchall()
    for language, term in rows:
        words.setdefault(language, []).append(term)
    for language, terms in words.items():
        stems = Stemmer.Stemmer(_ALGORITHMS[language]).stemWords(terms)
        database.execute(
            "INSERT INTO search.stems (language, term, stem)"
            """ SELECT $language, unnest(from_json($terms, '["VARCHAR"]')), unnest(from_json($stems, '["VARCHAR"]'))""",
            {"language": language, "terms": as_json(terms), "stems": as_json(stems)},
        )
