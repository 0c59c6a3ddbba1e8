"""The SQL of examples/ answers over the sample articles, and the starters for other tools read what they are given."""

from __future__ import annotations

import runpy
from pathlib import Path

import duckdb
import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow, pytest.mark.long]

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_the_examples_answer_over_the_sample_articles(command):
    assert command("demo").code == 0
    answers = {file.stem: command.rows(file.read_text(encoding="utf-8")) for file in sorted(EXAMPLES.glob("*.sql"))}
    assert {name: len(rows) for name, rows in answers.items()} == {
        "corrections_after_publication": 1,
        "coverage_of_an_event": 3,
        "shared_titles": 1,
        "silent_sources": 2,
    }
    assert [(row["source"], row["articles"], row["minutes_behind"]) for row in answers["coverage_of_an_event"]] == [
        ("harbour-courier", 2, 0),
        ("north-ledger", 1, 175),
        ("radio-estuary", 1, 255),
    ]
    corrected = answers["corrections_after_publication"][0]
    assert (corrected["title"], corrected["version"], corrected["words_added"]) == (
        "River takes Nether Tharn in the night",
        2,
        44,
    )


def test_a_process_that_stays_reads_the_newest_publication_and_the_dashboard_reads_the_file_for_tools(
    command, page, tmp_path: Path
):
    def ingested(name: str) -> None:
        (tmp_path / f"{name}.html").write_text(page(f"The {name}", f"the {name}"))
        assert command("ingest", str(tmp_path / f"{name}.html"), "--source", "desk").code == 0

    ingested("quay")
    newest = runpy.run_path(str(EXAMPLES / "attach_anew.py"))["Newest"](command.home / "broadsheet.duckdb")
    assert newest.ask("SELECT count(*) FROM latest_articles") == [(1,)]
    ingested("mill")
    assert newest.ask("SELECT count(*) FROM latest_articles WHERE source = ?", "desk") == [(2,)]

    assert command("export", str(tmp_path / "tools.duckdb")).code == 0
    with duckdb.connect(str(tmp_path / "tools.duckdb"), read_only=True) as tools:
        answers = {
            file.stem: len(tools.execute(file.read_text(encoding="utf-8")).fetchall())
            for file in (EXAMPLES / "evidence" / "sources" / "broadsheet").glob("*.sql")
        }
    assert answers == {"articles_by_day": 1, "fields": 1, "stories": 0}
