"""Audits of a warehouse with a past: each fault moves its own figure, and only what is broken fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from schemas.checks import batch_checks
from schemas.errors import UsageError
from schemas.features import DAY_FIGURES, WAREHOUSE_FIGURES
from schemas.records import AuditResult
from schemas.settings import Settings
from tasks.audit.days import audit, day_figures
from tasks.load.audits import record_audit
from tasks.publish import publish

DAY = date(2026, 4, 2)
"""The last day of the past."""
NOW = datetime(2026, 4, 3, 0, 20, tzinfo=UTC)

LAST = "run_id = '20260402' AND source_id = md5('{name}')::UUID"
OF_LAST = "article_id IN (SELECT article_id FROM ops.outcomes WHERE " + LAST + ")"
FAULTS: dict[str, tuple[str, ...]] = {
    "hours_since_loaded": (
        "DELETE FROM article_versions WHERE loaded_at >= '2026-03-28' AND article_id IN (SELECT article_id "
        "FROM articles"
        " WHERE source_id = md5('{name}')::UUID)",
        "UPDATE ops.outcomes SET status = 'unchanged', reason = 'same_content' WHERE run_id >= '20260328'"
        " AND source_id = md5('{name}')::UUID AND status = 'loaded'",
    ),
    "held_share": (
        "UPDATE ops.outcomes SET status = 'quarantined', reason = 'failed_checks' WHERE status = 'alias' AND " + LAST,
    ),
    "network_failure_share": ("UPDATE ops.fetches SET reason = 'reset' WHERE " + "{fetch} AND reason IS NULL",),
    "denied_share": ("UPDATE ops.fetches SET reason = 'denied' WHERE {fetch} AND reason IS NULL",),
    "server_failure_share": ("UPDATE ops.fetches SET reason = 'http_5xx' WHERE {fetch} AND reason IS NULL",),
    "without_title_share": ("UPDATE article_versions SET title = NULL WHERE " + OF_LAST,),
    "without_date_share": ("UPDATE article_versions SET published_at = NULL WHERE " + OF_LAST,),
    "without_authors_share": ("DELETE FROM article_authors WHERE " + OF_LAST,),
    "without_language_share": ("UPDATE article_versions SET language = NULL WHERE " + OF_LAST,),
    "without_description_share": ("UPDATE article_versions SET description = NULL WHERE " + OF_LAST,),
    "main_language_share": ("UPDATE article_versions SET language = 'fr' WHERE " + OF_LAST,),
    "median_characters": ("UPDATE paragraphs SET char_end = char_end + 5000 WHERE position = 9 AND " + OF_LAST,),
    "mean_paragraphs": ("DELETE FROM paragraphs WHERE position < 8 AND " + OF_LAST,),
    "mean_links": ("DELETE FROM links WHERE " + OF_LAST,),
    "flag_share": ("UPDATE article_versions SET flags = ['has_date'] WHERE " + OF_LAST,),
    "delay_hours": ("UPDATE article_versions SET published_at = published_at - INTERVAL 30 HOUR WHERE " + OF_LAST,),
    "clean_failure_share": (
        "UPDATE ops.outcomes SET status = 'failed', reason = 'clean_timeout' WHERE status = 'alias' AND " + LAST,
    ),
    "revision_share": ("UPDATE ops.outcomes SET reason = 'revised' WHERE status = 'loaded' AND " + LAST,),
    "candidates": ("DELETE FROM ops.outcomes WHERE reason = 'gone' AND " + LAST,),
}
MOVED = {
    # One outcome is a part of several figures.
    "hours_since_loaded": {
        "articles", "revision_share", "without_title_share", "without_date_share", "without_authors_share",
        "without_language_share", "without_description_share", "main_language_share", "median_characters",
        "short_text_characters", "mean_paragraphs", "mean_links", "flag_share", "delay_hours",
    },
    "held_share": {"alias_share"},
    "without_date_share": {"delay_hours"},
    "without_language_share": {"main_language_share"},
    "median_characters": {"short_text_characters"},
    "clean_failure_share": {"lost_share", "extraction_yield", "alias_share", "judged"},
    "candidates": {"fetches", "lost_share", "gone_share"},
}  # fmt: skip


def test_each_fault_moves_its_own_figure_and_no_other(past: Callable[..., Settings]):
    names = ["calm", *FAULTS]
    fetch = "run_id = '20260402' AND position IN (SELECT position FROM ops.outcomes WHERE " + LAST + ")"
    changes = tuple(
        change.replace("{fetch}", fetch).replace("{name}", name) for name, fault in FAULTS.items() for change in fault
    )
    days = day_figures(past(names, days=8, changes=changes), DAY - timedelta(days=8), DAY, NOW)
    last = {row["source"]: row for row in days if row["day"] == DAY}
    calm = last["calm"]
    assert set(calm) == {"source_id", "source", "day", "is_outage", "is_unfinished", *DAY_FIGURES}
    moved = {name: {f for f in DAY_FIGURES if last[name][f] != calm[f]} for name in FAULTS}
    assert moved == {name: {name} | MOVED.get(name, set()) for name in FAULTS}


TOO_FEW = {
    (check, "insufficient_history")
    for check in ("few_are_held", "cleaning_survives", "languages_are_known", "short_texts_as_usual")
}
"""Shares of eight or nine, which say nothing against a bound that is the same for everyone."""


def test_a_source_that_changes_fails_where_it_changed_and_a_calm_one_nowhere(past: Callable[..., Settings]):
    changes = (
        "UPDATE article_versions SET title = NULL WHERE " + OF_LAST.replace("{name}", "untitled"),
        "UPDATE ops.outcomes SET status = 'failed', reason = 'no_text' WHERE reason = 'new' AND "
        + LAST.replace("{name}", "odd"),
        "DELETE FROM ops.outcomes WHERE source_id = md5('young')::UUID AND run_id < '20260401'",
    )
    results = audit(batch_checks(), DAY, past(["calm", "odd", "untitled", "young"], changes=changes), NOW)
    assert failed(results) == {
        "odd": {"few_are_lost", "captures_give_articles"},
        "untitled": {"titles_are_there"},
        None: {"outcomes_add_up"},
    }
    assert {(r.check_id, r.status) for r in results if r.source == "calm" and r.status != "pass"} == TOO_FEW
    lost = next(r for r in results if r.check_id == "captures_give_articles" and r.source == "odd")
    assert (lost.observed, lost.lowest, lost.highest, lost.history) == (  # type: ignore[comparison-overlap]
        pytest.approx(2 / 9),
        pytest.approx(5.5 / 9),
        None,
        35,
    )
    short = next(r for r in results if r.check_id == "titles_are_there" and r.source == "young")
    assert (short.status, short.is_new) == ("insufficient_history", False)


def test_of_what_was_given_by_hand_articles_are_judged_and_not_how_many_come(past: Callable[..., Settings]):
    wanted = {"titles_are_there", "articles_as_usual", "source_is_fresh", "few_are_lost", "delay_as_usual"}
    checks = [check for check in batch_checks() if check.id in wanted]
    results = audit(checks, DAY, past(["calm", "/tmp/a"], days=8), NOW, declared={"calm"})
    assert {r.check_id for r in results if r.source == "calm"} == wanted
    assert {r.check_id for r in results if r.source == "/tmp/a"} == {"titles_are_there"}


def failed(results: list[AuditResult]) -> dict[str | None, set[str]]:
    found: dict[str | None, set[str]] = {}
    for result in results:
        if result.status == "fail":
            found.setdefault(result.source, set()).add(result.check_id)
    return found


BROKEN = (
    "UPDATE ops.runs SET discovered = 99 WHERE run_id = '20260330'",
    "UPDATE ops.runs SET ended_at = NULL WHERE run_id = '20260329'",
    "INSERT INTO ops.batches SELECT 'x', 1, 1, now() FROM range(2)",
    "INSERT INTO ops.outcomes SELECT * FROM ops.outcomes WHERE run_id = '20260328' AND position = 0",
    "DELETE FROM articles WHERE article_id = (SELECT min(article_id) FROM articles)",
    "UPDATE articles SET current_version = 7 WHERE article_id = (SELECT max(article_id) FROM articles)",
    "INSERT INTO article_versions SELECT * FROM article_versions WHERE article_id = (SELECT max(article_id) "
    "FROM articles)",
    "DELETE FROM captures WHERE capture_id = (SELECT max(article_id) FROM articles)",
    "UPDATE articles SET source_id = uuid() WHERE article_id = (SELECT max(article_id) FROM articles)",
    "INSERT INTO article_tags VALUES (uuid(), 1, 1, uuid())",
    "UPDATE paragraphs SET char_end = 9999 WHERE position = 9 AND " + OF_LAST.replace("{name}", "calm"),
    "INSERT INTO quality.quarantine SELECT uuid(), uuid(), uuid(), 'x', 0, 'u', NULL, [], uuid(), NULL, 'open', "
    "'2026-01-01'"
    " FROM range(101)",
)


def test_every_check_of_the_whole_passes_where_all_is_well_and_fails_where_nothing_is(
    past: Callable[..., Settings], tmp_path
):
    of_whole = [check for check in batch_checks() if check.scope == "warehouse"]
    settings = past(["calm"], days=8)
    assert {r.status for r in audit(of_whole, DAY, settings, NOW)} == {"pass"}
    with duckdb.connect(str(settings.snapshot)) as database:
        for change in BROKEN:
            database.execute(change)
    results = audit(of_whole, DAY, settings, NOW)
    assert [r.check_id for r in results if r.status == "pass"] == []
    assert len(results) == len(WAREHOUSE_FIGURES)


def test_an_audit_is_recorded_a_failure_is_new_once_and_old_results_become_days(past: Callable[..., Settings]):
    missing = "DELETE FROM captures WHERE run_id = '20260330'"
    results_of_old = (
        "INSERT INTO quality.validation_runs SELECT '20260101', 1, 'articles', 10, 1, '2026-01-01'",
        "INSERT INTO quality.expectation_results SELECT '20260101', 1, 'has_title', 'E', 'c', 'warning', 'flag', "
        "'fail', 10, 3, NULL",
        "INSERT INTO quality.validation_runs SELECT '20260402', 1, 'articles', 10, 1, '2026-04-02'",
        "INSERT INTO quality.expectation_results SELECT '20260402', 1, 'has_title', 'E', 'c', 'warning', 'flag', "
        "'pass', 10, 0, NULL",
    )
    settings = past(["calm"], days=8, changes=(missing, *results_of_old)).model_copy(update={"keep_results_days": 30})
    checks = [check for check in batch_checks() if check.id == "versions_have_captures"]
    first = audit(checks, DAY, settings, NOW)
    assert [(r.status, r.is_new, r.observed) for r in first] == [("fail", True, 8)]
    record_audit(first, DAY, "completed", "audit-1", settings, NOW)
    publish(settings)
    assert [(r.status, r.is_new) for r in audit(checks, DAY, settings, NOW)] == [("fail", False)]
    with duckdb.connect(str(settings.snapshot), read_only=True) as database:
        assert database.execute("SELECT check_id, status, highest FROM quality.audit_results").fetchall() == [
            ("versions_have_captures", "fail", 0)
        ]
        assert database.execute("SELECT run_id FROM quality.expectation_results").fetchall() == [("20260402",)]
        assert database.execute(
            "SELECT check_id, batches_failed, evaluated, unexpected FROM quality.check_days"
        ).fetchall() == [("has_title", 1, 10, 3)]
        assert database.execute(
            "SELECT evaluated, failed FROM check_pass_rates WHERE check_id = 'has_title'"
        ).fetchall() == [(10, 0)]
        assert database.execute("SELECT flow, status FROM ops.runs WHERE run_id = 'audit-1'").fetchall() == [
            ("audit", "completed")
        ]


def test_without_a_snapshot_or_for_an_unknown_source_it_says_so(past: Callable[..., Settings], tmp_path):
    with pytest.raises(UsageError, match="there is no snapshot"):
        audit([], DAY, Settings(home=tmp_path / "none"), NOW)
    with pytest.raises(UsageError, match="source nobody has offered nothing"):
        audit(batch_checks(), DAY, past(["calm"], days=1), NOW, "nobody")


def test_an_ignored_day_is_neither_judged_nor_learned_from(past: Callable[..., Settings]):
    checks = [check for check in batch_checks() if check.id in {"titles_are_there", "articles_as_usual"}]
    settings = past(["calm"], days=10)
    assert audit(checks, DAY, settings, NOW, ignored={DAY}) == []
    with pytest.raises(UsageError, match="is an ignored day"):
        audit(checks, DAY, settings, NOW, "calm", ignored={DAY})
    usual = audit(checks, DAY, settings, NOW)
    without = audit(checks, DAY, settings, NOW, ignored={DAY - timedelta(days=1), DAY - timedelta(days=2)})
    history = {a.check_id: (a.history, b.history) for a, b in zip(usual, without, strict=True)}
    assert history["titles_are_there"] == (10, 8)


def test_a_muted_failure_is_recorded_as_muted_and_is_no_failure(past: Callable[..., Settings]):
    changes = ("UPDATE article_versions SET title = NULL WHERE " + OF_LAST.replace("{name}", "untitled"),)
    settings = past(["calm", "untitled"], changes=changes)
    checks = [check for check in batch_checks() if check.id == "titles_are_there"]
    assert failed(audit(checks, DAY, settings, NOW)) == {"untitled": {"titles_are_there"}}
    with duckdb.connect(str(settings.warehouse)) as database:
        database.execute(
            "INSERT INTO quality.mutes SELECT 'titles_are_there', source_id, DATE '2026-04-02', 'ann', 'a strike', "
            "now()"
            " FROM sources WHERE name = 'untitled'"
        )
    publish(settings)
    [muted] = [result for result in audit(checks, DAY, settings, NOW) if result.source == "untitled"]
    assert (muted.status, muted.message, muted.is_new) == ("muted", "muted until 2026-04-02 by ann: a strike", False)
    with duckdb.connect(str(settings.warehouse)) as database:  # a later decision ends it
        database.execute(
            "INSERT INTO quality.mutes SELECT 'titles_are_there', source_id, DATE '2026-04-01', 'ann', '', "
            "now() + INTERVAL 1 HOUR"
            " FROM sources WHERE name = 'untitled'"
        )
    publish(settings)
    assert failed(audit(checks, DAY, settings, NOW)) == {"untitled": {"titles_are_there"}}


CUT_OFF = (
    "UPDATE ops.runs SET resumed = true, ended_at = ended_at + INTERVAL 1 DAY WHERE run_id = '20260402'",
    "UPDATE ops.outcomes SET recorded_at = recorded_at + INTERVAL 1 DAY WHERE run_id = '20260402'",
    "UPDATE article_versions SET loaded_at = loaded_at + INTERVAL 1 DAY WHERE run_id = '20260402'",
)
OF_DAY = """
SELECT c.state, d.candidates, v.loaded FROM coverage AS c
LEFT JOIN source_days AS d ON d.source = c.source AND d.day = c.day
LEFT JOIN volume_bands AS v ON v.source = c.source AND v.day = c.day
WHERE c.day = '2026-04-02'
"""


def asked(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.snapshot), read_only=True) as database:
        return database.execute(sql).fetchall()


def test_what_a_run_brings_counts_on_the_day_on_which_it_began(past: Callable[..., Settings]):
    cut_off = past(["courier"], days=8, changes=CUT_OFF)
    assert asked(cut_off, OF_DAY) == [("loaded", 10, 8)]
    [*_, last] = day_figures(cut_off, DAY - timedelta(days=8), DAY, NOW)
    assert (last["day"], last["candidates"], last["articles"], last["median_characters"]) == (DAY, 10, 8, 2150)
    assert last["hours_since_loaded"] == 0


def test_a_day_whose_run_has_not_ended_is_incomplete_and_its_volume_is_not_judged(past: Callable[..., Settings]):
    waiting = past(
        ["courier"],
        changes=(
            "UPDATE ops.runs SET ended_at = NULL, status = 'running', inputs = ['courier'] WHERE run_id = '20260402'",
            "DELETE FROM ops.outcomes WHERE run_id = '20260402'",
            "DELETE FROM article_versions WHERE run_id = '20260402'",
        ),
    )
    assert asked(waiting, OF_DAY) == [("incomplete", None, None)]
    results = {r.check_id: r for r in audit(batch_checks(), DAY, waiting, NOW) if r.source == "courier"}
    for check_id in ("articles_as_usual", "offers_as_usual"):
        assert results[check_id].status == "insufficient_history"
        assert results[check_id].message == (
            "a run of that day that asks it has not ended; `broadsheet audit --day 2026-04-02` judges it then"
        )
