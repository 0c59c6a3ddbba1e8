"""`broadsheet why`: the answer for every way in which an address can have ended, from runs loaded by the loader."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.inspect.why import address_history, key_of
from flows.inspect.why_words import answer_of, words
from schemas.errors import UsageError
from schemas.identity import address_id, capture_id
from schemas.records import Candidate
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.handover import write_rows
from tasks.web.addresses import file_address
from tests.flows.ended_runs import AT, Ended, load


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A snapshot of three runs in which every kind of end was met."""
    home = tmp_path_factory.mktemp("why")
    (home / "sources.yaml").write_text(
        "sources:\n  - {name: quiet, kind: feed, location: 'https://feeds.example/q', homepage: "
        "'https://quiet.example'}\n"
    )
    settings = Settings(home=home / "data", sources_file=home / "sources.yaml", most_tries=2)
    site = "https://l.example"
    waits = Ended(f"{site}/waits", "http_5xx", "HTTP 503")
    load(
        settings, 1,
        Ended(f"{site}/there?b=1&a=2", None, 'desk.csv, row 1: published "soon" is no date: left empty', title="Ferry",
            said={"said_title": "Ferry!"}),
        Ended(f"{site}/print", title="Ferry", text=f"The text of {site}/there?b=1&a=2."),
        Ended(f"{site}/held", held_by="words_enough", said={"said_title": "Short", "said_published": AT}),
        Ended(f"{site}/lost", "deadline", "no whole answer in 60 s"),
        Ended(f"{site}/no", "robots", "robots.txt disallows it for Broadsheet"),
        Ended(f"{site}/broken", "gone", "HTTP 404"),
        Ended("https://feedproxy.example/1", "denied", "HTTP 403", final_url=f"{site}/behind?utm_source=rss"),
        Ended(f"{site}/amp/tide", title="Tide", canonical_url=f"{site}/tide"),
        Ended("file:///news/empty.html", "empty", "/news/empty.html: no bytes"),
        Ended("artcles", "not_found", "artcles: neither a file or folder nor a declared source"),
        Ended("/news/nowhere", "not_found", "source desk: there is no /news/nowhere"),
        Ended("http://plain.example:8123/1", "deadline", "no whole answer in 60 s"),
    )  # fmt: skip
    load(settings, 2, waits, Ended(f"{site}/lost", "deadline", "no whole answer in 60 s"))
    load(settings, 3, Ended(f"{site}/there?b=1&a=2", "same_payload"), Ended(f"{site}/amp/tide", "gone", "HTTP 404"))
    load(settings, 4, Ended(f"{site}/amp/tide", "gone", "HTTP 404"))
    with open_warehouse(settings) as database:
        database.execute(
            "INSERT INTO ops.passed_records VALUES"
            " ('run-4', 'desk', '/crawls/a.warc.gz', 'response with HTTP 404', 1, 512, ?, ?, ?)",
            [address_id("https://w.example/gone"), "https://w.example/gone", AT],
        )
    publish(settings)
    return settings


@pytest.fixture
def why(desk: Settings) -> Callable[[str], tuple[str, list[str]]]:
    def asked(word: str) -> tuple[str, list[str]]:
        history = address_history(word, desk)
        return answer_of(history), [line.strip() for line in words(history)]

    return asked


@pytest.mark.parametrize(
    ("word", "answer", "lines"),
    [
        (
            "http://L.example/there?a=2&b=1&utm_source=x#top",
            "there",
            [
                "there: “Ferry”, version 1, from desk, loaded 2026-04-02 10:30 UTC by run run-1",
                'of what its manifest said: desk.csv, row 1: published "soon" is no date: left empty',
                "offered by desk in 2 runs, last 2026-04-02 12:30 UTC, as https://l.example/there?b=1&a=2",
            ],
        ),
        (
            "https://l.example/print",
            "there",
            [
                "there: “Ferry”, version 1, from desk, loaded 2026-04-02 10:30 UTC by run run-1",
                "under another address of the same text: https://l.example/there?b=1&a=2",
            ],
        ),
        (
            "https://l.example/held",
            "held",
            [
                "held since 2026-04-02 10:30 UTC, by run run-1, because it failed:",
                "words_enough: 7, asked for is at least 25",
                "desk said of it: “Short”, published 2026-04-02 09:30 UTC",
            ],
        ),
        (
            "https://l.example/waits",
            "failed",
            [
                "failed (http_5xx) 2026-04-02 11:30 UTC, the server has a fault: HTTP 503",
                "it is tried again; once in a row without success so far",
                "asked for next from 2026-04-02 11:40 UTC on",
            ],
        ),
        (
            "https://l.example/lost",
            "failed",
            [
                "failed (deadline) 2026-04-02 11:30 UTC, the server took longer than the limit: "
                "no whole answer in 60 s;"
                " given up after 2 tries",
                "broadsheet ingest https://l.example/lost tries it at once",
                "offered by desk in 2 runs, last 2026-04-02 11:30 UTC, as https://l.example/lost",
            ],
        ),
        (
            "https://l.example/no",
            "refused",
            [
                "refused (robots) 2026-04-02 10:30 UTC, robots.txt of the host asks us not to fetch this:"
                " robots.txt disallows it for Broadsheet",
                "this is decided again each time that the address is offered",
            ],
        ),
        (
            "https://w.example/gone?utm_source=x",
            "passed_over",
            [
                "passed over: a response with HTTP 404 in /crawls/a.warc.gz at byte 512, captured 2026-04-02 09:30 UTC,"
                " read by run run-4",
                "no source offered a page of it",
                "no source is declared for w.example: broadsheet sources add https://w.example/",
                "take it by hand: broadsheet ingest https://w.example/gone",
            ],
        ),
        (
            "https://l.example/broken",
            "failed",
            [
                "failed (gone) 2026-04-02 10:30 UTC, the page is not there (404, 410): HTTP 404",
                "it would end the same way again: it is not asked until its source says that it changed",
            ],
        ),
        (
            "https://l.example/behind",
            "failed",
            [
                "was never offered itself, but https://feedproxy.example/1 was, which leads here by a redirect",
                "failed (denied) 2026-04-02 10:30 UTC, the server refuses access (401, 402, 403, 451): HTTP 403",
                "its address leads on to https://l.example/behind?utm_source=rss",
            ],
        ),
        (
            "https://l.example/tide",
            "there",
            [
                "was never offered itself, but https://l.example/amp/tide was, "
                "whose page names this as its own address",
                "there: “Tide”, version 1, from desk, loaded 2026-04-02 10:30 UTC by run run-1",
                "removed by its source: its address has been empty since 2026-04-02 12:30 UTC",
                "the last look at it failed (gone) 2026-04-02 13:30 UTC, the page is not there (404, 410): HTTP 404",
            ],
        ),
        (
            "/news/empty.html",
            "refused",
            [
                "refused (empty) 2026-04-02 10:30 UTC, no bytes, or nothing but white space: /news/empty.html: "
                "no bytes",
                "if the content at this place changes, it is read again",
            ],
        ),
        (
            "artcles",
            "refused",
            [
                "refused (not_found) 2026-04-02 10:30 UTC, there is no such file or folder: artcles: neither"
                " a file or folder nor a declared source"
            ],
        ),
        (
            "/news/nowhere",
            "refused",
            [
                "refused (not_found) 2026-04-02 10:30 UTC, there is no such file or folder: source desk:"
                " there is no /news/nowhere"
            ],
        ),
        (
            "https://plain.example:8123/1",
            "failed",
            ["http://plain.example:8123/1", "it is tried again; once in a row without success so far"],
        ),
        (
            "http://plain.example:8123/2",
            "never_offered",
            ["http://plain.example:8123/2", "take it by hand: broadsheet ingest http://plain.example:8123/2"],
        ),
        (
            "http://127.0.0.1:8123/2026/nothing",
            "never_offered",
            [
                "http://127.0.0.1:8123/2026/nothing",
                "no source is declared for 127.0.0.1: broadsheet sources add http://127.0.0.1:8123/",
            ],
        ),
        ("/news/never.html", "never_offered", ["it cannot be read here: No such file or directory"]),
        (
            "https://l.example/hold",
            "never_offered",
            [
                "was never offered by any source",
                "of l.example these are known:",
                "8 addresses from desk, last 2026-04-02 13:30 UTC; most like it is https://l.example/held",
                "take it by hand: broadsheet ingest https://l.example/hold",
            ],
        ),
        (
            "https://quiet.example/1",
            "never_offered",
            ["quiet is declared for its host and has offered no address of it: broadsheet sources check quiet"],
        ),
        (
            "https://nowhere.example/1",
            "never_offered",
            ["no source is declared for nowhere.example: broadsheet sources add https://nowhere.example/"],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_answer_says_what_became_of_it_and_what_may_help(why, word: str, answer: str, lines: list[str]):
    found, said = why(word)
    assert found == answer
    assert [line for line in lines if line not in said] == [], said


def test_an_address_of_a_run_that_was_cut_off_waits_for_the_next(desk: Settings):
    address = "https://cut.example/1"
    with new_run(RunRequest(inputs=[address]), desk, datetime.now(UTC)) as run:
        (run.folder / "00001").mkdir()
        candidate = Candidate(
            position=1, source_id=str(address_id("s")), source_name="s", source_kind="urls", source_location="s",
            address=address, address_id=str(address_id(address)),
        )  # fmt: skip
        write_rows(run.folder / "00001" / "candidates.parquet", Candidate, [candidate])
    history = address_history(address, desk)
    assert answer_of(history) == "waits"
    assert run.run_id in " ".join(words(history))
    shutil.rmtree(run.folder)
    assert answer_of(address_history(address, desk)) == "never_offered"


def test_a_hold_is_told_with_the_command_that_ends_it(why):
    hold = capture_id("run-1", 2)
    assert f"let it in: broadsheet quarantine release {hold}" in "\n".join(why("https://l.example/held")[1])


def test_a_path_is_known_by_its_place_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a b.html").touch()
    monkeypatch.chdir(tmp_path)
    assert key_of("a b.html") == key_of("./a b.html") == file_address(tmp_path / "a b.html")
    assert key_of("gone/there.html") == file_address(tmp_path / "gone" / "there.html")


@pytest.mark.parametrize(
    ("word", "cure"),
    [
        ("l.example", "Did you mean https://l.example?"),
        ("nothing", "Name a web address or a file."),
        ("mailto:a@b.example", "Name a web address or a file."),
        ("https://", "Name a web address or a file."),
    ],
)
def test_what_is_no_address_is_said_in_two_lines(word: str, cure: str):
    with pytest.raises(UsageError) as error:
        key_of(word)
    assert error.value.cure == cure


def test_a_snapshot_of_an_older_version_is_told_from_a_fault(settings: Settings):
    with open_warehouse(settings) as database:
        database.execute("ALTER TABLE quality.row_failures DROP COLUMN bound")
    publish(settings)
    with pytest.raises(UsageError, match="older Broadsheet"):
        address_history("https://l.example/", settings)
