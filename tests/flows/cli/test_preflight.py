"""What is wrong with a call of `ingest` is said before anything is started, and with what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli.preflight import as_meant, require_possible
from schemas.errors import UsageError
from schemas.settings import Settings

DECLARED = """sources:
- {name: estuary, kind: feed, location: 'https://estuary.example/rss'}
- {name: desk, kind: files, location: desk}
"""


@pytest.fixture
def desk(settings: Settings, tmp_path: Path, monkeypatch) -> Settings:
    """A folder with articles/ and a declared feed, and nobody who says whom to ask."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles" / "april").mkdir(parents=True)
    (tmp_path / "sources.yaml").write_text(DECLARED)
    return settings.model_copy(update={"sources_file": tmp_path / "sources.yaml", "contact": ""})


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("estuarry", "Did you mean estuary?"),
        ("artcles", "Did you mean articles?"),
        ("./artcles/april", "Did you mean ./articles/april?"),
        ("articles/apil", "Did you mean articles/april?"),
        ("nosuch.example/feed", "Did you mean https://nosuch.example/feed?"),
        ("nosuch.example", "Did you mean https://nosuch.example?"),
        ("file:///srv/a%20b", "Did you mean /srv/a b?"),
        ("ftp://a.example/x", ("`broadsheet sources` lists the declared ones; "
            "a path or an https:// address will do too.")),
        ("x" * 5000, "`broadsheet sources` lists the declared ones; a path or an https:// address will do too."),
        ("nul\0", "`broadsheet sources` lists the declared ones; a path or an https:// address will do too."),
    ],
)  # fmt: skip
def test_a_word_that_names_nothing_is_refused_with_what_may_be_meant(desk: Settings, word: str, cure: str):
    with pytest.raises(UsageError) as refused:
        require_possible([word], desk)
    assert (refused.value.what, refused.value.cure) == (
        f"{word} is neither a declared source, nor a file or folder, nor an http(s) address", cure
    )  # fmt: skip
    assert not desk.home.exists(), "nothing was begun"


def test_of_several_that_name_nothing_each_may_have_been_meant(desk: Settings):
    with pytest.raises(UsageError, match="nor is any of the other 1") as refused:
        require_possible(["estuarry", "artcles"], desk)
    assert refused.value.cure == "Did you mean estuary or articles?"


def test_one_that_is_there_is_enough(desk: Settings):
    for there in ("articles", "desk", "crawl-*.warc.gz", "http://127.0.0.1/1"):
        require_possible(["estuarry", there], desk)


def test_a_declared_source_comes_before_a_folder_of_its_name(desk: Settings, tmp_path: Path):
    (tmp_path / "desk").mkdir()
    meant = as_meant(["desk", "./desk", "articles", "estuarry", "https://u:p@news.example/1"], desk)
    assert meant == ["desk", str(tmp_path / "desk"), str(tmp_path / "articles"), "estuarry", "https://news.example/1"]


def test_whom_to_ask_is_missed_before_anything_is_asked(desk: Settings):
    told = "is to be fetched from, and no contact address is set"
    for inputs in (["https://news.example/1"], ["articles", "https://news.example/1"], ["estuary"], []):
        with pytest.raises(UsageError, match=told):
            require_possible(inputs, desk)
    require_possible(["desk"], desk)
    require_possible([], desk, due_only=True)  # perhaps nothing's time has come
    require_possible(["https://news.example/1"], desk.model_copy(update={"contact": "desk@example.org"}))


@pytest.mark.parametrize("due_only", [False, True])
def test_that_nothing_is_declared_is_said_before_anything_is_started(desk: Settings, due_only: bool):
    desk.sources_file.write_text("sources:\n")
    with pytest.raises(UsageError, match="nothing to ingest"):
        require_possible([], desk, due_only=due_only)
