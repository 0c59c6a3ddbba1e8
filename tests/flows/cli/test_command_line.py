"""The command line where no run is started: help, reading, errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.text import Text

from flows.cli.main import app
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

BROADSHEET = Path(sys.executable).with_name("broadsheet")


def broadsheet(*words: str, home: Path, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [BROADSHEET, *words],
        env={"PATH": "/usr/bin:/bin", "BROADSHEET_HOME": str(home), "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom flows.cli.main import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'prefect', 'great_expectations', 'duckdb', 'pandas', 'trafilatura', 'pydantic', 'httpx'}\n"
        "sys.exit(', '.join(sorted(heavy & sys.modules.keys())) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ingest" in done.stdout


def test_no_word_of_a_help_text_is_taken_for_markup():
    def texts(command: Any) -> Iterator[str]:
        yield from [command.help or "", command.epilog or "", *(one.help or "" for one in command.params)]
        for inner in getattr(command, "commands", {}).values():
            yield from texts(inner)

    swallowed = [text for text in texts(typer.main.get_command(app)) if as_shown(text) != text.replace("\\[", "[")]
    assert swallowed == []


def as_shown(text: str) -> str:
    return Text.from_markup(text).plain


def test_the_version_is_said(tmp_path: Path):
    assert broadsheet("--version", home=tmp_path) == (0, f"broadsheet {version('broadsheet')}\n", "")


def test_without_a_snapshot_the_reading_commands_say_how_to_get_one(tmp_path: Path):
    for words in (["status"], ["query", "SELECT 1"], ["quarantine", "list"]):
        code, out, err = broadsheet(*words, home=tmp_path)
        assert (code, out) == (2, "")
        assert err.splitlines()[1].strip().startswith("Run `broadsheet ingest` first")


def test_a_wrong_setting_names_itself_and_the_allowed_form(tmp_path: Path):
    code, _, err = broadsheet("status", home=tmp_path, BROADSHEET_BATCH_SIZE="many")
    assert code == 2
    assert "setting batch_size = 'many'" in err
    assert "BROADSHEET_BATCH_SIZE" in err


def test_a_sources_file_with_a_fault_names_file_and_entry(tmp_path: Path):
    file = tmp_path / "sources.yaml"
    file.write_text(
        "sources:\n  - {name: a, kind: files, location: x}\n  - {name: b, kind: carrier-pigeon, location: y}\n"
    )
    code, _, err = broadsheet("sources", home=tmp_path, BROADSHEET_SOURCES_FILE=str(file))
    assert code == 2
    assert f"sources file {file}, entry 2 (b): there is no kind 'carrier-pigeon'" in err


def test_an_unknown_column_is_refused_before_anything_starts(tmp_path: Path):
    code, _, err = broadsheet("ingest", "x.jsonl", "--columns", "file,mood", home=tmp_path)
    assert code == 2
    assert "--columns: Broadsheet has no column mood" in err


@pytest.mark.parametrize(
    ("words", "what", "cure"),
    [
        (["ingst"], "No such command 'ingst'. Did you mean 'ingest', 'init'?", "`broadsheet --help`"),
        (["ingest", "--du"], "No such option: --du (Possible options: --due)", "`broadsheet ingest --help`"),
        (
            ["quarantine", "release", "5f0c21", "--why", "a poem"],
            "No such option: --why Did you mean --reason?",
            "`broadsheet quarantine release --help`",
        ),
        (["why"], "Missing argument 'address'.", "`broadsheet why --help`"),
    ],
)
def test_a_misspelt_call_is_told_in_two_lines(words: list[str], what: str, cure: str, tmp_path: Path):
    assert broadsheet(*words, home=tmp_path) == (2, "", f"broadsheet: {what}\n  {cure} shows how it is called.\n")


def test_a_fault_of_ours_keeps_its_traceback_in_a_file_that_is_named(settings, tmp_path: Path):
    code = (
        "import flows.inspect.status\nfrom flows.cli.main import main\n"
        "flows.inspect.status.show_status = None\n"  # what no code of ours can call
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "status"],
        env={"PATH": "/usr/bin:/bin", "BROADSHEET_HOME": str(settings.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    what, cure = done.stderr.splitlines()
    assert (done.returncode, what) == (1, "broadsheet: TypeError: 'NoneType' object is not callable")
    log = Path(cure.rpartition(" in ")[2].rstrip("."))
    assert log.parent == settings.home / "logs"
    assert "TypeError: 'NoneType' object is not callable" in log.read_text(encoding="utf-8")


def test_quiet_says_nothing_but_errors(settings):
    with open_warehouse(settings):
        pass
    publish(settings)
    nothing = ["query", "SELECT 1 WHERE false"]
    assert broadsheet(*nothing, home=settings.home) == (0, "", "no rows\n")
    assert broadsheet("--quiet", *nothing, home=settings.home) == (0, "", "")
    assert broadsheet("--quiet", "query", "SELECT no_such", home=settings.home)[2].startswith(
        "broadsheet: Binder Error"
    )


def test_the_shell_completes_names_of_sources(tmp_path: Path):
    asked = {"_BROADSHEET_COMPLETE": "complete_bash", "COMP_WORDS": "broadsheet ingest har", "COMP_CWORD": "2"}
    assert broadsheet(home=tmp_path, **asked) == (0, "harbour-courier\n", "")
