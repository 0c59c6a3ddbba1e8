"""What the tables hold after the rounds, set beside what a case expects.

What is expected at a path or address is one of

    loaded            the article that the host serves there is in `articles`
    loaded /PATH      what was offered there was loaded, and is the article of that path
    not loaded        it ended otherwise
    ended             it ended in some way
    STATUS [REASON]   its outcome
    a mapping         fields of the article: title, authors, published, precision, url, versions (how many it has),
                      text_from; `said_title`, what its source called it; `asked`, how often its host was asked for it

and in place of a path: `warns`, a pattern that a line of the command's warnings matches; `state`, how asking the
source went; `only`, how many outcomes the source has in all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import duckdb

from tests.flows.acquiring.cases import Case, filled, title_of
from tests.flows.acquiring.sites import Sites

_ARTICLES = """
SELECT a.article_id, s.name AS source, a.url, v.title, v.published_at AS published, v.published_precision AS precision,
    v.authors, v.extractor AS text_from, v.version AS versions
FROM articles AS a
JOIN sources AS s ON s.source_id = a.source_id
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
"""
_OUTCOMES = """
SELECT s.name AS source, o.url, o.status, o.reason, o.detail, o.article_id
FROM ops.outcomes AS o
JOIN sources AS s ON s.source_id = o.source_id
ORDER BY o.run_id, o.position
"""
_SAID = (
    "SELECT s.name AS source, a.url, c.title FROM claims AS c JOIN sources AS s USING (source_id) "
    "JOIN ops.addresses AS a USING (address_id)"
)
_STATES = "SELECT s.name AS source, t.status FROM ops.source_states AS t JOIN sources AS s USING (source_id)"

Row = dict[str, Any]


@dataclass
class World:
    """Everything that the rounds left."""

    sites: Sites
    told: str = ""
    """What the command said on stderr, the warnings of its runs (a person is shown the first of many) and the details
    of outcomes.
    """
    articles: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)
    said: list[Row] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    added: dict[str, Any] = field(default_factory=dict)
    """Case -> what `broadsheet sources add` declared."""

    def read(self, snapshot: str) -> None:
        with duckdb.connect(snapshot, read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            self.articles = _rows(database, _ARTICLES)
            self.outcomes = _rows(database, _OUTCOMES)
            self.said = _rows(database, _SAID)
            warnings = database.execute("SELECT unnest(warnings) FROM ops.runs").fetchall()
            self.told += "\n".join(words for (words,) in warnings)
            self.told += "\n".join(row["detail"] or "" for row in self.outcomes)
            self.states = {row["source"]: row["status"] for row in _rows(database, _STATES)}

    def fault(self, case: Case, key: str, place: str, wanted: Any) -> str | None:
        """What is not as the case expects it; None where all is."""
        if place == "warns":
            pattern = filled(wanted, case, self.sites.port)
            words = " ".join(self.told.split())
            return None if re.search(pattern, words) else f"no warning like {pattern}"
        source = case.source(key)
        if place == "state":
            found = self.states.get(source)
            return None if found == wanted else f"the state is {found}"
        ends = [row for row in self.outcomes if row["source"] == source]
        if place == "only":
            return None if len(ends) == wanted else f"{len(ends)} outcomes: {[_told(row) for row in ends]}"
        at = filled(place, case, self.sites.port)
        here = [row for row in ends if row["url"].endswith(at)]
        if not here and place.endswith("#"):
            here = [row for row in ends if place in row["url"]]
        return self._fault(case, place, wanted, here, f"; the outcomes are {[_told(row) for row in ends]}")

    def _fault(self, case: Case, place: str, wanted: Any, here: list[Row], ends: str) -> str | None:
        match wanted if isinstance(wanted, str) else "mapping":
            case "loaded":
                return None if self._article(case, place) else f"no article{ends}"
            case "mapping":
                found = self._article(case, place)
                if found is None and "asked" not in wanted:
                    return f"no article{ends}"
                facts = {name: self._fact(case, place, name, found or {}) for name in wanted}
                expected = {name: self._filled(case, value) for name, value in wanted.items()}
                return None if facts == expected else f"it is {facts}, expected {expected}"
            case "ended":
                return None if here else f"no outcome{ends}"
            case "not loaded":
                return (
                    None if here and all(row["status"] != "loaded" for row in here) else f"loaded, or no outcome{ends}"
                )
        status, _, rest = wanted.partition(" ")
        if rest.startswith("/"):
            target = self._article(case, rest)
            is_it = target and any(row["article_id"] == target["article_id"] for row in here)
            return None if is_it else f"not the article of {rest}{ends}"
        right = any(row["status"] == status and (not rest or row["reason"] == rest) for row in here)
        return None if right else f"not {wanted}{ends}"

    def _article(self, case: Case, place: str) -> Row | None:
        title = title_of(case, place)
        address = filled(place if "://" in place else "{here}" + place, case, self.sites.port)
        return next((row for row in self.articles if title == row["title"] or row["url"] == address), None)

    def _fact(self, case: Case, place: str, name: str, found: Row) -> Any:
        if name == "asked":
            return self.sites.asked[case.name, place]
        if name == "said_title":
            return next((row["title"] for row in self.said if row["url"] == found["url"]), None)
        if name == "published":
            return found["published"].isoformat() if found["published"] else None
        return found[name]

    def _filled(self, case: Case, value: Any) -> Any:
        return filled(value, case, self.sites.port) if isinstance(value, str) else value


def _rows(database: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    answer = database.execute(sql)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _told(row: Row) -> str:
    return f"{row['url']}: {row['status']} {row['reason']} {row['detail'] or ''}".rstrip()
