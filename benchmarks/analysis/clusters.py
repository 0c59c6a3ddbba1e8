"""Reports gathered into stories by the SQL and the code of the analysis, all of them as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from benchmarks.analysis.texts import Report
from tasks.analyse import stories
from tasks.analyse.terms import terms_of
from tasks.store.sql import sql_text


def links(found: Sequence[Report]) -> list[stories.Link]:
    database = duckdb.connect(config={"threads": 1})
    database.execute(
        "CREATE TABLE window_terms"
        " (article_id VARCHAR, day INTEGER, terms VARCHAR[], weights INTEGER[], is_new BOOLEAN)"
    )
    terms = [(one, terms_of(one.title, one.body)) for one in found]
    columns = (
        [one.name for one, _ in terms],
        [one.day for one, _ in terms],
        [[term for term, _ in weights] for _, weights in terms],
        [[weight for _, weight in weights] for _, weights in terms],
    )
    database.execute("INSERT INTO window_terms SELECT unnest(?), unnest(?), unnest(?), unnest(?), true", columns)
    rows = database.execute(
        sql_text("tasks.analyse", "near"),
        {
            "days": stories.DAYS,
            "strong": stories.STRONGEST,
            "shared": stories.SHARED_TERMS,
            "floor": stories.FLOOR,
            "nearest": stories.NEAREST,
            "commonest": stories.COMMONEST,
        },
    ).fetchall()
    assert not rows or isinstance(rows[0][3], date)
    return [stories.Link(one, other, similarity) for one, other, similarity, _ in rows]


def clustered(found: Sequence[Report], threshold: float = stories.THRESHOLD) -> list[set[str]]:
    return [set(names) for names in stories.gather(links(found), {}, threshold)]
