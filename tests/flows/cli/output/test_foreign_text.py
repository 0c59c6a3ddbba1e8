"""No control character of foreign text reaches a terminal, and no cell of a CSV file is a formula."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.cli.output.console import err, out, print_notes
from tests.flows.commands import BROADSHEET

HOSTILE = "\x1b]0;owned\x07\x1b[2Jquay\x9b31m\x85\x7f\x08\u202egpj.\u2066exe\u200f"
"""Sets the title of a window, clears the screen, colours, goes back, and turns what follows round."""
UNWANTED = [
    *map(chr, range(9)),
    *map(chr, range(0x0B, 0x0D)),
    *map(chr, range(0x0E, 0x1B)),
    *map(chr, range(0x7F, 0xA0)),
]
UNWANTED += ["\x1b]", "\x1b[2J", "\u202e", "\u2066", "\u200f"]


def on_a_terminal(*words: str | Path, home: Path) -> str:
    """What the command writes to a terminal, on both streams."""
    here, there = pty.openpty()
    environment = os.environ | {"BROADSHEET_HOME": str(home), "TERM": "xterm-256color", "COLUMNS": "200"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(words, env=environment, stdin=there, stdout=there, stderr=there, cwd=home.parent):
        os.close(there)
        written = b""
        while True:
            try:
                chunk = os.read(here, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not chunk:
                break
            written += chunk
    os.close(here)
    return written.decode()


def found(text: str) -> list[str]:
    return [sign for sign in UNWANTED if sign in text]


@pytest.fixture
def home(tmp_path: Path, empty_warehouse: Path) -> Path:
    """A snapshot whose names, titles, addresses and reasons are hostile."""
    home = tmp_path / "data"
    home.mkdir()
    (home / "broadsheet.duckdb").write_bytes(empty_warehouse.read_bytes())
    with duckdb.connect(str(home / "broadsheet.duckdb")) as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            "INSERT INTO sources (source_id, name, kind, first_seen_at) VALUES (md5('s')::UUID, ?, 'feed', now())",
            [HOSTILE],
        )
        database.execute(
            """
            INSERT INTO ops.runs BY NAME SELECT 'run-1' AS run_id, 'ingest' AS flow, now() AS started_at,
            now() AS ended_at,
                [$hostile] AS inputs, 1 AS discovered, 'completed' AS status, false AS resumed, [$hostile] AS warnings
            """,
            {"hostile": HOSTILE},
        )
        database.execute(
            """
            INSERT INTO ops.outcomes BY NAME SELECT 'run-1' AS run_id, 1 AS position, md5('s')::UUID AS source_id,
            uuid() AS address_id,
                'https://l.example/' || $hostile AS url, 'failed' AS status, 'gone' AS reason, false AS retryable,
                false AS came_back,
                $hostile AS detail, [] AS checks, now() AS recorded_at
            """,
            {"hostile": HOSTILE},
        )
    return home


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"]])
def test_an_answer_shows_the_words_and_no_controls(form: list[str], home: Path):
    written = on_a_terminal(BROADSHEET, "query", "SELECT name, 1 AS one FROM sources", *form, home=home)
    assert found(written) == []
    assert "quay" in written
    assert "gpj." in written


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["runs", "run-1"],
        ["runs", "run-1", "--json"],
        ["why", "https://l.example/"],
        ["quarantine", "list"],
        ["sources", "list"],
        ["search", "quay"],
        ["query", f'SELECT 1 AS "{HOSTILE}"'],
        ["query", f"SELECT {HOSTILE}"],
        ["ingest", HOSTILE],
        ["why", HOSTILE],
    ],
    ids=lambda words: " ".join(words).encode("unicode_escape").decode()[:30],
)
def test_no_command_passes_controls_on(words: list[str], home: Path):
    written = on_a_terminal(BROADSHEET, *words, home=home)
    assert written
    assert found(written) == []


def test_in_a_pipe_json_and_csv_keep_every_character(home: Path):
    for form in ("--json", "--csv"):
        done = subprocess.run(
            [BROADSHEET, "query", "SELECT name FROM sources", form],
            env=os.environ | {"BROADSHEET_HOME": str(home)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert "\u202egpj.\u2066exe" in done.stdout, form
        assert "\x9b31m" in done.stdout, form


def test_on_a_terminal_json_is_still_the_same_json():
    import json

    from schemas.controls import escaped_json

    text = json.dumps({"name": HOSTILE}, ensure_ascii=False, indent=2)
    assert json.loads(escaped_json(text)) == {"name": HOSTILE}
    assert found(escaped_json(text)) == []


def test_a_spreadsheet_takes_no_cell_for_a_formula(tmp_path: Path):
    cells = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-5", "+4.5", "a=b", "", "x"]
    script = (
        "import sys, json\nfrom flows.cli.output.formats import write_answer_csv\nfrom types import SimpleNamespace "
        "as N\n"
        "write_answer_csv(N(names=['=name', 'n'], rows=iter([[cell, -5] for cell in json.loads(sys.argv[1])])))"
    )
    import csv
    import io
    import json

    done = subprocess.run(
        [sys.executable, "-P", "-c", script, json.dumps(cells)], capture_output=True, check=True, cwd=tmp_path
    )
    rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
    assert rows[0] == ["'=name", "n"]
    assert [row[0] for row in rows[1:]] == [
        "'=1+1", "'+1+1", "'-1+1", "'@SUM(A1)", "'\t=1", "'\r=1", "'＝1", "-5", "+4.5", "a=b", "", "x",
    ]  # fmt: skip
    assert {row[1] for row in rows[1:]} == {"-5"}


def test_what_looks_like_markup_is_printed_as_it_is(capfd: pytest.CaptureFixture[str]):
    name = "https://a.example/[/b]?x=[bold red]"
    for console in (out(), err()):
        console.print(f"asks {name}", soft_wrap=True)
    print_notes([name])
    written = capfd.readouterr()
    assert (written.out, written.err) == (f"asks {name}\n", f"asks {name}\nnote {name}\n")
