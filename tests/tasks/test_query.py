"""One question: what reads is answered row by row, everything else is refused in two lines and does nothing."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys

import duckdb
import pytest

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.query import Question, answered, write_parquet

READS_ONLY = (
    "A question only reads the snapshot: SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT, EXPLAIN."
)
NO_FILES = "A question reads the snapshot only: no files, no network, no settings."
NO_SUCH_FILE = 'Permission Error: Cannot access file "{}" - file system operations are disabled by configuration'
SOME_FILE = "/etc/passwd"
ENDLESS = "WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t) SELECT sum(i) FROM t"


@pytest.fixture
def ask(empty_warehouse):
    """The rows, or what was said."""

    def ask(sql, **given):
        question = Question(sql, empty_warehouse, Settings(**given))
        try:
            with answered(question) as answer:
                return answer.names, list(answer.rows)
        except UsageError as error:
            assert "\n" not in error.what + error.cure
            return error.what, error.cure

    return ask


@pytest.mark.parametrize(
    ("sql", "what", "cure"),
    [
        ("SELECT 1; SELECT 2", "these are 2 statements", "Ask one at a time."),
        ("DELETE FROM articles", "DELETE is no question", READS_ONLY),
        ("CREATE TEMP TABLE t AS SELECT 1", "CREATE is no question", READS_ONLY),
        ("SET enable_external_access = true", "SET is no question", READS_ONLY),
        ("PRAGMA memory_limit = '90GB'", "SET is no question", READS_ONLY),
        ("CALL pragma_version()", "CALL is no question", READS_ONLY),
        ("ATTACH '/tmp/other.duckdb'", "ATTACH is no question", READS_ONLY),
        ("INSTALL httpfs", "LOAD is no question", READS_ONLY),
        ("COPY (SELECT 1) TO '/tmp/stolen.csv'", "COPY is no question", READS_ONLY),
        ("EXPORT DATABASE '/tmp/stolen'", "EXPORT is no question", READS_ONLY),
        ("SELECT 1; PIVOT articles ON status USING count(*)", "these are 2 statements", "Ask one at a time."),
        ("SELECT * FROM read_text('/etc/passwd')", NO_SUCH_FILE.format(SOME_FILE), NO_FILES),
        ("SELECT * FROM glob('/etc/*')", NO_SUCH_FILE.format("/etc/*"), NO_FILES),
        ("SELECT * FROM 'file.csv'", NO_SUCH_FILE.format("file.csv"), NO_FILES),
        ("SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')", NO_SUCH_FILE.format(SOME_FILE), NO_FILES),
        (
            "SELECT * FROM database",  # a variable of tasks/query.py
            "Catalog Error: Table with name database does not exist!",
            'In line 1, at: database. Did you mean "pg_database"?',
        ),
        (
            "SELECT getenv('HOME')",
            "Catalog Error: Scalar Function with name getenv does not exist!",
            "In line 1, at: getenv('HOME'). Did you mean \"get_current_time\"?",
        ),
        (
            "SELECT\n  no_such FROM authors",
            'Binder Error: Referenced column "no_such" not found in FROM clause!',
            'In line 2, at: no_such FROM authors. Candidate bindings: "author_id"',
        ),
        (
            'SELECT name FROM authors WHERE name = "Ida Marrow"',
            'Binder Error: Referenced column "Ida Marrow" not found in FROM clause!',
            "In line 1, at: \"Ida Marrow\". If it is a text, it needs single quotes: 'Ida Marrow'."
            ' Candidate bindings: "kind"',
        ),
        (
            "SELECT name, count(*) FROM authors",
            'Binder Error: column "name" must appear in the GROUP BY clause or must be part of an aggregate function.',
            "In line 1, at: name, count(*) FROM authors. Either add it to the GROUP BY list, "
            'or use "ANY_VALUE(name)" if the'
            ' exact value of "name" is not important.',
        ),
        (
            "SELECT name FROM authors WHERE count(*) > 1",
            "Binder Error: WHERE clause cannot contain aggregates!",
            "In line 1, at: count(*) > 1",
        ),
        (
            "FROM no_such.table_of_ours",
            'Catalog Error: Table with name "no_such.table_of_ours" does not exist because schema "no_such" does not '
            "exist.",
            "In line 1, at: no_such.table_of_ours. `broadsheet tables` names all that can be asked, "
            "`broadsheet tables NAME`"
            " the columns of one.",
        ),
        ("SELECT 'x'::INT", "Conversion Error: Could not convert string 'x' to INT32", "In line 1, at: ::INT"),
        (" ; -- nothing", "there is no question", 'Example: broadsheet query "FROM latest_articles LIMIT 5"'),
        *[
            (sql, "the question has characters that no text has (NUL, or half of a pair)", "Write it in UTF-8.")
            for sql in ("SELECT 1\0; DELETE FROM articles", "SELECT '\udcff'")
        ],
    ],
    ids=range(26),
)
def test_what_is_no_question_to_the_snapshot_is_refused(ask, sql, what, cure):
    assert ask(sql) == (what, cure)


def test_explaining_does_not_write_either(ask):
    what, cure = ask("EXPLAIN ANALYZE DELETE FROM articles")
    assert ("read-only mode" in what, cure) == (True, READS_ONLY)


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}'", "EXPLAIN of COPY"),
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)", "EXPLAIN of COPY"),
        ("EXPLAIN COPY (SELECT 1) TO '{file}'", "EXPLAIN of COPY"),
        ("/* ü */ explain -- ß\n analyze copy articles to '{file}' (use_tmp_file false)", "EXPLAIN of COPY"),
        ("EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)", "EXPLAIN of COPY"),
        ("EXPLAIN (FORMAT json) DELETE FROM articles", "EXPLAIN of DELETE"),
        ("EXPLAIN ANALYZE INSERT INTO tags VALUES (uuid(), 'x')", "EXPLAIN of INSERT"),
        ("EXPLAIN ANALYZE UPDATE tags SET name = 'x'", "EXPLAIN of UPDATE"),
        ("EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1", "EXPLAIN of CREATE"),
        ("EXPLAIN ANALYZE CALL pragma_version()", "EXPLAIN of CALL"),
        ("EXPLAIN ANALYZE EXECUTE p", "EXPLAIN of EXECUTE"),
        ("EXPLAIN PIVOT articles ON status USING count(*)", "no question"),
        ("EXPLAIN ANALYZE ATTACH '{file}' AS x", "Error"),
        ("EXPLAIN ANALYZE EXPORT DATABASE '{file}'", "Error"),
        ("EXPLAIN ANALYZE SET memory_limit = '90GB'", "is no question"),
        ("EXPLAIN ANALYZE SELECT 1; COPY (SELECT 1) TO '{file}'", "these are 2 statements"),
        ("COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)", "COPY is no question"),
        ("COPY FROM DATABASE broadsheet TO memory", "statements"),
        ("WITH x AS (COPY (SELECT 1) TO '{file}') FROM x", "A CTE needs a SELECT"),
        ("WITH x AS (INSERT INTO tags VALUES (uuid(), 'x') RETURNING *) FROM x", "A CTE needs a SELECT"),
        ("MERGE INTO tags USING (SELECT 1) ON (true) WHEN MATCHED THEN DELETE", "MERGE_INTO is no question"),
        ("INSERT INTO tags VALUES (uuid(), 'x')", "INSERT is no question"),
        ("UPDATE tags SET name = 'x'", "UPDATE is no question"),
        ("DROP TABLE tags", "DROP is no question"),
        ("ALTER TABLE tags ADD COLUMN x INT", "ALTER is no question"),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", "CREATE is no question"),
        ("CREATE MACRO m() AS 1", "CREATE is no question"),
        ("CREATE SECRET (TYPE s3)", "CREATE is no question"),
        ("TRUNCATE tags", "DELETE is no question"),
        ("VACUUM", "VACUUM is no question"),
        ("CHECKPOINT", "is no question"),
        ("DETACH broadsheet", "DETACH is no question"),
        ("USE memory", "is no question"),
        ("LOAD '{file}'", "LOAD is no question"),
        ("IMPORT DATABASE '{file}'", "o"),
        ("BEGIN", "TRANSACTION is no question"),
        ("RESET memory_limit", "is no question"),
        ("PREPARE p AS SELECT 1", "PREPARE is no question"),
        ("PRAGMA enable_profiling", "is no question"),
        ("FROM '{file}.csv'", "file system operations are disabled"),
        ("SELECT * FROM read_blob('/etc/passwd')", "file system operations are disabled"),
        ("SELECT * FROM read_csv('/etc/passwd')", "file system operations are disabled"),
        ("SELECT * FROM read_json('/etc/passwd')", "Error"),
        ("SELECT * FROM read_parquet('/etc/passwd')", "Error"),
        ("SELECT * FROM sniff_csv('/etc/passwd')", "file system operations are disabled"),
        ("SELECT * FROM query('COPY (SELECT 1) TO ''{file}''')", "Error"),
        ("SELECT * FROM query_table('/etc/passwd')", "Error"),
        ("SELECT * FROM read_text('http://127.0.0.1:1/')", "Error"),
    ],
)
def test_nothing_is_written_whatever_is_tried(ask, empty_warehouse, tmp_path, sql, what):
    before = empty_warehouse.read_bytes()
    for file in (empty_warehouse, tmp_path / "stolen"):
        answer = ask(sql.format(file=file))
        assert what in answer[0], answer
    assert empty_warehouse.read_bytes() == before
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "sql",
    [
        "FROM articles",
        "EXPLAIN ANALYZE SELECT 1",
        "EXPLAIN (FORMAT json) SELECT 1",
        "EXPLAIN (SELECT 1)",
        "EXPLAIN SUMMARIZE authors",
        "/* ü */ EXPLAIN FROM articles",
        "VALUES (1)",
        "WITH x AS (SELECT 1) FROM x;",
        "DESCRIBE latest_articles",
        "SHOW ALL TABLES",
        "SUMMARIZE authors",
        "EXPLAIN SELECT 1",
        "PIVOT articles ON status USING count(*)",
        "PRAGMA table_info('articles') -- comment",
    ],
)
def test_what_reads_is_answered(ask, sql):
    names, rows = ask(sql)
    assert isinstance(names, list)
    assert isinstance(rows, list)


def test_a_question_takes_no_longer_than_it_may(ask):
    assert ask(ENDLESS, query_seconds=0.2) == (
        "the question took longer than 0.2 seconds",
        "Narrow it down, or raise the setting query_seconds.",
    )


def test_time_runs_while_duckdb_works_and_not_while_somebody_reads(ask, empty_warehouse):
    settings = Settings(query_seconds=0.3)
    with answered(Question("FROM range(3000)", empty_warehouse, settings)) as answer:
        next(answer.rows)
        subprocess.run(["sleep", "0.5"], check=True)
        assert len(list(answer.rows)) == 2999
    with (
        pytest.raises(UsageError, match="took longer"),
        answered(Question("FROM range(10000000000)", empty_warehouse, settings)) as answer,
    ):
        for _ in answer.rows:
            pass


def test_a_question_takes_no_more_memory_and_disk_than_it_may(ask, tmp_path, empty_warehouse):
    told = (
        "the question needs more than 100 MB of memory and 0 MB of disk",
        "Ask for fewer rows or columns, or raise the settings query_memory_mb and query_disk_mb.",
    )
    sorting = (
        "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY hash(i), repeat('x', 400) || i) AS n "
        "FROM range(400000) r(i))"
    )
    assert ask(sorting, query_memory_mb=100, query_disk_mb=0, query_threads=1) == told
    settings = Settings(query_memory_mb=100, query_disk_mb=1000, query_threads=1)
    with answered(Question(sorting, empty_warehouse, settings, tmp_path)) as answer:
        assert list(answer.rows) == [(400000,)]


def test_columns_of_one_name_are_told_apart(ask):
    assert ask("SELECT 1 AS a, 2 AS a, 3 AS a_1") == (["a", "a_1", "a_1_1"], [(1, 2, 3)])


def test_an_answer_is_written_as_parquet_with_its_types(tmp_path, empty_warehouse):
    target = tmp_path / "o'ne ü.parquet"
    sql = "SELECT 1::SMALLINT AS a, [DATE '2026-04-02'] AS b, {'x': 1.5::DECIMAL(9, 3)} AS c, now() AS d -- all of it"
    write_parquet(Question(sql, empty_warehouse, Settings()), target)
    described = duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(target)]).fetchall()
    assert [row[:2] for row in described] == [
        ("a", "SMALLINT"),
        ("b", "DATE[]"),
        ("c", "STRUCT(x DECIMAL(9,3))"),
        ("d", "TIMESTAMP WITH TIME ZONE"),
    ]


def test_a_question_that_fails_leaves_the_file_of_before(tmp_path, empty_warehouse):
    target = tmp_path / "a.parquet"
    target.write_bytes(b"before")
    for sql in (ENDLESS, "COPY articles TO '/tmp/x'", f"SELECT * FROM read_text('{tmp_path}/a.parquet')"):
        with pytest.raises(UsageError):
            write_parquet(Question(sql, empty_warehouse, Settings(query_seconds=0.2)), target)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.parquet", b"before")]


def header(database, version):
    """The first block of a DuckDB file, as another version would have written it."""
    block = bytearray(database[:4096])
    struct.pack_into("<Q", block, 12, version)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", block[8:]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    struct.pack_into("<Q", block, 0, checksum)
    return bytes(block)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda whole: header(whole, 99) + whole[4096:],
            "was written by a newer DuckDB (storage 99); this one reads 64 to 68",
        ),
        (
            lambda whole: header(whole, 39) + whole[4096:],
            "was written by DuckDB v0.6.1 or older (storage 39); this one reads 64 to 68",
        ),
        (lambda whole: b"\0" * 4096 + whole[4096:], "is not a DuckDB database"),
        (lambda whole: b"SQLite format 3\0" + whole, "is not a DuckDB database"),
        (lambda whole: b"", "is not a DuckDB database"),
    ],
    ids=["too new", "too old", "garbage", "SQLite", "empty"],
)
def test_a_snapshot_that_cannot_be_opened_says_why(tmp_path, empty_warehouse, change, words):
    path = tmp_path / "broadsheet.duckdb"
    path.write_bytes(change(empty_warehouse.read_bytes()))
    with pytest.raises(UsageError) as caught, answered(Question("SELECT 1", path, Settings())):
        pass
    assert caught.value.what == f"the snapshot {path} {words}"


def test_a_path_with_quotes_is_a_path(tmp_path, empty_warehouse):
    path = tmp_path / 'o\'ne "two"; SELECT 3 --.duckdb'
    shutil.copy(empty_warehouse, path)
    with answered(Question("SELECT count(*) FROM articles", path, Settings())) as answer:
        assert list(answer.rows) == [(0,)]


def test_who_opens_the_snapshot_for_writing_is_named(tmp_path, empty_warehouse):
    path = tmp_path / "broadsheet.duckdb"
    shutil.copy(empty_warehouse, path)
    opener = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", opener], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        held = pytest.raises(UsageError, match=f"is open in another program: .*process {process.pid}")
        with held, answered(Question("SELECT 1", path, Settings())):
            pass
