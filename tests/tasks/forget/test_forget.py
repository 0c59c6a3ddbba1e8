"""What is forgotten is in no byte of the data folder (each is read, unpacked), and nothing else is lost."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import orjson
import pytest

from schemas.errors import SourceBusy, UsageError
from schemas.identity import address_id
from schemas.settings import Settings
from schemas.spans import Span
from tasks.archive import Facts, Place, Writer, read
from tasks.archive.blanking import blank_member
from tasks.discover import discover
from tasks.discover.backfill import pieces_of, write_piece
from tasks.discover.readers.passed import PassedRecords
from tasks.export import export
from tasks.export.registry import note_export
from tasks.files.erasing import Eraser
from tasks.forget import forget, go_on, plan
from tasks.load.source_names import rename_source
from tasks.load.statements import Decision
from tasks.publish import publish
from tasks.runs.handover import PASSED_FILE
from tests.tasks.load.conftest import AT, Desk, Offered

WHO = Decision("ann", "case 12")
SECRET, OTHER = "https://a.example/2026/secret-name", "https://a.example/2026/secret-name-2"
TITLE = "Mayor Quenby Thistlewood resigns over the harbour"
BODY = "Quenby Thistlewood said: nobody else was there.\n\nThe harbour stays closed."
WORDS = ("secret-name\0", "Thistlewood", "nobody else was there")
"""Words of it; the first ends where the address of the other article does not."""


def every_part(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Each file's bytes, what is packed in them, and the rows of databases and Parquet files."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        yield path, data
        while data[:2] == b"\x1f\x8b":
            member = zlib.decompressobj(31)
            yield path, member.decompress(data)
            data = member.unused_data
        if data[8:12] == b"DUCK":
            with duckdb.connect(str(path), read_only=True) as database:
                for schema, table in database.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
                    yield path, str(database.execute(f'SELECT * FROM "{schema}"."{table}"').fetchall()).encode()
        if path.suffix == ".parquet":
            yield path, str(duckdb.read_parquet(str(path)).fetchall()).encode()
        if data[:15] == b"SQLite format 3":
            with closing(sqlite3.connect(path)) as database:
                yield path, "\n".join(database.iterdump()).encode()


def places_of(folder: Path, *words: str) -> list[tuple[str, str]]:
    """Where the words are: file and word. A word that ends with NUL is looked for as a whole address."""
    found = set()
    for path, part in every_part(folder):
        for word in words:
            text = word.rstrip("\0").encode()
            places = [place for place in range(len(part)) if part.startswith(text, place)] if text in part else []
            if word.endswith("\0"):
                places = [place for place in places if part[place + len(text) : place + len(text) + 1] != b"-"]
            if places:
                found.add((str(path.relative_to(folder)), word))
    return sorted(found)


def captured(desk: Desk, url: str, text: str) -> Place:
    with Writer(desk.settings.archive, f"{len(list(desk.settings.archive.rglob('*')))}.warc.gz") as writer:
        return writer.add_response(
            url,
            "HTTP/1.1 200 OK",
            [("Content-Type", "text/html")],
            text.encode(),
            "192.0.2.1",
            AT,
            facts=Facts(elapsed_ms=1),
        )


@pytest.fixture
def newsroom(settings: Settings, empty_warehouse: Path) -> Desk:
    """Two articles, loaded and published twice; logs, Prefect's database, pages, notes and a folder of exports that
    name the first of them.
    """
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    desk = Desk(settings)
    for number, (url, title, body) in enumerate(
        [(SECRET, TITLE, BODY), (OTHER, "The quay is to be rebuilt", "The council voted.\n\nThe quay will be new.")]
    ):
        desk.run(
            Offered(url, body, title=title, authors=["Quenby Thistlewood" if not number else "Ida Marrow"],
                tags=[f"tag {number}"],
                    place=captured(desk, url, f"<p>{body}</p>"))
        )  # fmt: skip
        publish(settings)
    desk.run(Offered("https://a.example/2026/held", BODY + " Again.", title=TITLE, held_by=["words_enough"]))
    publish(settings)
    with duckdb.connect(str(settings.warehouse)) as database:
        database.execute("UPDATE ops.runs SET inputs = [?, ?], warnings = [? || ' is slow']", [SECRET, OTHER, SECRET])
        # A crawl had both addresses before, as answers that were no pages.
        for url in (SECRET, OTHER):
            database.execute(
                "INSERT INTO ops.passed_records (run_id, source, warc_file, reason, records, warc_offset, "
                "address_id, url, captured_at)"
                " SELECT run_id, 'crawl', '/crawls/1.warc.gz', 'response with HTTP 404', 1, 0, ?, ?, ? "
                "FROM ops.runs LIMIT 1",
                [str(address_id(url)), url, AT],
            )
    publish(settings)
    shutil.rmtree(settings.runs)  # a run that ended removes its folder
    settings.logs.mkdir()
    lines = [{"event": "fetched", "url": SECRET}, {"event": "fetched", "url": OTHER}, {"title": TITLE}]
    (settings.logs / "2026-04-02.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)) + b"\n")
    (settings.reports / "run").mkdir(parents=True, exist_ok=True)
    (settings.reports / "run" / "run-1.html").write_text(f"<a href='{SECRET}'>{TITLE}</a>")
    (settings.private / "prefect").mkdir()
    with closing(sqlite3.connect(settings.private / "prefect" / "prefect.db")) as database:
        database.execute("CREATE TABLE flow_run (id TEXT DEFAULT 'x', parameters JSON)")
        database.executemany(
            "INSERT INTO flow_run (parameters) VALUES (?)",
            [[orjson.dumps({"inputs": [url]}).decode()] for url in (SECRET, OTHER)],
        )
        database.commit()
    folder = settings.home.parent / "exported"
    export(folder, "parquet", "", None, settings, datetime(2027, 1, 1, tzinfo=UTC))
    note_export(settings, folder, "parquet", AT)
    return desk


@pytest.mark.long
def test_nothing_of_it_is_left_in_any_byte_and_everything_else_is(newsroom: Desk):
    settings, exported = newsroom.settings, newsroom.settings.home.parent / "exported"
    assert {word for _, word in places_of(settings.home, *WORDS)} == set(WORDS)
    assert plan([SECRET], settings).articles == 1
    assert {word for _, word in places_of(settings.home, *WORDS)} == set(WORDS), "a plan changes nothing"

    done = forget([SECRET, "https://a.example/2026/held"], WHO, settings, datetime.now(UTC))

    assert (done.articles, done.addresses) == (1, 2)
    assert places_of(settings.home, *WORDS) == []
    assert places_of(exported, *WORDS) == []
    assert (exported / "_forgotten.jsonl").read_bytes().count(str(address_id(SECRET)).encode()) == 1
    # What is not forgotten is as it was.
    assert newsroom.ask("SELECT url, title FROM latest_articles") == [(OTHER, "The quay is to be rebuilt")]
    assert newsroom.ask("SELECT name FROM authors") == [("Ida Marrow",)]
    assert newsroom.ask("SELECT url FROM ops.passed_records") == [(OTHER,)]
    assert newsroom.ask("SELECT inputs, warnings FROM ops.runs WHERE run_id = 'run-2'") == [
        (["forgotten", OTHER], ["forgotten is slow"])
    ]
    [(file, offset, length)] = newsroom.ask(
        "SELECT warc_file, warc_offset, warc_length FROM captures WHERE warc_length > 9"
    )
    assert (
        b"The quay will be new" in read(settings.archive, Place(str(file), int(str(offset)), int(str(length)))).payload
    )
    log = (settings.logs / "2026-04-02.jsonl").read_text().splitlines()
    assert [line.strip() for line in log] == ["", orjson.dumps({"event": "fetched", "url": OTHER}).decode(), ""]
    with closing(sqlite3.connect(settings.private / "prefect" / "prefect.db")) as database:
        assert [row[0] for row in database.execute("SELECT parameters FROM flow_run")] == [
            '{"inputs":["forgotten"]}', orjson.dumps({"inputs": [OTHER]}).decode(),
        ]  # fmt: skip
    # Every run still adds up, and who and why is known.
    assert newsroom.ask("SELECT run_id, count(*) FROM ops.outcomes GROUP BY ALL ORDER BY ALL") == [
        ("run-1", 1), ("run-2", 1), ("run-3", 1),
    ]  # fmt: skip
    assert newsroom.ask("SELECT who, reason, articles, addresses FROM ops.forgettings") == [("ann", "case 12", 1, 2)]
    assert newsroom.ask("SELECT kind, count(*) > 0 FROM ops.forgotten GROUP BY ALL ORDER BY ALL") == [
        ("address", True), ("content", True),
    ]  # fmt: skip
    for path in settings.former_snapshots.glob("*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as database:
            assert database.execute("SELECT count(*) FROM articles WHERE url = ?", [SECRET]).fetchone() == (0,)


def test_the_words_that_search_keeps_go_with_all_versions_of_it(newsroom: Desk):
    newsroom.run(Offered(SECRET, "Nobody resigned over the harbours.", title=TITLE))
    publish(newsroom.settings)
    words, stems = (
        f"SELECT DISTINCT term FROM search.{table} WHERE term IN ('thistlewood', 'harbours', 'said', 'quay') ORDER BY 1"
        for table in ("fresh_words", "stems")
    )
    assert newsroom.ask(stems) == [("harbours",), ("quay",), ("said",), ("thistlewood",)]

    forget([SECRET], WHO, newsroom.settings, datetime.now(UTC))

    assert newsroom.ask(words) == newsroom.ask(stems) == [("quay",)]
    assert newsroom.ask("SELECT url FROM search('quay')") == [(OTHER,)]
    with duckdb.connect(str(newsroom.settings.snapshot), read_only=True) as snapshot:
        assert snapshot.execute(stems).fetchall() == [("quay",)]


def test_the_same_text_under_another_address_does_not_come_back(newsroom: Desk):
    settings = newsroom.settings
    forget([SECRET], WHO, settings, datetime.now(UTC))
    elsewhere = "https://b.example/copied-somewhere"
    place = captured(newsroom, elsewhere, f"<p>{BODY}</p>")
    ended = newsroom.run(
        Offered(elsewhere, BODY, title=TITLE, place=place), Offered("https://b.example/new", "Some other text.")
    )
    assert ended.outcomes == {"refused": {"forgotten": 1}, "loaded": {"new": 1}}
    assert newsroom.ask("SELECT url FROM articles ORDER BY url") == [(OTHER,), ("https://b.example/new",)]
    assert places_of(settings.archive, "nobody else was there") == []
    assert places_of(settings.archive, "copied-somewhere") == places_of(settings.private, "copied-somewhere") == []


@pytest.mark.parametrize("way", ["ingest", "backfill"])
def test_neither_an_offer_nor_a_record_that_is_passed_over_names_a_forgotten_address_anew(
    newsroom: Desk, tmp_path, way
):
    settings = newsroom.settings.model_copy(update={"sources_file": tmp_path / "sources.yaml"})
    forget([SECRET], WHO, settings, datetime.now(UTC))
    with Writer(tmp_path / "crawl", "crawl.warc.gz") as writer:
        for url in (SECRET, OTHER):
            for status in ("404 Not Found", "200 OK"):
                head = [("Content-Type", "text/html")]
                writer.add_response(url, status, head, b"<p>Words</p>", None, AT, facts=Facts(elapsed_ms=1))
    (tmp_path / "sources.yaml").write_text(f"sources:\n- {{name: crawl, kind: warc, location: {tmp_path}/crawl}}\n")
    run = tmp_path / "run"
    if way == "ingest":
        run.mkdir()
        discover(run, ["crawl"], None, settings, AT)
    else:
        passed = PassedRecords()
        [piece] = pieces_of("crawl", Span(), settings, AT, 500, print, passed)
        run.mkdir()
        write_piece(run, piece, settings, AT, passed)
    with duckdb.connect() as database:
        rows = "SELECT url, records FROM read_parquet(?) ORDER BY url"
        passed_over = database.execute(rows, [str(run / PASSED_FILE)]).fetchall()
        ends = "SELECT url, reason FROM read_parquet(?) ORDER BY position"
        offered = database.execute(ends, [str(run / "00001" / "candidates.parquet")]).fetchall()
    assert [row for row in passed_over if row[0]] == [(OTHER, 1)]
    assert offered[0] == (None, "forgotten")
    assert offered[1][0] == OTHER
    assert places_of(run, *WORDS) == []


@pytest.mark.long
def test_what_a_kill_left_is_done_by_the_next_call(newsroom: Desk):
    settings = newsroom.settings
    in_the_way = settings.archive / "broken.warc.gz"
    in_the_way.mkdir()  # the archive cannot be read: the warehouse is done by then
    with pytest.raises(OSError, match="Is a directory"):
        forget([SECRET], WHO, settings, datetime.now(UTC))
    assert newsroom.ask("SELECT count(*) FROM articles WHERE url = '" + SECRET + "'") == [(0,)]
    assert places_of(settings.home, "Thistlewood") != []
    in_the_way.rmdir()
    done = go_on(settings)
    assert done is not None
    assert done.articles == 1
    assert newsroom.ask("SELECT count(*) FROM ops.forgettings") == [(1,)]
    assert not (settings.private / "forgetting.json").exists()
    assert go_on(settings) is None
    assert newsroom.ask("SELECT count(*) FROM quality.quarantine") == [(1,)]  # the held one was not named


def test_a_source_is_forgotten_whole_and_an_unfinished_run_is_in_the_way(newsroom: Desk):
    settings = newsroom.settings
    folder = settings.runs / "20260402T093000-abcdef"
    folder.mkdir(parents=True)
    with pytest.raises(SourceBusy, match="run 20260402T093000-abcdef is unfinished"):
        forget(["courier"], WHO, settings, datetime.now(UTC))
    folder.rmdir()
    done = forget(["courier"], WHO, settings, datetime.now(UTC))
    assert (done.articles, done.addresses, done.sources) == (2, 3, ["courier"])
    assert places_of(settings.home, *WORDS, "secret-name-2", "Ida Marrow") == []


def test_exports_that_cannot_hold_it_are_not_named(newsroom: Desk, tmp_path: Path):
    newsroom.run(Offered("https://b.example/1", "Another house.", source="ledger"))
    publish(newsroom.settings)
    rename_source("courier", "harbour", WHO, newsroom.settings, AT)
    for name, at, source in (
        ("all.csv", AT, ""), ("of-it.csv", AT, "courier"), ("renamed.csv", AT, "harbour"),
        ("of-another.csv", AT, "ledger"), ("before.csv", AT - timedelta(hours=1), ""),
    ):  # fmt: skip
        (tmp_path / name).touch()
        note_export(newsroom.settings, tmp_path / name, "csv", at, source)
    publish(newsroom.settings)
    named = [path.name for path in plan([SECRET], newsroom.settings).exports]
    assert named == ["all.csv", "exported", "of-it.csv", "renamed.csv"]


def test_what_nobody_knows_is_no_plan(newsroom: Desk):
    with pytest.raises(UsageError, match=r"nothing is known of https://a.example/none"):
        plan(["https://a.example/none"], newsroom.settings)


def test_an_address_is_found_in_every_form_and_never_inside_a_longer_one():
    eraser = Eraser(["https://a.example/1", "/srv/my files/ü.html"], ["A title that is long enough to tell"])
    text = 'https://a.example/1. "https://a.example/12" <https://a.example/1> /srv/my%20files/%C3%BC.html https:\\/\\/x'
    assert eraser.without(text) == 'forgotten "https://a.example/12" <forgotten> forgotten https:\\/\\/x'
    assert eraser.is_in("say A title that is long enough to tell!")
    assert eraser.is_in('{"path": "/srv/my files/\\u00fc.html"}')
    assert not eraser.is_in("https://a.example/1/comments")


@pytest.mark.parametrize("length", [25, 64, 300, 301, 65_535, 65_700, 131_100, 1_000_003])
def test_a_blank_record_is_as_long_as_the_one_before(length: int):
    member = blank_member(length)
    plain = zlib.decompressobj(31)
    plain.decompress(member)
    assert (len(member), plain.eof, plain.unused_data) == (length, True, b"")


@pytest.mark.parametrize("content", [b"\xff{", b"[]", b'{"targets": {"places": []}}', b'{"targets": 3}'])
def test_a_damaged_note_of_what_is_left_is_named_with_the_way_on(content: bytes, tmp_path: Path):
    settings = Settings(home=tmp_path)
    settings.private.mkdir(parents=True)
    (settings.private / "forgetting.json").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        go_on(settings)
    assert "forgetting.json" in caught.value.what
    assert "Move it away" in caught.value.cure
