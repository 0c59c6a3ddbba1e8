"""What stands on the page is what the tables say, asked in other words than the views ask."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.histories import OUTLETS

pytestmark = pytest.mark.xdist_group("quality page")

FIRST, TODAY, YESTERDAY = date(2026, 3, 3), date(2026, 4, 2), date(2026, 4, 1)
SOURCE = "JOIN sources AS s ON s.source_id = "


def number(text: str) -> int:
    return int(re.sub(r"[^\d-]", "", text))


def test_the_funnel_is_of_24_hours_and_counts_the_outcomes_of_the_last_run_of_a_day_and_of_thirty(planted):
    told = {row[0].split()[0]: [number(cell) for cell in row[1:]] for row in planted.rows("funnel", 1)}
    counted = """
        SELECT {what}, count(*) FILTER (WHERE run_id = (SELECT max(run_id) FROM ops.runs WHERE flow = 'ingest')),
            count(*) FILTER (WHERE recorded_at >= '2026-04-01 06:15'), count(*)
        FROM ops.outcomes WHERE recorded_at >= '2026-03-03' GROUP BY ALL
    """
    of_all = "'all'"
    expected = {
        row[0]: [*row[1:]] for what in ("status", "reason", of_all) for row in planted.ask(counted.format(what=what))
    }
    assert told == expected
    steps = {row[0]: number(row[1]) for row in planted.rows("funnel", 0)}
    assert (steps["discovered"], steps["loaded"]) == (expected["all"][1], expected["loaded"][1])
    assert steps["validated"] == steps["cleaned"] - expected["quarantined"][1]


def test_volume_counts_what_was_loaded_each_whole_day_beside_the_bounds_of_the_audit(planted):
    figures = planted.html.xpath("//*[@id='volume']//figure")
    of_all, *figures = figures
    assert {figure.xpath(".//a")[0].text for figure in figures} == set(OUTLETS)
    whole = planted.ask(
        "SELECT recorded_at::DATE, count(*) FROM ops.outcomes WHERE status = 'loaded' "
        "AND recorded_at::DATE BETWEEN ? AND ?"
        " GROUP BY ALL ORDER BY 1 DESC",
        FIRST,
        YESTERDAY,
    )
    assert [number(row.xpath("./td")[1].text) for row in of_all.xpath(".//tbody/tr")] == [many for _, many in whole]
    told = {}
    for figure in figures:
        for row in figure.xpath(".//tbody/tr"):
            day, articles, expected, verdict = (cell.text_content() for cell in row.xpath("./td"))
            told[figure.xpath(".//a")[0].text, day] = (int(articles), expected, verdict)
    loaded = planted.ask(
        "SELECT s.name, o.recorded_at::DATE, count(*) FILTER (WHERE o.status = 'loaded') "
        f"FROM ops.outcomes AS o {SOURCE}"
        " o.source_id WHERE o.recorded_at::DATE BETWEEN ? AND ? GROUP BY ALL",
        FIRST,
        YESTERDAY,
    )
    assert {key: value[0] for key, value in told.items()} == {
        (name, f"{day:%a} {day.day} {day:%b}"): articles for name, day, articles in loaded
    }
    [(lowest, highest)] = planted.ask(
        f"SELECT lowest, highest FROM quality.audit_results AS r {SOURCE} r.source_id "
        "WHERE check_id = 'articles_as_usual'"
        " AND s.name = 'skerravoe-mail' AND day = ?",
        YESTERDAY,
    )
    assert told["skerravoe-mail", "Wed 1 Apr"] == (0, f"{lowest:.0f}–{highest:.0f}", "■ failing")


def test_fetch_failures_are_those_of_the_attempts(planted):
    told = [[row[0], *map(number, row[2:5]), row[5]] for row in planted.rows("failures")]
    expected = planted.ask(
        """
        SELECT reason, count(*) FILTER (WHERE fetched_at::DATE = '2026-04-02'),
            count(*) FILTER (WHERE fetched_at::DATE = '2026-04-01'), count(*) AS attempts
        FROM ops.fetches WHERE fetched_at >= '2026-03-03' AND reason NOT IN ('not_modified') GROUP BY reason
        ORDER BY attempts DESC
        """
    )
    assert [row[:4] for row in told] == [list(row) for row in expected]
    denied = next(row for row in told if row[0] == "denied")
    assert denied[4] == f"radio-estuary {denied[3]}"
    # A kind that began yesterday has its chart too.
    charts = [words.strip() for words in planted.html.xpath("//*[@id='failures']//figure//summary/text()")]
    assert charts == ["Days of gone", "Days of deadline", "Days of denied"]


def test_held_articles_count_at_each_check_with_the_newest_of_each(planted):
    told = [(row[0], row[1], int(row[2])) for row in planted.rows("held")]
    expected = planted.ask(
        f"""SELECT c.check_id, s.name, count(*) FROM (SELECT unnest(checks) AS check_id, source_id
        FROM quality.quarantine
        WHERE state = 'open') AS c {SOURCE} c.source_id GROUP BY ALL"""
    )
    assert sorted(told) == sorted(expected)
    assert "“FÃ¤rjan gÃ¥r igen frÃ¥n i dag” 0.031, should be at most 0.002" in planted.rows("held")[0][4]


def test_completeness_is_of_the_articles_of_thirty_days(planted):
    told = {row[0]: row[1:4] for row in planted.rows("fields")}
    expected = planted.ask(
        f"""SELECT s.name, count(*), avg((v.title IS NOT NULL)::INT), avg((v.published_at IS NOT NULL)::INT)
        FROM article_versions AS v JOIN articles AS a USING (article_id) {SOURCE} a.source_id
        WHERE v.loaded_at >= '2026-03-03' GROUP BY s.name"""
    )
    assert {name: [cells[0], cells[1], cells[2].split(" ▼")[0]] for name, cells in told.items()} == {
        name: [str(count), f"{100 * title:.0f} %", f"{100 * dates:.0f} %"] for name, count, title, dates in expected
    }
    assert "▼" in told["north-ledger"][2]


def test_coverage_tells_known_from_new_and_gaps_from_silence(planted):
    told = {row[0]: [int(cell) for cell in row[2:6]] for row in planted.rows("coverage")}
    loaded = planted.ask(
        f"""SELECT s.name, count(DISTINCT o.recorded_at::DATE) FROM ops.outcomes AS o {SOURCE} o.source_id
        WHERE o.status = 'loaded' AND o.recorded_at::DATE BETWEEN ? AND ? GROUP BY s.name""",
        FIRST,
        TODAY,
    )
    assert told == {name: [days, 31 - days, 0, 0] for name, days in loaded}
    assert told["skerravoe-mail"] == [26, 5, 0, 0]


def test_checks_count_what_they_looked_at_and_what_failed(planted):
    told = {row[1].split()[0]: [number(row[3]), number(row[4])] for row in planted.rows("checks")}
    of_articles = planted.ask(
        """SELECT check_id, sum(evaluated), sum(unexpected) FROM quality.expectation_results
        WHERE left(run_id, 8) >= '20260303' GROUP BY check_id HAVING sum(unexpected) > 0"""
    )
    of_days = planted.ask(
        """SELECT check_id, count(*), count(*) FILTER (WHERE status = 'fail') FROM quality.audit_results
        WHERE day >= '2026-03-03' AND status <> 'insufficient_history'
        GROUP BY check_id HAVING bool_or(status = 'fail')"""
    )
    assert told == {name: [looked_at, failed] for name, looked_at, failed in of_articles + of_days}


def test_drift_shows_the_newest_day_beside_the_days_before(planted):
    told = {row[1]: row for row in planted.rows("drift")}
    [(newest,)] = planted.ask(
        f"""SELECT median(v.word_count) FROM article_versions AS v
        JOIN articles AS a USING (article_id) {SOURCE} a.source_id
        WHERE s.name = 'marrowby-examiner' AND v.loaded_at::DATE = ?""",
        YESTERDAY,
    )
    walled = told["marrowby-examiner"]
    assert walled[0] == "■ failing"
    assert walled[2] == "Wed 1 Apr"
    assert (walled[4], newest) == ("45", 45)
    assert planted.rows("drift")[0] == walled
    assert told["harbour-courier"][0] == "● as usual"


def test_duplicates_count_the_addresses_that_led_to_a_known_text(planted):
    told = {row[0]: [number(cell) for cell in row[1:]] for row in planted.rows("copies")}
    expected = planted.ask(
        f"""SELECT s.name, count(DISTINCT a.article_id), count(u.url) FROM articles AS a {SOURCE} a.source_id
        LEFT JOIN article_urls AS u ON u.article_id = a.article_id AND u.relation = 'alias' GROUP BY s.name"""
    )
    assert told == {name: [articles, aliases, 0, 0] for name, articles, aliases in expected}


def test_the_delay_of_the_newest_day_is_its_median(planted):
    told = {row[0]: row[1:] for row in planted.rows("delay")}
    expected = planted.ask(
        f"""SELECT s.name, median(epoch(v.loaded_at - v.published_at)) / 3600 FROM article_versions AS v
        JOIN articles AS a USING (article_id) {SOURCE} a.source_id WHERE v.loaded_at::DATE = ? GROUP BY s.name""",
        TODAY,
    )
    shown = {
        name: (f"{60 * h:.0f} minutes" if h < 1 else f"{h:.1f}".removesuffix(".0") + " hours") for name, h in expected
    }
    assert {name: told[name][2] for name in shown} == shown


REVISED = """
CREATE TEMP TABLE chosen AS SELECT article_id FROM article_versions WHERE loaded_at >= '2026-04-02'
ORDER BY ALL LIMIT 3;
INSERT INTO article_versions SELECT * REPLACE (2 AS version) FROM article_versions JOIN chosen USING (article_id);
UPDATE articles SET current_version = 2 WHERE article_id IN (FROM chosen);
UPDATE sources SET first_seen_at = '2026-04-02';
"""


def test_what_is_called_articles_counts_articles_and_an_archive_is_no_delay(young):
    pages = young(then=REVISED)
    [(articles, today, loaded, revised)] = pages.ask(
        """SELECT count(DISTINCT article_id), count(DISTINCT article_id) FILTER (WHERE loaded_at >= '2026-04-02'),
        (SELECT count(*) FROM ops.outcomes WHERE recorded_at >= '2026-04-02' AND status = 'loaded'), max(version)
        FROM article_versions"""
    )
    assert (revised, articles > today) == (2, True)
    assert pages.rows("fields")[0][1] == f"{articles}"
    # Of those of the day before, all were published before the source was first met.
    assert pages.rows("delay")[0][1] == f"{today}"
    assert f"{loaded} loaded so far today" in pages.html.xpath("//*[@id='volume']")[0].text_content()


def test_runs_stand_with_how_they_ended(planted):
    told = planted.rows("runs")[0]
    [run] = planted.ask(
        """SELECT count(*), count(*) FILTER (WHERE status = 'loaded'), count(*) FILTER (WHERE status = 'unchanged'),
        count(*) FILTER (WHERE status = 'alias'), count(*) FILTER (WHERE status = 'quarantined'),
        count(*) FILTER (WHERE status IN ('refused', 'failed')) FROM ops.outcomes
        WHERE run_id = (SELECT max(run_id) FROM ops.runs WHERE flow = 'ingest')"""
    )
    assert told[:2] == ["2026-04-02 06:00 UTC", "ingest"]
    assert [int(cell) for cell in told[4:]] == list(run)
