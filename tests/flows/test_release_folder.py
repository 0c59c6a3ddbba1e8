"""A data folder that release 0.1.0 left, with a run in it that was killed: later code opens it, and nothing in it is
lost.

How it was made: tests/fixtures/make_release_folder.py.
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import duckdb
import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

UNFINISHED = "20261130T002016-48bef2"
"""The first of its three batches was loaded, the second fetched only, the third not begun; its files are gone."""

VERSIONS = "SELECT article_id, version, content_hash, title, body FROM article_versions ORDER BY ALL"
STEPS = "SELECT name FROM schema_migrations WHERE name LIKE '0%.sql' ORDER BY name"
HOLDS = "SELECT url, checks FROM held_articles ORDER BY url"


@pytest.fixture
def folder(command, project: Path) -> Path:
    """The data folder of the command, unpacked."""
    with tarfile.open(project / "tests" / "fixtures" / "data-folder-0.1.0.tar.gz") as archive:
        archive.extractall(command.home.parent, filter="data")
    return command.home


def asked(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as opened:
        return opened.execute(sql).fetchall()


def test_later_code_migrates_a_release_folder_and_completes_the_run_that_was_cut_off(command, folder, page, tmp_path):
    snapshot = folder / "broadsheet.duckdb"
    before = {sql: asked(snapshot, sql) for sql in (VERSIONS, STEPS, HOLDS)}
    assert (len(before[VERSIONS]), len(before[HOLDS])) == (12, 5)
    article = tmp_path / "new.html"
    article.write_text(page("The lighthouse keeps its keeper", "The lighthouse"))

    answer = command("ingest", str(article), "--json")

    assert answer.code == 0, answer.err
    assert f"completed run {UNFINISHED}, which was cut off: 8 loaded, 4 refused" in " ".join(answer.err.split())

    # An outcome for each candidate: from the archive where it was fetched, in words where its file is gone.
    ended = asked(
        snapshot, f"SELECT status, reason, count(*) FROM ops.outcomes WHERE run_id = '{UNFINISHED}' GROUP BY ALL"
    )
    assert sorted(ended) == [("loaded", "new", 8), ("refused", "not_found", 4)]
    details = asked(snapshot, f"SELECT detail FROM ops.outcomes WHERE run_id = '{UNFINISHED}' AND status = 'refused'")
    assert all(str(detail).startswith("there is no /tmp/broadsheet-") for (detail,) in details)
    assert asked(snapshot, f"SELECT discovered, resumed FROM ops.runs WHERE run_id = '{UNFINISHED}'") == [(12, True)]
    assert not list((folder / "runs").iterdir())

    # Articles and holds of before are as they were, beside the eight and the new one.
    after = asked(snapshot, VERSIONS)
    assert set(before[VERSIONS]) <= set(after)
    assert len(after) == 12 + 8 + 1
    assert asked(snapshot, HOLDS) == before[HOLDS]

    # Where there was something to migrate, the warehouse of before is kept, and can be opened.
    steps = asked(snapshot, STEPS)
    assert steps[: len(before[STEPS])] == before[STEPS]
    copies = sorted((folder / "private" / "copies").glob("*.duckdb"))
    assert [asked(copy, STEPS) for copy in copies] == ([before[STEPS]] if len(steps) > len(before[STEPS]) else [])


def test_people_read_the_snapshot_of_a_release_before_anything_is_written(command, folder):
    rows = command.rows("SELECT count(*) AS articles FROM latest_articles")
    assert rows == [{"articles": 11}]
    status = command("status", "--json")
    assert status.code == 0, status.err
    assert UNFINISHED in status.out
