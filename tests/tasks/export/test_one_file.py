"""Exports as one file: what a spreadsheet, a data frame and an older DuckDB make of it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from python_calamine import load_workbook

from schemas.errors import UsageError
from tasks.export.one_file import export_file
from tasks.export.registry import exports_of, note_export
from tasks.publish import publish
from tasks.store.tools_file import TABLES
from tests.tasks.export.test_export import NOW, House

FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture
def house(settings, empty_warehouse, tmp_path):
    """Three articles; the last has a title that is a formula, two authors, a tag and a long text."""
    made = House(settings, empty_warehouse, tmp_path)
    made.load("courier", "2026-03-31 23:59:59+00")
    made.load("courier", None)
    made.load("north", "2026-04-01 12:00:00+02")
    with duckdb.connect(str(settings.warehouse)) as database:
        database.execute(
            "UPDATE article_versions SET title = ?, authors = ['Ann Marrow', 'Bo Lind'], tags = ['ferries'], "
            "body = repeat('x', 40000)"
            " WHERE published_at = '2026-04-01 10:00:00+00'",
            [FORMULA],
        )
    publish(settings)
    return made


def rows_of_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_an_article_a_row_flat_and_with_no_formula(house, tmp_path: Path):
    done = export_file(tmp_path / "a.csv", "csv", "", None, house.settings)
    rows = rows_of_csv(done.path)
    assert (done.rows, [row["source"] for row in rows]) == (3, ["courier", "courier", "north"])
    last = rows[-1]
    assert (last["title"], last["authors"], last["tags"]) == (f"'{FORMULA}", "Ann Marrow; Bo Lind", "ferries")
    assert [row["published_at"] for row in rows] == ["2026-03-31 23:59:59", "", "2026-04-01 10:00:00"]


def test_excel_has_times_as_times_and_texts_as_texts(house, tmp_path: Path):
    done = export_file(tmp_path / "a.xlsx", "xlsx", "north", None, house.settings)
    assert (done.rows, done.cut) == (1, 1)  # the long text
    book = load_workbook(done.path)
    head, row = book.get_sheet_by_index(0).to_python()
    cells = dict(zip(head, row, strict=True))
    assert cells["published_at"] == datetime(2026, 4, 1, 10)  # noqa: DTZ001 - a spreadsheet knows no zones
    assert (cells["title"], cells["authors"], len(str(cells["body"]))) == (FORMULA, "Ann Marrow; Bo Lind", 32_767)


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_data_frames_get_the_same_rows(house, tmp_path: Path, form: str):
    path = export_file(tmp_path / f"a.{form}", form, "", NOW.replace(day=1), house.settings).path
    read = duckdb.read_parquet(str(path)) if form == "parquet" else duckdb.read_json(str(path))
    assert read.aggregate("count(*), max(authors), max(published_at)::VARCHAR").fetchall() == [
        (3, "Ann Marrow; Bo Lind", "2026-04-01 10:00:00")
    ]
    assert export_file(tmp_path / "b.csv", "csv", "", NOW, house.settings).rows == 0  # loaded at that time, not after


def test_the_duckdb_file_has_one_schema_without_lists(house, tmp_path: Path):
    done = export_file(tmp_path / "tools.duckdb", "duckdb", "", None, house.settings)
    assert done.rows == 3
    with duckdb.connect(str(done.path), read_only=True) as database:
        tables = database.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        assert sorted(tables) == sorted(("main", name) for name in TABLES)
        kinds = {
            kind for (kind,) in database.execute("SELECT data_type FROM duckdb_columns() WHERE NOT internal").fetchall()
        }
        assert kinds <= {"VARCHAR", "INTEGER", "BIGINT", "SMALLINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}
        assert database.execute("SELECT authors FROM articles WHERE source = 'north'").fetchall() == [
            ("Ann Marrow; Bo Lind",)
        ]
        [(meaning,)] = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'articles' AND column_name = 'title'"
        ).fetchall()
        assert meaning.startswith("Title as the publisher names")
        bare = "SELECT table_name FROM duckdb_tables() WHERE comment IS NULL"
        assert database.execute(bare).fetchall() == []
    storage = done.path.read_bytes()[12:20]
    assert int.from_bytes(storage, "little") == 64, "the version of files that DuckDB 1.0 to 1.2 write"


@pytest.mark.slow
def test_an_older_duckdb_opens_it(house, tmp_path: Path):
    """DuckDB 1.1, in an environment of its own; skipped where none can be installed."""
    bin_folder = Path(sys.executable).parent
    subprocess.run(
        [str(bin_folder / "uv"), "venv", "--quiet", "--python", sys.executable, str(tmp_path / "venv")], check=True
    )
    install = [str(bin_folder / "uv"), "pip", "install", "--quiet", "duckdb==1.1.3"]
    done = subprocess.run(install, env=os.environ | {"VIRTUAL_ENV": str(tmp_path / "venv")}, check=False)
    if done.returncode:
        pytest.skip("DuckDB 1.1.3 cannot be installed here")
    path = export_file(tmp_path / "tools.duckdb", "duckdb", "", None, house.settings).path
    code = (
        "import duckdb; d = duckdb.connect(%r, read_only=True); print(duckdb.__version__,"
        " d.execute('SELECT count(*), max(length(body)) FROM articles').fetchall())"
    )
    asked = subprocess.run(
        [tmp_path / "venv" / "bin" / "python", "-c", code % str(path)], capture_output=True, text=True, check=False
    )
    assert (asked.stdout, asked.stderr) == ("1.1.3 [(3, 40000)]\n", "")


def test_each_publication_writes_the_file_of_the_setting_anew(house, tmp_path: Path):
    file = tmp_path / "shared" / "tools.duckdb"
    house.settings = house.settings.model_copy(update={"tools_file": file})
    house.load("south", "2026-04-02 00:00:00+00")
    with duckdb.connect(str(file), read_only=True) as database:
        assert database.execute("SELECT count(*) FROM articles").fetchall() == [(4,)]


def test_a_file_that_cannot_be_written_fails_the_export_and_no_publication(house, tmp_path: Path):
    with pytest.raises(UsageError, match="cannot be written"):
        export_file(tmp_path / "nowhere" / "a.csv", "csv", "", None, house.settings)
    assert list(tmp_path.glob(".*.draft")) == []
    (tmp_path / "in the way").write_text("")
    house.settings = house.settings.model_copy(update={"tools_file": tmp_path / "in the way" / "tools.duckdb"})
    house.load("south", "2026-04-02 00:00:00+00")  # publishes
    with pytest.raises(UsageError, match="has every article"):
        export_file(tmp_path / "a.duckdb", "duckdb", "north", None, house.settings)


def test_where_exports_went_is_remembered(house, tmp_path: Path):
    at = datetime(2026, 4, 2, tzinfo=UTC)
    note_export(house.settings, tmp_path / "a.csv", "csv", at)
    note_export(house.settings, tmp_path / "b", "parquet", at)
    note_export(house.settings, tmp_path / "a.csv", "csv", at.replace(day=3))
    assert [(one.path.name, one.form, one.at.day) for one in exports_of(house.settings)] == [
        ("a.csv", "csv", 3),
        ("b", "parquet", 2),
    ]
