"""The notebook over the snapshot: its cells run, and the reader shows what the tables and the archive hold."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cli.query import own_copy
from flows.explore.article import changes, raw_capture
from flows.inspect.reading import opened_snapshot
from schemas.settings import Settings

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


@pytest.fixture
def changed_once(command, page, tmp_path) -> Settings:
    """A snapshot with one article, which has changed once."""
    for about in ("the old quay", "the new quay"):
        (tmp_path / "a.html").write_text(page("Quay to be rebuilt", about))
        assert command("ingest", str(tmp_path / "a.html")).code == 0
    return Settings(home=command.home)


def test_the_reader_shows_versions_and_the_raw_capture_and_the_cells_run(changed_once: Settings, monkeypatch):
    settings = changed_once
    with opened_snapshot(settings) as snapshot:
        (article_id,) = snapshot.execute("SELECT article_id::VARCHAR FROM articles").fetchone()
        shown = changes(snapshot, article_id)
        assert shown.count("<h3>Version") == 2
        assert shown.count("<del>") == shown.count("<ins>") == 5
        assert "<del>the old quay 0: the council" in shown
        raw = raw_capture(snapshot, settings, article_id)
        assert "the new quay 4: the council" in raw
        for file in settings.archive.rglob("*.warc.gz"):
            file.unlink()
        assert raw_capture(snapshot, settings, article_id).startswith("It cannot be read: ")

    monkeypatch.setenv("BROADSHEET_HOME", str(settings.home))
    from flows.explore.notebook import app

    _, made = app.run()
    assert [article["title"] for article in made["found"]] == ["Quay to be rebuilt"]
    assert made["ends"].to_dict("records") == [{"status": "loaded", "reason": "revised", "candidates": 1}]
    assert made["fields"]["articles"].tolist() == [1]
    assert isinstance(made["counted"][2], datetime)


def test_versions_of_which_every_paragraph_changed_a_little_are_compared_in_linear_time():
    old, new = (
        "\n\n".join(f"Paragraph {n} of {word} 2026, as it was" for n in range(3000)) for word in ("May", "June")
    )
    with duckdb.connect() as snapshot:
        snapshot.execute(
            "CREATE TABLE article_versions (article_id VARCHAR, version INT, title VARCHAR, loaded_at TIMESTAMP, "
            "body VARCHAR)"
        )
        snapshot.executemany("INSERT INTO article_versions VALUES ('x', ?, 'T', now(), ?)", [(1, old), (2, new)])
        begun = time.process_time()
        shown = changes(snapshot, "x")
    assert shown.count("<del>") > 1000
    assert time.process_time() - begun < 20  # likeness of all pairs would take hours


def test_the_copy_to_work_in_is_made_once(tmp_path: Path):
    settings = Settings(home=tmp_path)
    notebook = own_copy(settings)
    notebook.write_text("# mine\n")
    assert own_copy(settings).read_text() == "# mine\n"


def test_a_notebook_of_an_earlier_release_is_kept_and_its_import_works(tmp_path: Path):
    former = "# mine\n    from flows.reading import asked, opened_snapshot\n"
    (tmp_path / "explore.py").write_text(former)
    code = own_copy(Settings(home=tmp_path)).read_text().replace("    ", "")
    names: dict[str, Any] = {}
    exec(compile(code, "explore.py", "exec"), names)
    assert {"asked", "opened_snapshot"} <= names.keys()
    assert code.startswith("# mine\n")
