"""`broadsheet query` as people call it: forms of the answer, pipes, and deaths that are told in words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from flows.cli.output.table import laid_out, one_line
from flows.cli.query import answer_question, question_text
from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.query import Question

BROADSHEET = Path(sys.executable).with_name("broadsheet")


@pytest.fixture
def surroundings(settings):
    return {"PATH": "/usr/bin:/bin", "BROADSHEET_HOME": str(settings.home), "NO_COLOR": "1"}


@pytest.fixture
def query(settings, surroundings):
    with open_warehouse(settings):
        pass
    publish(settings)

    def query(*words, stdin=None):
        done = subprocess.run(
            [BROADSHEET, *words],
            env=surroundings,
            input=stdin,
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return query


VALUES = """SELECT 1 AS a, NULL AS b, 'x,"y' AS c, [1, 2] AS d, {'k': true} AS e, 2.5::DECIMAL(9, 2) AS f,
1::HUGEINT << 100 AS g,
MAP {1: 'one'} AS h, '\\xFF'::BLOB AS i, TIMESTAMPTZ '2026-04-02 09:30:00+00' AS j, chr(27) || '[2J' AS k, true AS l"""


def test_json_has_every_value_in_a_form_that_programs_read(query):
    assert query("query", "-", "--json", stdin=VALUES.encode()) == (
        0,
        '[\n  {\n    "a": 1,\n    "b": null,\n    "c": "x,\\"y",\n    "d": [\n      1,\n      2\n    ],\n'
        '    "e": {\n      "k": true\n    },\n    "f": "2.50",\n    "g": "1267650600228229401496703205376",\n'
        '    "h": {\n      "1": "one"\n    },\n    "i": "/w==",\n    "j": "2026-04-02T09:30:00+00:00",\n'
        '    "k": "\\u001b[2J",\n    "l": true\n  }\n]\n',
        "",
    )


@pytest.fixture
def told(empty_warehouse, capfdbinary):
    """What is written to stdout for a question, in this process."""

    def told(sql, form):
        answer_question(Question(sql, empty_warehouse, Settings()), form, None)
        return capfdbinary.readouterr().out.decode()

    return told


def test_csv_has_lists_and_structs_as_json(told):
    assert told(VALUES, "csv") == (
        "a,b,c,d,e,f,g,h,i,j,k,l\r\n"
        '1,,"x,""y","[1,2]","{""k"":true}",2.50,1267650600228229401496703205376,"{""1"":""one""}",/w==,'
        "2026-04-02T09:30:00+00:00,\x1b[2J,true\r\n"
    )
    assert told("SELECT 1 AS a WHERE false", "csv") == "a\r\n"


def test_a_table_has_nothing_that_a_terminal_acts_on(told):
    assert told("SELECT 'a' AS name, 12 AS n, chr(27) || '[2J' AS k UNION ALL SELECT 'bcd', 5, ''", "table") == (
        "name   n  k\na     12  \N{REPLACEMENT CHARACTER}[2J\nbcd    5\n"
    )


def test_rows_behind_those_that_columns_are_measured_by_are_shown_too(told):
    assert told("SELECT repeat('x', i // 500 + 1) AS x FROM range(1001) r(i)", "table").splitlines()[-2:] == [
        "xx",
        "xxx",
    ]


def test_no_row_is_an_empty_list(told):
    assert told("SELECT 1 AS a WHERE false", "json") == "[]\n"


def test_a_reader_that_goes_ends_it_quietly(query, surroundings):
    shell = f"{BROADSHEET} query 'FROM range(100000000)' | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], env=surroundings, capture_output=True, check=False)
    assert (done.stdout.decode().splitlines()[-1], done.stderr) == ("141", b"")


def test_what_cannot_be_interrupted_is_ended(query):
    code, out, err = query(
        "--set", "query_seconds=0.1", "query", "SELECT levenshtein(repeat('a', 100000), repeat('b', 100000))"
    )
    assert (code, out) == (2, "")
    assert err == (
        "broadsheet: the question took longer than 0.1 seconds\n  Narrow it down, or raise the setting query_seconds.\n"
    )


def test_a_death_is_told_in_words(query, surroundings):
    """DuckDB ends its process where a small piece of memory is refused to it."""
    words = [
        str(BROADSHEET),
        "--set",
        "query_memory_mb=150",
        "query",
        "FROM range(10000000000) a, range(10000000000) b",
    ]
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        child = limited_child(process.pid)
        os.kill(child, signal.SIGABRT)
        assert process.stderr.read().decode() == (
            "broadsheet: the question needs more than 150 MB of memory and 10000 MB of disk\n"
            "  Ask for fewer rows or columns, or raise the settings query_memory_mb and query_disk_mb.\n"
        )
    assert process.returncode == 2


def limited_child(parent):
    """The child of the process, once the system limits its memory to 650 MB and the little it has by then."""
    while True:
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            (limits,) = [line for line in Path(f"/proc/{child}/limits").read_text().splitlines() if "data size" in line]
            if 650_000_000 < float(limits.split()[3].replace("unlimited", "inf")) < 750_000_000:
                return int(child)


@pytest.mark.parametrize("words", [("", ""), ("SELECT 1", "x.sql"), ("", "latin.sql"), ("", "none.sql")])
def test_no_question_two_questions_and_no_text_are_refused(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.sql").write_bytes("SELECT 'é'".encode("latin-1"))
    with pytest.raises(
        UsageError, match=r"one question|latin\.sql is not UTF-8 text|none\.sql cannot be read: No such file"
    ):
        question_text(*words)


def test_a_former_snapshot_answers_as_it_was(query, settings):
    with open_warehouse(settings) as database:
        database.execute("INSERT INTO tags VALUES (uuid(), 'new')")
    publish(settings)
    assert query("query", "SELECT count(*) AS n FROM tags", "--as-of-snapshot", "1", "--csv")[1] == "n\r\n0\r\n"


def test_a_table_fits_and_says_which_columns_do_not():
    rows = [["日本語日本語日本語日本語", "a long value that goes on", "7"], ["b", "c", "1234567"]]
    table = laid_out(["first", "second", "n"], rows, 40)
    assert (table.header(), *map(table.line, rows), table.left_out) == (
        "first           second                n",
        "日本語日本語…   a long value…         7",
        "b               c               1234567",
        [],
    )
    assert laid_out(["first", "second", "n"], rows, 30).left_out == ["n"]
    assert laid_out(["n"], [["x" * 100]], 10).line(["x" * 100]) == "x" * 9 + "…"
    assert laid_out(["n"], [["x" * 100]], None).line(["x" * 100]) == "x" * 79 + "…"


def test_a_cell_is_one_line():
    assert one_line(["a\nb", 2]) == "a b, 2"
    assert one_line(0.123456) == "0.1235"
    assert one_line(None) == ""


def test_the_data_folder_is_not_written_to(query, settings, tmp_path):
    for target in (settings.snapshot, settings.private / "a.parquet"):
        assert query("query", "SELECT 1", "--parquet", str(target)) == (
            2,
            "",
            f"broadsheet: {target} is in the data folder\n  Nothing else is written there: name a file elsewhere.\n",
        )
    target = tmp_path / "a.parquet"
    assert query("query", "SELECT 1 AS a", "--parquet", str(target)) == (0, "", f"{target} is written\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "data"]


def test_the_kernel_keeps_the_child_from_writing_elsewhere(tmp_path):
    (allowed := tmp_path / "allowed").mkdir()
    (kept := tmp_path / "kept").write_text("as it was")
    code = f"""
import os, sys
from datetime import date
from pathlib import Path
from tasks.files.landlock import write_only_below
if not write_only_below([Path({str(allowed)!r})]):
    sys.exit(9)
Path({str(allowed)!r}, "a").write_text("a")
for act in (lambda: open({str(kept)!r}, "r+"), lambda: open({str(kept)!r}, "w"), lambda: os.remove({str(kept)!r}),
            lambda: os.rename({str(allowed / "a")!r}, {str(kept)!r}), lambda: os.mkdir({str(tmp_path / "new")!r})):
    try:
        act()
    except OSError:
        continue
    sys.exit("written")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode == 9:
        pytest.skip("this kernel has no Landlock")
    assert (done.returncode, done.stderr, kept.read_text()) == (0, "", "as it was")


@pytest.mark.parametrize("ahead", [True, False])
def test_csv_goes_to_stdout_or_into_the_file_that_is_named(query, tmp_path: Path, ahead: bool):
    file, sql = (
        str(tmp_path / "a.csv"),
        "SELECT 1 AS n, TIMESTAMPTZ '2026-04-02 09:30:00+02' AS at, ['a', 'b'] AS names, '=1+1' AS f",
    )
    words = ["--csv", file, sql] if ahead else [sql, "--csv", file]
    assert query("query", *words) == (0, "", f"{file} is written\n")
    assert Path(file).read_bytes().decode("utf-8-sig") == "n,at,names,f\r\n1,2026-04-02 07:30:00,a; b,'=1+1\r\n"
    assert query("query", "--csv", "SELECT 1 AS n") == (0, "n\r\n1\r\n", "")


def test_excel_gets_the_answer_with_numbers_times_and_texts(query, tmp_path: Path):
    from python_calamine import load_workbook

    file = tmp_path / "a.xlsx"
    sql = (
        "SELECT 1.5::DECIMAL(9, 1) AS n, DATE '2026-04-02' AS day, '=1+1' AS f, "
        "12345678901234567890::UBIGINT AS id, NULL AS x, true AS t"
    )
    assert query("query", sql, "--xlsx", str(file)) == (0, "", f"{file} is written\n")
    assert load_workbook(file).get_sheet_by_index(0).to_python() == [
        ["n", "day", "f", "id", "x", "t"],
        [1.5, date(2026, 4, 2), "=1+1", "12345678901234567890", "", True],
    ]


def test_two_questions_or_forms_and_a_file_in_the_data_folder_are_refused(query, settings, tmp_path: Path):
    assert "takes one question" in query("query", "SELECT 1", "SELECT 2")[2]
    assert "a file whose name ends with .csv" in query("query", "SELECT 1", "--csv", "answer.txt")[2]
    assert "forms of one answer" in query("query", "SELECT 1", "--csv", "--json")[2]
    code, _, said = query("query", "SELECT 1", "--csv", str(settings.home / "a.csv"))
    assert (code, "is in the data folder" in said) == (2, True)
