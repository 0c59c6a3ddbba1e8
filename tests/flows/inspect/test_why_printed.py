"""`broadsheet why` understands every address that another command prints, in the form in which it is printed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from flows.cli.output.funnel import place
from flows.inspect.why import address_history
from flows.inspect.why_words import answer_of, words
from schemas.errors import UsageError
from schemas.settings import Settings
from schemas.sources import Source
from tasks.discover.readers.manifest import offers_in_manifest
from tasks.forget import forget
from tasks.load.statements import Decision
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.web.addresses import file_address
from tests.flows.ended_runs import Ended, load


@pytest.fixture
def desk(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A run over a manifest of the working folder, a feed and a WARC file, with a row of each kind."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my list.csv").write_text(
        "url,file,source\nhttps://n.example/one,pages/one.html,North\nhttps://n.example/none,pages/none.html,\n,,\n"
    )
    manifest = file_address(tmp_path / "my list.csv")
    long = f"https://n.example/{'a-very-long-slug/' * 8}end"
    load(
        settings, 1,
        Ended("https://n.example/one", title="One"),
        Ended("https://n.example/none", "empty", f"{tmp_path}/pages/none.html: no bytes"),
        Ended("https://n.example/gone", "not_found", f"there is no {tmp_path}/pages/gone.html"),
        Ended(f"{manifest}#3", "bad_row", f"{tmp_path}/my list.csv, row 3: none of the columns has a value"),
        Ended(f"{manifest}#a b#c", title="Row with an id"),
        Ended("https://feeds.example/rss#4", "bad_row", "item 4 of the feed has neither a link nor a text"),
        Ended(f"{file_address(tmp_path / 'day.warc.gz')}#1024", "read_error", "at byte 1024: the record is cut off"),
        Ended(file_address(tmp_path / "a#b.html"), title="A number sign in its name"),
        Ended(long, title="Long"),
    )  # fmt: skip
    with open_warehouse(settings) as database:
        database.execute("UPDATE ops.runs SET inputs = [?]", [str(tmp_path / "my list.csv")])
    publish(settings)
    return settings


def asked(word: str, settings: Settings) -> tuple[str, list[str]]:
    history = address_history(word, settings)
    return answer_of(history), [line.strip() for line in words(history)]


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("my list.csv#3", "refused"),
        ("./my list.csv#3", "refused"),
        ("{here}/my list.csv#3", "refused"),
        ("file://{here}/my%20list.csv#3", "refused"),
        ("file://{here}/my list.csv#3", "refused"),
        ("my list.csv#a b#c", "there"),
        ("file://{here}/my%20list.csv#a b#c", "there"),
        ("https://feeds.example/rss#4", "refused"),
        ("day.warc.gz#1024", "failed"),
        ("a#b.html", "there"),
        ("file://{here}/a%23b.html", "there"),
    ],
)
def test_an_address_is_understood_as_it_is_printed(desk: Settings, tmp_path: Path, address: str, answer: str):
    assert asked(address.format(here=tmp_path), desk)[0] == answer


def test_what_the_end_of_a_run_prints_is_understood(desk: Settings, tmp_path: Path):
    for address in (f"{file_address(tmp_path / 'my list.csv')}#3", f"{file_address(tmp_path / 'my list.csv')}#a b#c"):
        assert asked(place(address), desk)[0] in {"refused", "there"}


@pytest.mark.parametrize(
    ("file", "answer", "url"),
    [
        ("pages/one.html", "there", "https://n.example/one"),
        ("pages/none.html", "refused", "https://n.example/none"),
        ("pages/gone.html", "refused", "https://n.example/gone"),
    ],
)
def test_a_file_of_a_manifest_is_known_by_the_address_of_its_row(desk: Settings, file: str, answer: str, url: str):
    found, lines = asked(file, desk)
    assert found == answer
    assert f"was never offered under this path, but as {url}: a manifest names this file for it" in lines


def test_of_a_manifest_its_rows_are_named(desk: Settings):
    found, lines = asked("my list.csv", desk)
    assert found == "list"
    assert lines[1:] == [
        "is a list, and no article itself", "4 addresses in it are known, for example https://n.example/none",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["my list.csv#1", "file://{here}/my%20list.csv#1"])
def test_a_row_is_found_by_its_number_whatever_its_address_is(desk: Settings, tmp_path: Path, word: str):
    found, lines = asked(word.format(here=tmp_path), desk)
    assert (found, lines[0]) == ("there", "https://n.example/one")
    file = word.format(here=tmp_path).removesuffix("#1")
    assert lines[1] == f"offered by row 1 of {file}, line 2 of the sheet if its header is line 1"


def test_a_row_without_an_address_is_found_by_its_number(desk: Settings, tmp_path: Path):
    (tmp_path / "texts.csv").write_text("title,text\nFirst,Some words.\nSecond,Other words.\n")
    texts = Source(name="texts", kind="manifest", location="texts.csv")
    [_, second] = offers_in_manifest(texts, tmp_path / "texts.csv", print, lambda _: texts)
    load(desk, 2, Ended(second.address, title="Second"))
    publish(desk)
    assert asked("texts.csv#2", desk)[0] == "there"
    assert asked("texts.csv#1", desk)[0] == "never_offered"
    assert asked("texts.csv#3", desk)[0] == "never_offered"


def test_a_row_that_was_never_offered_is_no_file(desk: Settings, tmp_path: Path):
    found, lines = asked("my list.csv#77", desk)
    assert found == "never_offered"
    assert (
        f"no run has taken 77 from {tmp_path}/my list.csv: broadsheet ingest '{tmp_path}/my list.csv' reads it" in lines
    )


def test_an_address_that_a_table_cut_off_is_found_where_only_one_begins_so(desk: Settings):
    assert asked(f"https://n.example/{'a-very-long-slug/' * 3}…", desk)[0] == "there"
    with pytest.raises(UsageError, match=r"4 addresses begin with https://n.example/"):
        asked("https://n.example/…", desk)


def test_bytes_that_are_no_utf8_are_no_fault(desk: Settings):
    assert asked("pages/\udcff.html", desk)[0] == "never_offered"


def test_a_forgotten_address_is_said_to_be_forgotten(desk: Settings, now: datetime):
    forget(["https://n.example/one"], Decision("ann", "case 12"), desk, now)
    found, lines = asked("http://N.example/one", desk)
    assert found == "forgotten"
    assert lines[1:] == ["was forgotten for good (`broadsheet forget`): it is never fetched or loaded again"]
    assert asked("https://n.example/another", desk)[0] == "never_offered"
    load(desk, 2, Ended("forgotten:1f2e", "forgotten"))
    publish(desk)
    assert asked("forgotten:1f2e", desk)[1][2] == "it is never taken again"
