"""A data folder with articles of invented outlets, published, to be analysed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.identity import address_id, source_id
from schemas.settings import Settings
from tasks.analyse import Analysed
from tasks.analyse.run import analyse
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.store.engine import attached

WALKOUT = (
    "Dockers in Port Ellerby walked out on Monday after a crane dropped a container on the north quay, "
    "the second time this year.\n\n"
    "“We will not stand under that crane for another hour,” said Marian Oduya, "
    "who leads the pilots and dockers of the port.\n\n"
    "The harbour company said it was “deeply sorry” and would send an engineer to look at the brake of the crane "
    "before the night."
)
WALKOUT_ELSEWHERE = (
    "Work at Port Ellerby stopped on Monday when dockers refused to pass below a crane whose container had fallen on "
    "the quay.\n\n"
    "Marian Oduya told the crowd: “We will not stand under that crane for another hour, and nobody will make us.”\n\n"
    "The port is deeply sorry, its owners wrote to the dockers, and eleven ships wait outside the harbour of Ellerby "
    "for a berth."
)
BEES = (
    "A gardener in Hathwick keeps bees on the roof of the library, and sells the honey in small jars on market days "
    "in summer.\n\n"
    "“They know the way home better than I do,” said Ida Brannock, who has stung hands and a long ladder."
)


@dataclass
class Desk:
    """Articles put straight into the warehouse; what the analysis makes of them."""

    settings: Settings

    def add(
        self, name: str, body: str, source: str = "courier", *, title: str = "", at: str = "2026-03-02 08:00"
    ) -> str:
        """A version of the article with that name: the first, or the next one."""
        article = str(address_id(f"https://{source}.example/{name}"))
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        with open_warehouse(self.settings) as database:
            if not database.execute("SELECT 1 FROM sources WHERE name = ?", [source]).fetchall():
                self._insert(
                    database, "sources", source_id=source_id(source), name=source, kind="urls", first_seen_at=moment
                )
            found = database.execute("SELECT current_version FROM articles WHERE article_id = ?", [article]).fetchall()
            version = found[0][0] + 1 if found else 1
            if found:
                database.execute("UPDATE articles SET current_version = ? WHERE article_id = ?", [version, article])
            else:
                self._insert(
                    database, "articles", article_id=article, source_id=source_id(source),
                    url=f"https://{source}.example/{name}",
                    first_seen_at=moment, last_seen_at=moment, current_version=1, status="live",
                )  # fmt: skip
            self._insert(
                database, "article_versions", article_id=article, version=version, content_hash=article,
                text_hash=article,
                title=title or name, body=body, language="en", published_at=moment, word_count=len(body.split()),
                page_kind="article", flags=[], capture_id=article, extractor="test", run_id="run", loaded_at=moment,
                authors=[], tags=[],
            )  # fmt: skip
        publish(self.settings)
        return article

    def analyse(self, **given: bool) -> Analysed:
        return analyse(self.settings, datetime(2026, 4, 2, tzinfo=UTC), **given)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with attached(self.settings.snapshot, "READ_ONLY") as (database, _):
            return database.execute(sql).fetchall()

    @staticmethod
    def _insert(database: Any, table: str, **values: Any) -> None:
        marks = ", ".join("?" for _ in values)
        database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


@pytest.fixture
def desk(settings: Settings, empty_warehouse: Path) -> Desk:
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    return Desk(settings)


@pytest.fixture
def long_text() -> Callable[[str, int], str]:
    """Sentences of ten words that no other text has."""

    def text(word: str, sentences: int) -> str:
        return " ".join(" ".join(f"{word}{number}{part}" for part in "abcdefghij") + "." for number in range(sentences))

    return text
