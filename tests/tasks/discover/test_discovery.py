"""discover(): numbered candidates in batches, each address once, done only once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemas.errors import SourcesFileError
from schemas.records import Candidate
from schemas.settings import Settings
from tasks.discover import Discovered, discover
from tasks.runs.handover import read_rows
from tasks.runs.state import update_state


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


@pytest.fixture
def chosen(tmp_path):
    return Settings(home=tmp_path / "home", sources_file=tmp_path / "none.yaml", batch_size=3)


def candidates(run: Path) -> list[list[Candidate]]:
    """The candidates of each batch, in order."""
    return [read_rows(path, Candidate) for path in sorted(run.glob("*/candidates.parquet"))]


def test_candidates_are_numbered_from_0_over_all_inputs_and_cut_into_batches(run, chosen):
    words = [f"https://a.example/{number}" for number in range(7)]
    assert discover(run, words, None, chosen) == Discovered(7, [0, 1, 2], [])
    assert [[(c.position, c.url) for c in batch] for batch in candidates(run)] == [
        [(0, words[0]), (1, words[1]), (2, words[2])],
        [(3, words[3]), (4, words[4]), (5, words[5])],
        [(6, words[6])],
    ]
    assert sorted(path.name for path in run.iterdir()) == [
        "00001",
        "00002",
        "00003",
        "documents.parquet",
        "passed_records.parquet",
        "source_states.parquet",
        "state.json",
    ]


def test_an_address_offered_again_ends_as_repeated_across_batches(run, chosen):
    words = [
        "https://a.example/1",
        "https://a.example/2",
        "ftp://a.example/",
        "ftp://a.example/",
        "http://A.example/1#x",
    ]
    discover(run, words, None, chosen)
    found = sorted((c for batch in candidates(run) for c in batch), key=lambda c: c.position)
    assert (found[4].reason, found[4].detail) == ("repeated", "the same as candidate 0 of this run")
    assert [c.reason for c in found] == [None, None, "bad_url", "bad_url", "repeated"]


def test_the_same_address_with_other_content_is_no_repetition(run, chosen, tmp_path):
    path = tmp_path / "m.jsonl"
    path.write_text('{"id": 1, "text": "a"}\n{"id": 1, "text": "b"}\n{"id": 1, "text": "a"}\n')
    discover(run, [str(path)], None, chosen)
    assert [c.reason for batch in candidates(run) for c in batch] == [None, None, "repeated"]


def test_what_a_source_declares_goes_with_each_of_its_candidates(run, tmp_path):
    (tmp_path / "sources.yaml").write_text(
        "sources:\n- {name: courier, kind: urls, urls: ['https://a.example/1'], homepage: 'https://a.example/',"
        " language: en, country: gb}\n"
    )
    discover(run, ["courier"], None, Settings(home=tmp_path, sources_file=tmp_path / "sources.yaml"))
    [[candidate]] = candidates(run)
    assert candidate == Candidate(
        position=0,
        source_id="675158c9-4489-562c-91f0-1f4f1bb89f26",
        source_name="courier",
        source_kind="urls",
        source_location="",
        source_homepage="https://a.example/",
        source_language="en",
        source_country="gb",
        address="https://a.example/1",
        address_id="6a018257-001f-5784-a776-1af3cf47cda0",
        url="https://a.example/1",
    )


def test_discovery_that_is_done_does_nothing_more(run, chosen):
    first = discover(run, ["https://a.example/1", "nowhere"], None, chosen)
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    assert discover(run, ["https://a.example/other"], None, chosen) == first
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


def test_discovery_that_was_cut_off_begins_again_and_leaves_no_batch_of_before(run, chosen):
    discover(run, [f"https://a.example/{number}" for number in range(7)], None, chosen)
    update_state(run, discovered=None)
    (run / "00003" / ".candidates.parquet.4711.draft").write_bytes(b"half")
    assert discover(run, ["https://a.example/9"], None, chosen) == Discovered(1, [0], [])
    assert sorted(path.name for path in run.iterdir() if path.is_dir()) == ["00001"]
    assert [[c.url for c in batch] for batch in candidates(run)] == [["https://a.example/9"]]


def test_nothing_named_is_no_candidate_and_no_batch(run, chosen):
    assert discover(run, [], None, chosen) == Discovered(0, [], [])


def test_warnings_are_kept_for_the_person_even_with_names_that_are_not_utf_8(run, chosen, tmp_path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    (folder / "a.html").write_text("words")
    (folder / os.fsdecode(b"b.p\xe9f")).write_text("words")
    warning = f"{tmp_path}/caf\\udce9: 1 files that are no articles by their name were passed over: 1 .p\\udce9f"
    assert discover(run, [str(folder)], None, chosen) == Discovered(1, [0], [warning])
    assert discover(run, [str(folder)], None, chosen) == Discovered(1, [0], [warning])


def test_whatever_is_wrong_with_a_word_becomes_a_candidate_with_its_reason(run, chosen):
    words = ["nowhere", "caf\udce9", "a" * 5000, "~nobody-of-this-name/x", "http://a.example/\udce9", "http://"]
    discover(run, words, None, chosen)
    assert [c.reason for batch in candidates(run) for c in batch] == ["not_found"] * 4 + ["bad_url"] * 2


def test_a_sources_file_that_cannot_be_understood_is_an_error_with_its_name(run, tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text("sources: [")
    with pytest.raises(SourcesFileError, match=str(path)):
        discover(run, ["courier"], None, Settings(home=tmp_path, sources_file=path))
