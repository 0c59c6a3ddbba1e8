"""The articles of a batch against all others: copies, stories, the same words. What is read and written in the
warehouse is read and written in short pieces; the comparing itself happens between them, without the lock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

import duckdb

from tasks.analyse import stories, unquoted, utterances
from tasks.analyse.consensus import Vote, agreed_speaker
from tasks.analyse.copies import Copy, Text, compare
from tasks.analyse.shingles import words_of
from tasks.analyse.storing import insert
from tasks.store.sql import sql_text

_NAMESPACE = UUID("8c6d3f0e-5b1f-5a52-9f6b-2f1c7f4f3a11")
MOST_PAIRS = 100
"""Articles that one is compared with for copies: those with the most keys in common."""
COMMONEST_KEY = 200
MOST_OF_A_STORY = 200
"""Articles of one story whose short quotations are compared."""


@dataclass
class StoredArticle:
    """An article as the warehouse has it."""

    article_id: str
    version: int
    source_id: str
    at: datetime
    agency: str | None
    body: str
    positions: list[int] = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    kinds: list[str] = field(repr=False)

    @cached_property
    def text(self) -> Text:
        return Text(self.body, list(zip(self.starts, self.ends, strict=True)))


def run_sql(database: duckdb.DuckDBPyConnection, name: str, **given: Any) -> list[tuple[Any, ...]]:
    return database.execute(sql_text("tasks.analyse", name), given or None).fetchall()


def stored(database: duckdb.DuckDBPyConnection, articles: Iterable[str]) -> dict[str, StoredArticle]:
    """These articles by their id; those that are gone are left out."""
    wanted = sorted(set(articles))
    rows = run_sql(database, "texts", articles=wanted) if wanted else []
    return {row[0]: StoredArticle(*row) for row in rows}


# ---- copies


@dataclass
class CopySearch:
    """The pairs to compare and their texts."""

    pairs: list[tuple[str, str]]
    articles: dict[str, StoredArticle]


def find_copies(database: duckdb.DuckDBPyConnection) -> CopySearch:
    """The candidates of the batch. Reads the table `batch`."""
    rows = run_sql(database, "copy_pairs", commonest=COMMONEST_KEY, nearest=MOST_PAIRS)
    pairs = [(one, other) for one, other, _ in rows]
    return CopySearch(pairs, stored(database, {name for pair in pairs for name in pair}))


def compare_pairs(search: CopySearch) -> list[tuple[StoredArticle, StoredArticle, Copy]]:
    """Earlier, later and what they share, for every pair that shares enough."""
    found = []
    for names in search.pairs:
        if all(name in search.articles for name in names):
            earlier, later = sorted((search.articles[name] for name in names), key=lambda one: (one.at, one.article_id))
            copy = compare(earlier.text, later.text)
            if copy is not None:
                found.append((earlier, later, copy))
    return found


def store_copies(
    database: duckdb.DuckDBPyConnection, found: Sequence[tuple[StoredArticle, StoredArticle, Copy]]
) -> None:
    insert(
        database,
        "analysis.copies",
        ["earlier_id", "earlier_version", "later_id", "later_version", "kind", "prose_words", "quoted_words", "share",
         "containment", "agency"],
        [
            (a.article_id, a.version, b.article_id, b.version, c.kind, c.prose_words, c.quoted_words, c.share,
             c.containment, b.agency or a.agency)
            for a, b, c in found
        ],
    )  # fmt: skip
    insert(
        database,
        "analysis.copy_parts",
        ["earlier_id", "later_id", "part", "later_start", "later_end", "earlier_start", "earlier_end", "words"],
        [
            (a.article_id, b.article_id, number, p.later_start, p.later_end, p.earlier_start, p.earlier_end, p.words)
            for a, b, c in found
            for number, p in enumerate(c.parts)
        ],
    )


# ---- stories


def update_stories(database: duckdb.DuckDBPyConnection) -> set[str]:
    """Link the batch to the articles of its days, and decide the open stories again. Returns the stories that
    changed.
    """
    run_sql(database, "window_days", days=stories.DAYS)
    run_sql(database, "window")
    links = run_sql(
        database,
        "near",
        days=stories.DAYS,
        strong=stories.STRONGEST,
        shared=stories.SHARED_TERMS,
        floor=stories.FLOOR,
        nearest=stories.NEAREST,
        commonest=stories.COMMONEST,
    )
    insert(database, "analysis.story_links", ["one_id", "other_id", "similarity", "day"], links)
    rows = run_sql(database, "open_stories", days=stories.DAYS, open_days=stories.OPEN_DAYS)
    return _decide(database, rows)


def _decide(database: duckdb.DuckDBPyConnection, rows: list[tuple[Any, ...]]) -> set[str]:
    had: dict[str, str] = {}
    settled: dict[str, str] = {}
    everyone: set[str] = set()
    links = []
    for one, other, similarity, one_story, other_story, one_is_old, other_is_old in rows:
        links.append(stories.Link(one, other, similarity))
        everyone |= {one, other}
        for name, story, is_old in ((one, one_story, one_is_old), (other, other_story, other_is_old)):
            if story:
                had[name] = story
                if is_old:
                    settled[name] = story
    clusters = stories.gather(links, settled)
    story_of = _named(clusters, had, settled)
    changed = {name for name in everyone - settled.keys() if story_of.get(name) != had.get(name)}
    batch = {row[0] for row in database.execute("SELECT article_id::VARCHAR FROM batch").fetchall()}
    touched = {story for name in changed | batch for story in (story_of.get(name), had.get(name)) if story}
    gone = (batch - everyone) | ({row[0] for row in run_sql(database, "left_alone")} - everyone)
    touched |= {
        row[0]
        for row in database.execute(
            "SELECT DISTINCT story_id::VARCHAR FROM analysis.story_articles"
            " WHERE article_id IN (SELECT unnest(?)::UUID)",
            [sorted(gone)],
        ).fetchall()
    }
    moved = sorted(changed | gone)
    database.execute("DELETE FROM analysis.story_articles WHERE article_id IN (SELECT unnest(?)::UUID)", [moved])
    database.execute(
        "INSERT INTO analysis.story_articles"
        " SELECT w.story_id::UUID, a.article_id, coalesce(v.published_at, a.first_seen_at)"
        " FROM (SELECT unnest(?) AS story_id, unnest(?)::UUID AS article_id) AS w JOIN articles AS a USING (article_id)"
        " JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version",
        [[story_of[name] for name in moved if name in story_of], [name for name in moved if name in story_of]],
    )
    _count_stories(database, touched)
    return touched


def _named(clusters: list[list[str]], had: dict[str, str], settled: dict[str, str]) -> dict[str, str]:
    """A cluster keeps the story that most of its articles have; of two that claim one, the one with more of it."""
    claims = []
    for number, cluster in enumerate(clusters):
        fixed = {settled[name] for name in cluster if name in settled}
        votes = Counter(had[name] for name in cluster if name in had)
        claims += [(name not in fixed, -count, name, number) for name, count in votes.items()]
    name_of: dict[int, str] = {}
    taken: set[str] = set()
    for _, _, story, number in sorted(claims):
        if number not in name_of and story not in taken:
            name_of[number] = story
            taken.add(story)
    story_of: dict[str, str] = {}
    for number, cluster in enumerate(clusters):
        story = name_of.get(number) or str(uuid5(_NAMESPACE, f"story:{cluster[0]}"))
        if number not in name_of and story in taken:
            story = str(uuid5(_NAMESPACE, f"story:{','.join(cluster)}"))
        taken.add(story)
        story_of.update(dict.fromkeys(cluster, story))
    return story_of


def _count_stories(database: duckdb.DuckDBPyConnection, touched: set[str]) -> None:
    names = sorted(touched)
    database.execute("DELETE FROM analysis.stories WHERE story_id IN (SELECT unnest(?)::UUID)", [names])
    database.execute(
        "INSERT INTO analysis.stories"
        " SELECT s.story_id, count(*), count(DISTINCT a.source_id), min(s.reported_at), max(s.reported_at)"
        " FROM analysis.story_articles AS s JOIN articles AS a USING (article_id)"
        " WHERE s.story_id IN (SELECT unnest(?)::UUID) GROUP BY s.story_id",
        [names],
    )


# ---- the same words


@dataclass
class WordSearch:
    """The articles whose quotations are compared, and the story of each that has one."""

    articles: dict[str, StoredArticle]
    story_of: dict[str, str]


def find_words(database: duckdb.DuckDBPyConnection, touched: set[str]) -> WordSearch:
    """What the batch, and the stories that changed, may share words with."""
    rows = run_sql(database, "said_again", stories=sorted(touched), commonest=COMMONEST_KEY, most=MOST_OF_A_STORY)
    articles = stored(database, [row[0] for row in rows])
    story_of = database.execute(
        "SELECT article_id::VARCHAR, story_id::VARCHAR FROM analysis.story_articles"
        " WHERE article_id IN (SELECT unnest(?)::UUID)",
        [sorted(articles)],
    ).fetchall()
    return WordSearch(articles, dict(story_of))


def gather_words(search: WordSearch) -> list[utterances.Utterance]:
    """Utterances among them; a quotation is named `article:position`."""
    words = [
        utterances.QuotedWords(
            f"{one.article_id}:{position}",
            one.article_id,
            one.at.timestamp(),
            tuple(words_of(one.body, start, end).words),
        )
        for one in search.articles.values()
        for position, start, end, kind in zip(one.positions, one.starts, one.ends, one.kinds, strict=True)
        if kind == "slogan" or (kind not in {"title", "scare"} and not utterances.is_name(one.body[start:end]))
    ]
    return utterances.gather(words, search.story_of)


def store_words(database: duckdb.DuckDBPyConnection, search: WordSearch, found: Sequence[utterances.Utterance]) -> None:
    """Replace the utterances that these articles have."""
    compared = sorted(search.articles)
    database.execute(
        "CREATE OR REPLACE TEMP TABLE former_utterances AS"
        " SELECT DISTINCT utterance_id FROM analysis.utterance_quotations"
        " WHERE article_id IN (SELECT unnest(?)::UUID) OR article_id IN (SELECT article_id FROM batch)",
        [compared],
    )
    for table in ("utterances", "utterance_quotations", "utterance_speakers"):
        database.execute(
            f"DELETE FROM analysis.{table} WHERE utterance_id IN (SELECT utterance_id FROM former_utterances)"
        )
    votes, copies = _votes(database, compared)
    rows, members, agreed = [], [], []
    for one in found:
        utterance = str(uuid5(_NAMESPACE, f"utterance:{one.longest}"))
        article, position = one.longest.split(":")
        longest = search.articles[article]
        at = longest.positions.index(int(position))
        of = {name.split(":")[0] for name in one.members}
        sources = {search.articles[name].source_id for name in of}
        count = len(words_of(longest.body, longest.starts[at], longest.ends[at]).words)
        rows.append((utterance, article, longest.version, int(position), count, len(of), len(sources)))
        speaker = agreed_speaker([vote for name in one.members for vote in votes.get(name, ())], copies)
        if speaker is not None:
            agreed.append((utterance, speaker.name, speaker.kind, speaker.votes, speaker.voters, speaker.is_sure))
        for name in one.members:
            of_article, at_position = name.split(":")
            members.append((utterance, of_article, search.articles[of_article].version, int(at_position)))
    insert(
        database,
        "analysis.utterances",
        ["utterance_id", "article_id", "version", "position", "words", "articles", "sources"],
        rows,
    )
    insert(database, "analysis.utterance_quotations", ["utterance_id", "article_id", "version", "position"], members)
    columns = ["utterance_id", "name", "kind", "votes", "voters", "is_sure"]
    insert(database, "analysis.utterance_speakers", columns, agreed)


def _votes(
    database: duckdb.DuckDBPyConnection, articles: list[str]
) -> tuple[dict[str, list[Vote]], set[tuple[str, str]]]:
    """Whom the quotations of these articles (`article:position`) name, and which of the articles are copies."""
    votes: dict[str, list[Vote]] = defaultdict(list)
    speakers = database.execute(
        "SELECT article_id::VARCHAR, position, name, kind FROM analysis.quotation_speakers"
        " WHERE name IS NOT NULL AND article_id IN (SELECT unnest(?)::UUID) ORDER BY ALL",
        [articles],
    ).fetchall()
    for article, position, name, kind in speakers:
        votes[f"{article}:{position}"].append(Vote(article, name, kind))
    copies = database.execute(
        "SELECT later_id::VARCHAR, earlier_id::VARCHAR FROM analysis.copies WHERE kind IN ('same', 'copy')"
        " AND later_id IN (SELECT unnest($articles)::UUID) AND earlier_id IN (SELECT unnest($articles)::UUID)",
        {"articles": articles},
    ).fetchall()
    return votes, set(copies)


def find_unquoted(search: WordSearch, touched: set[str]) -> list[tuple[Any, ...]]:
    """Rows of analysis.said_unquoted for the stories that changed."""
    of_story: dict[str, list[StoredArticle]] = defaultdict(list)
    for name, story in search.story_of.items():
        if story in touched:
            of_story[story].append(search.articles[name])
    rows: list[tuple[Any, ...]] = []
    for members in of_story.values():
        first = sorted(members, key=lambda one: (one.at, one.article_id))[: unquoted.MAX_ARTICLES]
        quoted = [
            unquoted.Quoted(number, position, start, end)
            for number, one in enumerate(first)
            for position, start, end in zip(one.positions, one.starts, one.ends, strict=True)
        ]
        for said in unquoted.said_without_marks([one.body for one in first], [one.text for one in first], quoted):
            one, other = first[said.quotation.article], first[said.article]
            rows.append(
                (
                    one.article_id,
                    one.version,
                    said.quotation.position,
                    other.article_id,
                    other.version,
                    said.start,
                    said.end,
                    said.words,
                )
            )
    return rows


def store_unquoted(database: duckdb.DuckDBPyConnection, touched: set[str], rows: Sequence[tuple[Any, ...]]) -> None:
    database.execute(
        "DELETE FROM analysis.said_unquoted WHERE article_id IN"
        " (SELECT article_id FROM analysis.story_articles WHERE story_id IN (SELECT unnest(?)::UUID))",
        [sorted(touched)],
    )
    insert(
        database,
        "analysis.said_unquoted",
        ["article_id", "version", "position", "other_id", "other_version", "char_start", "char_end", "words"],
        rows,
    )
