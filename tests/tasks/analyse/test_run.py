"""The analysis over a database: what it writes, what it leaves alone, and that it costs once."""

from __future__ import annotations

import pytest

from tasks.analyse import comparing
from tasks.analyse.run import analyse
from tests.tasks.analyse.conftest import BEES, WALKOUT, WALKOUT_ELSEWHERE

STORIES = "SELECT list(DISTINCT source ORDER BY source) FROM story_reports GROUP BY story_id"


@pytest.fixture
def analysed(desk):
    desk.add("walkout", WALKOUT, "courier", at="2026-03-02 08:00")
    desk.add("stopped", WALKOUT_ELSEWHERE, "ledger", at="2026-03-02 11:00")
    desk.add("bees", BEES, "radio", at="2026-03-02 12:00")
    assert desk.analyse().articles == {"read": 3}
    return desk


def test_two_reports_of_one_event_are_a_story_and_a_third_article_is_not_in_it(analysed):
    assert analysed.rows(STORIES) == [(["courier", "ledger"],)]
    assert analysed.rows("SELECT articles, own_reports, first_source, hours FROM story_coverage") == [
        (2, 2, "courier", 3.0)
    ]


def test_the_same_words_in_two_articles_are_one_utterance_in_its_longest_wording(analysed):
    assert analysed.rows("SELECT speaker, words, sources FROM shared_quotes") == [
        (
            "Marian Oduya",
            "We will not stand under that crane for another hour, and nobody will make us.",
            ["courier", "ledger"],
        )
    ]


WORDS = "We will not stand under that crane for another hour."


def test_where_three_articles_agree_on_a_speaker_a_fourth_follows(desk, long_text):
    for number, said_by in enumerate(
        ["said Marian Oduya", "Ms Oduya said", "said Marian Oduya", "said Corwin Haldane"]
    ):
        told = f"“{WORDS[:-1]},” {said_by}." if number != 1 else f"Marian Oduya was there. “{WORDS[:-1]},” {said_by}."
        desk.add(
            f"{number}",
            f"{told}\n\n{long_text(f'lantern{number}', 12)}",
            f"outlet-{number}",
            at=f"2026-03-02 0{number}:00",
        )
    desk.add("none", f"On a wall stood “{WORDS}” for weeks.\n\n{long_text('kettle', 12)}", "radio")
    desk.analyse()
    said = desk.rows("SELECT source, speaker, rule = 'consensus' FROM who_said_what ORDER BY source")
    assert said == [
        ("outlet-0", "Marian Oduya", False),
        ("outlet-1", "Marian Oduya", False),
        ("outlet-2", "Marian Oduya", False),
        ("outlet-3", "Marian Oduya", True),
        ("radio", "Marian Oduya", True),
    ]
    assert desk.rows("SELECT speaker, speaker_votes, speaker_voters FROM shared_quotes") == [("Marian Oduya", 3, 4)]


def test_speakers_are_asked_by_name(analysed):
    assert analysed.rows(
        "SELECT source, quotations FROM speakers_by_source WHERE speaker = 'Marian Oduya' ORDER BY source"
    ) == [
        ("courier", 1),
        ("ledger", 1),
    ]


def test_nothing_quoted_or_copied_is_stored_as_text(analysed):
    columns = analysed.rows(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'analysis' "
        "AND data_type LIKE 'VARCHAR%'"
    )
    for table, column in columns:
        values = analysed.rows(f"SELECT {column}::VARCHAR FROM analysis.{table}")
        assert not any("stand under that" in (value or "") for (value,) in values), (table, column)


def test_a_second_run_reads_and_publishes_nothing(analysed):
    before = analysed.settings.snapshot.stat().st_mtime_ns
    assert analysed.analyse().batches == 0
    assert analysed.settings.snapshot.stat().st_mtime_ns == before


def test_again_reads_everything_and_leaves_the_same(analysed):
    def everything() -> list[list[tuple[object, ...]]]:
        names = analysed.rows("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'analysis' ORDER BY ALL")
        return [analysed.rows(f"SELECT * FROM analysis.{name} ORDER BY ALL") for (name,) in names]

    before = everything()
    assert analysed.analyse(again=True).articles == {"read": 3}
    assert everything() == before


def test_a_revised_article_replaces_what_was_read_of_it(analysed):
    analysed.add("stopped", BEES.replace("Hathwick", "Ellerby"), "ledger", at="2026-03-02 11:00")
    assert analysed.analyse().articles == {"read": 1}
    assert analysed.rows("SELECT count(*) FROM shared_quotes WHERE speaker = 'Marian Oduya'") == [(0,)]
    assert analysed.rows("SELECT DISTINCT version FROM analysis.quotations ORDER BY ALL") == [(1,), (2,)]
    assert analysed.rows(STORIES) == [(["ledger", "radio"],)]
    assert analysed.rows("SELECT kind, earlier_source, later_source FROM article_copies") == [
        ("same", "ledger", "radio")
    ]


def test_a_story_keeps_its_id_when_another_report_comes(analysed):
    before = analysed.rows("SELECT story_id FROM story_coverage")
    analysed.add(
        "third",
        WALKOUT_ELSEWHERE.replace("eleven", "twelve").replace("refused", "declined"),
        "radio",
        at="2026-03-02 09:00",
    )
    analysed.analyse()
    assert analysed.rows("SELECT story_id FROM story_coverage") == before
    assert analysed.rows("SELECT source, is_copy FROM story_reports ORDER BY place") == [
        ("courier", False),
        ("radio", False),
        ("ledger", True),
    ]


def test_reports_of_a_week_later_are_another_story(desk):
    desk.add("walkout", WALKOUT, "courier", at="2026-03-02 08:00")
    desk.add("stopped", WALKOUT_ELSEWHERE, "ledger", at="2026-03-12 11:00")
    desk.analyse()
    assert desk.rows(STORIES) == []


def test_shared_quotations_alone_are_no_copy(desk, long_text):
    speech = "“" + long_text("barrel", 12) + "”"
    desk.add("one", f"Marian Oduya said: {speech}\n\n{long_text('lantern', 12)}", "courier")
    desk.add("two", f"In the hall Marian Oduya said: {speech}\n\n{long_text('kettle', 12)}", "ledger")
    desk.analyse()
    assert desk.rows("SELECT count(*) FROM article_copies") == [(0,)]


def test_a_copy_in_part_has_its_parts_with_the_words_of_both(desk, long_text):
    shared = long_text("anchor", 10)
    desk.add("one", f"{long_text('lantern', 16)}\n\n{shared}", "courier", at="2026-03-02 08:00")
    desk.add("two", f"{long_text('kettle', 20)}\n\n{shared}", "ledger", at="2026-03-02 09:00")
    desk.analyse()
    assert desk.rows("SELECT kind, earlier_source, later_source FROM article_copies") == [("part", "courier", "ledger")]
    parts = desk.rows("SELECT later_words, earlier_words FROM copied_parts ORDER BY word_count DESC")
    assert parts[0][0] == parts[0][1]
    assert parts[0][0] in shared


def test_words_that_are_quoted_here_and_said_there(desk):
    desk.add("walkout", WALKOUT.replace("“deeply sorry”", "“sorry for every single container”"), "courier")
    desk.add("stopped", WALKOUT_ELSEWHERE.replace("deeply sorry", "sorry for every single container"), "ledger")
    desk.analyse()
    assert desk.rows("SELECT quoted_by, said_by, words FROM quoted_here_said_there") == [
        ("courier", "ledger", "sorry for every single container")
    ]


def test_an_article_of_a_run_that_died_between_its_two_writings_is_read_again(desk, monkeypatch):
    desk.add("walkout", WALKOUT)

    def dies(_: object) -> None:
        raise RuntimeError("the machine went down here")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(comparing, "compare_pairs", dies)
        desk.analyse()
    desk.add("bees", BEES, "radio")  # publishes what was written
    assert desk.rows("SELECT status, articles FROM analysis_state ORDER BY ALL") == [("comparing", 1), ("waiting", 1)]
    assert desk.analyse().articles == {"read": 2}
    assert desk.rows("SELECT status, articles FROM analysis_state") == [("read", 2)]


def test_without_anything_published_there_is_nothing_to_do(settings, now):
    assert analyse(settings, now).batches == 0


REGRET = "We regret the grounding on Monday and we will pay every passenger back, with a jar of honey on top"


def test_a_statement_that_outlets_quote_with_small_edits_is_one_utterance(desk, long_text):
    edited = [
        f"“{REGRET},” the ferry company said.",
        f"The ferry company said: “{REGRET.replace(' and we will', ' and will')}.”",
        "In a statement the company wrote: “We will pay every passenger back, with a jar of honey on top.”",
        f"The company wrote: “{REGRET.replace(' on Monday', '')}”.",
        "“We regret the grounding on Monday … and we will pay every passenger back,” the company said.",
    ]
    for number, told in enumerate(edited):
        desk.add(f"{number}", f"{told}\n\n{long_text(f'pier{number}', 12)}", f"outlet-{number}")
    desk.analyse()
    assert desk.rows("SELECT words, articles FROM shared_quotes") == [(f"{REGRET},", 5)]


def test_a_wire_report_cut_short_below_other_leads_is_one_report_of_its_own(desk, long_text):
    paragraphs = [long_text(f"ferry{number}", 5) for number in range(6)]
    desk.add("wire", "\n\n".join(paragraphs), "agency", at="2026-03-02 08:00")
    for number in range(3):
        kept = paragraphs[: 5 - number % 2]
        desk.add("cut", "\n\n".join([long_text(f"lead{number}", 2), *kept]), f"outlet-{number}", at="2026-03-02 09:00")
    desk.analyse()
    assert desk.rows("SELECT articles, own_reports, first_source FROM story_coverage") == [(4, 1, "agency")]
