"""The SQL that gives the numbers of each panel; the page prints it, and a test compares the two."""

from __future__ import annotations

from datetime import timedelta

from tasks.report.figures import ReportDays
from tasks.store.engine import literal

_INGEST = "run_id IN (SELECT run_id FROM run_history WHERE flow = 'ingest')"


def queries(span: ReportDays) -> dict[str, str]:
    """Panel -> its query. None of them has a double quote, so that a shell takes each as it is printed."""
    yesterday = f"TIMESTAMPTZ '{span.now - timedelta(days=1):%Y-%m-%d %H:%M:%S.%f%z}'"
    return {
        "funnel": f"SELECT status, reason, sum(candidates) FILTER (WHERE started_at >= {yesterday}) AS in_24_hours,"
        f" sum(candidates) AS in_30_days FROM run_funnel, last_days WHERE started_at >= first_day AND {_INGEST}"
        " GROUP BY ALL ORDER BY ALL",
        "volume": "SELECT source, day, loaded, lowest, highest, severity, status FROM volume_bands, last_days"
        " WHERE day >= first_day AND day < last_day ORDER BY source, day",
        "stories": "SELECT * FROM story_coverage ORDER BY last_at DESC",
        "failures": "SELECT reason, sum(attempts) AS attempts FROM fetch_failures_by_day, last_days"
        " WHERE day >= first_day GROUP BY reason ORDER BY attempts DESC",
        "held": "SELECT check_id, source, articles, last_held_at FROM quarantine_by_reason ORDER BY articles DESC",
        "fields": "SELECT * FROM completeness_30_days ORDER BY source",
        "coverage": "SELECT source, state, count(*) AS days FROM coverage, last_days WHERE day >= first_day"
        " GROUP BY ALL ORDER BY ALL",
        "checks": "SELECT check_id, evaluated, failed, errors, severity, last_failed_on FROM check_pass_rates"
        " WHERE failed + errors > 0 ORDER BY check_id",
        "drift": "SELECT * FROM text_drift, last_days WHERE day >= first_day AND day < last_day ORDER BY source, day",
        "copies": "SELECT * FROM duplicates ORDER BY alias_addresses DESC",
        "delay": "SELECT source, sum(articles) AS articles, median(median_hours) AS usual_hours,"
        " arg_max(median_hours, day) AS newest_hours, max(p95_hours) AS worst_hours FROM latency_by_day, last_days"
        " WHERE day >= first_day GROUP BY source ORDER BY usual_hours DESC",
        "runs": "SELECT * FROM run_history ORDER BY started_at DESC",
        "sources": "SELECT a.source, a.kind, h.last_loaded_at, a.asked_at, a.next_ask_at FROM asking AS a"
        " LEFT JOIN source_health AS h USING (source) ORDER BY a.source",
        "loaded": f"SELECT source, url, loaded_at, version FROM article_history WHERE loaded_at >= {yesterday}"
        " ORDER BY source, loaded_at DESC",
        "lost": f"SELECT * FROM losses WHERE recorded_at >= {yesterday} ORDER BY reason, source",
    }


def failed_by(check_id: str, *, is_of_days: bool) -> str:
    """The query that shows what failed a check: sources and days, or articles that are held or have its flag."""
    check = literal(check_id)
    if is_of_days:
        return (
            f"SELECT source, day, observed, lowest, highest, failing_since FROM source_checks WHERE check_id = {check}"
        )
    return (
        f"SELECT source, title, url FROM held_articles WHERE list_contains(checks, {check})"
        f" UNION ALL SELECT source, title, url FROM latest_articles WHERE list_contains(flags, {check})"
    )
