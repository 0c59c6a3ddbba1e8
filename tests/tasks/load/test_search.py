"""Search finds what is there now and nothing else, ranks it by BM25, and goes on doing so as words are put in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import log

import duckdb
import pytest

from tasks.load import search_index as finding
from tasks.load.search_index import find_missing, merge_segments, mergers, put_in_order
from tasks.load.warehouse import open_warehouse

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
"""When all articles were published."""
HARBOUR = "The harbour opened at dawn.\n\nBy noon the first ferry had left for the dam gate."
STRIKE = "Dockers struck at the harbour. The strike, the second harbour strike of the year, ended at noon."


@pytest.fixture(scope="module")
def macros(empty_warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(empty_warehouse), read_only=True) as database:
        yield database


def found(desk, *words: str, **how: object) -> list[str]:
    """The last part of the address of each article found, the best first."""
    named = "".join(f", {name} := ${name}" for name in how)
    with duckdb.connect(str(desk.settings.warehouse), read_only=True) as database:
        rows = database.execute(f"SELECT url FROM search($words{named})", {"words": " ".join(words), **how}).fetchall()
    return [str(url).rpartition("/")[2] for (url,) in rows]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’astrolabe dell'arte, qu'elle d'Artagnan", ["astrolabe", "arte", "elle", "artagnan"]),
        ("Harbour's O'Brien don't ‘quoted’", ["harbour", "obrien", "dont", "quoted"]),
        (
            "STRASSE Straße Æsop œuvre Øresund Łódź Þór",
            ["strasse", "strasse", "aesop", "oeuvre", "oresund", "lodz", "thor"],
        ),
        ("IŞIK ısı İstanbul Đà Nẵng", ["isik", "isi", "istanbul", "da", "nang"]),
        ("café cafe\u0301 ΆΛΦΑ Σίσυφος", ["cafe", "cafe", "αλφα", "σισυφοσ"]),
        ("Ёлка мой", ["елка", "мой"]),  # й is a letter of its own
        ("हिन्दी की", ["हिन्दी", "की"]),  # marks are vowels
        ("مُحَمَّد أحمد", ["محمد", "احمد"]),
        ("נָקוּד", ["נקוד"]),
        ("東京、AI技術", ["東", "京", "ai", "技", "術"]),
        ("서울은 ＡＢＣ２", ["서", "울", "은", "abc2"]),
        ("กำลัง", ["ก", "ำ", "ลั", "ง"]),
        ("Hafen\u00adstreik zero\u200bwidth", ["hafenstreik", "zerowidth"]),
        ("well-known e-mail 3.5 C++ #tag", ["well", "known", "e", "mail", "3", "5", "c", "tag"]),
        ("…!? \x00 😀", []),
        ("x" * 100, ["x" * 64]),
        (None, []),
    ],
)
def test_words_are_folded_as_their_language_has_it(macros, text, words):
    assert macros.execute("SELECT search_words(?)", [text]).fetchone() == (words,)


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("harbour STRIKE strike", [(False, ["harbour"]), (False, ["strike"])]),
        ('"dam gate" flood', [(False, ["flood"]), (True, ["dam", "gate"])]),
        ("“dam gate” «log»", [(True, ["dam", "gate"]), (True, ["log"])]),
        ("東京都 本", [(False, ["本"]), (False, ["東京", "京都"])]),
        ('"unbalanced', [(False, ["unbalanced"])]),
        ("'; DROP TABLE articles; --", [(False, ["articles"]), (False, ["drop"]), (False, ["table"])]),
        ('"" … "!"', []),
        (None, []),
    ],
)
def test_what_is_asked_for_is_words_and_phrases(macros, asked, parts):
    sql = (
        "SELECT is_needed, [t.term FOR t IN list_sort([{p: t.place, term: t.term} FOR t IN terms])] "
        "FROM search_parts(?) ORDER BY 1, 2"
    )
    assert macros.execute(sql, [asked]).fetchall() == parts


MANY_PHRASES = " ".join('"' + " ".join(f"w{i}x{j}" for j in range(32)) + '"' for i in range(32))


@pytest.mark.parametrize(
    "asked",
    ["", "\x00", "%", "a" * 100_000, "word " * 5_000, MANY_PHRASES, "東" * 9_000, "'\"'\"", "\\", "NULL", "()", "🚢"],
    ids=lambda asked: asked[:10],
)
def test_whatever_is_typed_gives_an_answer(macros, asked):
    assert macros.execute("SELECT * FROM search(?)", [asked]).fetchall() == []


def test_the_score_is_bm25_with_the_title_counted_four_times(desk, offer):
    desk.run(
        offer("https://a.example/1", "harbour news today", title="Ferry"),
        offer("https://a.example/2", "ferry", title="Night"),
        offer("https://a.example/3", "nothing else", title="Morning"),
    )
    lengths = [4 + 3, 4 + 1, 4 + 2]

    def score(weight: int, length: int) -> float:
        rarity = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
        return rarity * 2.2 * weight / (weight + 1.2 * (0.25 + 0.75 * length / (sum(lengths) / 3)))

    assert desk.ask("SELECT rank, score, url FROM search('ferry')") == [
        (1, pytest.approx(score(4, lengths[0]), abs=1e-4), "https://a.example/1"),
        (2, pytest.approx(score(1, lengths[1]), abs=1e-4), "https://a.example/2"),
    ]


def test_only_what_is_there_now_is_found_through_revision_and_return(desk, offer):
    desk.run(offer("https://a.example/1", HARBOUR), offer("https://a.example/2", STRIKE, source="ledger"))
    assert found(desk, "harbour") == ["2", "1"]
    assert found(desk, "dawn ferry year") == ["1", "2"]
    desk.run(offer("https://a.example/1", "Correction: the port opened at dawn."))
    assert (found(desk, "ferry"), found(desk, "port"), found(desk, "dawn")) == ([], ["1"], ["1"])
    desk.run(offer("https://a.example/1", HARBOUR))
    assert (found(desk, "ferry"), found(desk, "port")) == (["1"], [])
    assert desk.ask("SELECT version, count(*) FROM search.documents GROUP BY ALL ORDER BY ALL") == [(1, 1), (3, 1)]


def test_an_address_twice_in_a_batch_is_found_as_its_last_version(desk, offer):
    desk.run(offer("https://a.example/1", HARBOUR), offer("https://a.example/1", STRIKE))
    assert (found(desk, "ferry"), found(desk, "dockers")) == ([], ["1"])


def test_phrases_must_stand_in_a_row_and_within_one_field(desk, offer):
    desk.run(
        offer("https://a.example/1", "The dam gate was shut.", title="Flood"),
        offer("https://a.example/2", "The gate of the dam was shut.", title="Dam"),
        offer("https://a.example/3", "gate keeper", title="dam"),
        offer("https://a.example/4", "東京都の知事。京都ではない。", title="都庁"),
    )
    assert found(desk, '"dam gate"') == ["1"]
    assert sorted(found(desk, "dam gate")) == ["1", "2", "3"]
    assert found(desk, '"shut" flood') == ["1", "2"]
    assert found(desk, '"dam gate" "keeper"') == []
    assert sorted(found(desk, '"was shut" "the dam"')) == ["1", "2"]
    assert found(desk, '"was shut" "the dam" "the gate"') == ["2"]
    assert found(desk, "知事") == ["4"]
    assert found(desk, "都の知") == ["4"]
    assert found(desk, "京知") == []
    assert found(desk, "庁") == ["4"]


def test_answers_are_narrowed_by_source_and_time(desk, offer):
    desk.run(offer("https://a.example/1", HARBOUR), offer("https://a.example/2", STRIKE, source="ledger"))
    assert found(desk, "harbour", source="ledger") == ["2"]
    assert found(desk, "harbour", source="nobody's") == []
    assert found(desk, "harbour", since="2026-04-02", until="2026-04-03") == ["2", "1"]
    assert found(desk, "harbour", since="2026-04-03") == found(desk, "harbour", until="2026-04-02") == []
    assert found(desk, "harbour", best=1) == ["2"]


@pytest.mark.parametrize("timezone", ["Pacific/Kiritimati", "Pacific/Honolulu"])
def test_a_day_is_that_of_the_outlet_whatever_the_zone_of_the_client(desk, offer, timezone):
    desk.run(offer("https://a.example/1", HARBOUR))
    with open_warehouse(desk.settings) as database:
        database.execute(f"SET TimeZone = '{timezone}'")
        days = "SELECT count(*) FROM search('harbour', since := ?, until := ?)"
        assert database.execute(days, ["2026-04-02", "2026-04-03"]).fetchone() == (1,)
        assert database.execute(days, [date(2026, 4, 3), date(2026, 4, 4)]).fetchone() == (0,)
        assert database.execute("SELECT published_on FROM search('harbour')").fetchone() == (date(2026, 4, 2),)
        moments = "SELECT count(*) FROM search('harbour', since := ?)"
        assert database.execute(moments, [AT]).fetchone() == (1,)
        assert database.execute(moments, [AT + timedelta(seconds=1)]).fetchone() == (0,)


def test_words_in_order_are_found_as_fresh_ones_are(desk, offer, monkeypatch):
    monkeypatch.setattr(finding, "_FRESH", 2)
    monkeypatch.setattr(finding, "_SEGMENT", 2)
    desk.run(*(offer(f"https://a.example/{number}", f"{HARBOUR} number{number}") for number in range(5)))
    desk.run(offer("https://a.example/1", STRIKE), offer("https://a.example/9", HARBOUR + " 東京都"))

    def looked_for() -> list[list[str]]:
        return [sorted(found(desk, words)) for words in ("ferry", "number3", "number1", '"harbour strike"', "東京")]

    expected = [["0", "2", "3", "4", "9"], ["3"], [], ["1"], ["9"]]
    assert looked_for() == expected
    assert desk.ask("SELECT first_document, last_document FROM search.segments ORDER BY ALL") == [
        (1, 2),
        (3, 4),
        (5, 6),
    ]
    with open_warehouse(desk.settings) as database:
        assert merge_segments(database, desk.settings) == 1
        assert database.execute("SELECT first_document, last_document FROM search.segments").fetchall() == [(1, 6)]
        assert database.execute("SELECT count(*) FROM search.postings WHERE document = 2").fetchall() == [(0,)]
    assert looked_for() == expected


def test_segments_are_merged_only_where_that_doubles_the_largest():
    assert mergers([]) == mergers([(1, 5)]) == mergers([(1, 60_000), (60_001, 70_000)]) == []
    tens = [(start + 1, start + 10_000) for start in range(0, 130_000, 10_000)]
    assert mergers(tens) == [(1, 100_000), (100_001, 130_000)]


def test_what_search_does_not_know_yet_is_made_findable(desk, offer, monkeypatch):
    monkeypatch.setattr(finding, "_SEGMENT", 2)
    desk.run(*(offer(f"https://a.example/{number}", f"{HARBOUR} number{number}") for number in range(5)))
    desk.run(offer("https://a.example/1", STRIKE))
    with open_warehouse(desk.settings) as database:
        for table in ("documents", "fresh_words"):
            database.execute(f"DELETE FROM search.{table}")
        find_missing(database, desk.settings)
        put_in_order(database, desk.settings)
        find_missing(database, desk.settings)
        assert database.execute("SELECT count(*) FROM search.documents").fetchall() == [(5,)]
    assert (found(desk, "number1"), found(desk, "dockers"), found(desk, "number4")) == ([], ["1"], ["4"])


def test_other_forms_of_a_word_are_found_in_its_language(desk, offer):
    desk.run(
        offer("https://a.example/1", "The dockers' strike goes on.", title="Port", language="en"),
        offer("https://a.example/2", "Two strikes ended; others are striking.", title="Ferry", language="en"),
        offer("https://a.example/3", "Die Häuser am Hafen stehen leer.", title="Haus", language="de"),
        offer("https://a.example/4", "Les grèves continuent.", title="Grève", language="fr"),
    )
    assert (
        sorted(found(desk, "strike")) == sorted(found(desk, "strikes")) == sorted(found(desk, "striking")) == ["1", "2"]
    )
    assert (found(desk, '"strike"'), found(desk, '"strikes"')) == (["1"], ["2"])
    assert (found(desk, "hauses"), found(desk, "häuser"), found(desk, "greve")) == ([], ["3"], ["4"])
    assert found(desk, "strikingly") == []  # a word that no article has stands for itself


def test_words_without_rules_for_their_language_stand_for_themselves(desk, offer):
    desk.run(
        offer("https://a.example/1", "The strikes went on.", language=None),
        offer("https://a.example/2", "東京の記者 2026", title="記者", language="ja"),
    )
    assert (found(desk, "strike"), found(desk, "strikes"), found(desk, "記者")) == ([], ["1"], ["2"])
    assert desk.ask("SELECT * FROM search.stems") == []


def test_stems_of_an_index_from_before_are_added(desk, offer, monkeypatch):
    monkeypatch.setattr(finding, "_FRESH", 2)
    desk.run(
        *(
            offer(f"https://a.example/{number}", f"The strikes went on, number {number}.", language="en")
            for number in range(3)
        )
    )
    desk.run(offer("https://a.example/4", "One strike.", language="en"))
    with open_warehouse(desk.settings) as database:
        database.execute("DELETE FROM search.stems")
    assert len(found(desk, "strike")) == 1
    with open_warehouse(desk.settings):
        pass
    assert len(found(desk, "strike")) == 4
    assert desk.ask("SELECT term, stem FROM search.stems WHERE stem = 'strike' ORDER BY term") == [
        ("strike", "strike"),
        ("strikes", "strike"),
    ]


def test_stems_of_an_index_from_before_are_all_added_or_none(desk, offer):
    desk.run(
        offer("https://a.example/1", "Die Streiks dauern an.", title="Hafen", language="de"),
        offer("https://a.example/2", "The strikes went on.", title="Port", language="en"),
    )
    columns = "language VARCHAR NOT NULL, term VARCHAR NOT NULL, stem VARCHAR NOT NULL"
    with open_warehouse(desk.settings) as database:
        database.execute(f"CREATE OR REPLACE TABLE search.stems ({columns}, CHECK (language <> 'en'))")
        with pytest.raises(duckdb.ConstraintException):
            find_missing(database, desk.settings)
        assert database.execute("SELECT * FROM search.stems").fetchall() == []
        database.execute(f"CREATE OR REPLACE TABLE search.stems ({columns})")
        find_missing(database, desk.settings)
        stems = database.execute("SELECT language, stem FROM search.stems WHERE term LIKE 'str%' ORDER BY ALL")
        assert stems.fetchall() == [("de", "streik"), ("en", "strike")]
