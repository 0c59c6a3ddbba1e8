-- How much did each check look at on each day, and how much of it failed, articles and audits alike?
CREATE OR REPLACE VIEW check_results_by_day AS
SELECT
    day,
    check_id,
    -- A source may give a check another severity: the worst of the day.
    max_by(severity, list_position(['info', 'warning', 'critical'], severity)) AS severity,
    max_by(action, list_position(['flag', 'quarantine', 'stop'], action)) AS action,
    sum(evaluated)::BIGINT AS evaluated,
    sum(failed)::BIGINT AS failed,
    sum(errors)::BIGINT AS errors
FROM (
    SELECT
        (v.validated_at AT TIME ZONE 'UTC')::DATE AS day,
        r.check_id,
        r.severity,
        r.action,
        r.evaluated,
        r.unexpected AS failed,
        (r.status = 'error')::INTEGER AS errors
    FROM quality.expectation_results AS r
    JOIN quality.validation_runs AS v ON v.run_id = r.run_id AND v.batch = r.batch
    UNION ALL
    SELECT day, check_id, severity, action, evaluated, unexpected, coalesce(errors, 0) FROM quality.check_days
    UNION ALL
    SELECT day, check_id, severity, action, 1, (status = 'fail')::INTEGER, (status = 'error')::INTEGER
    FROM quality.audit_results
    WHERE status <> 'insufficient_history'
    UNION ALL
    SELECT day, check_id, severity, action, judgements, failures, errors FROM quality.audit_days WHERE judgements > 0
)
GROUP BY day, check_id;
COMMENT ON VIEW check_results_by_day IS 'One row per day (UTC) and check: what it looked at (articles, or sources), how much of that failed, and how often it could not be evaluated.';
COMMENT ON COLUMN check_results_by_day.day IS 'Day (UTC).';
COMMENT ON COLUMN check_results_by_day.check_id IS 'The check.';
COMMENT ON COLUMN check_results_by_day.severity IS 'Severity: critical, warning or info; the worst where sources differ.';
COMMENT ON COLUMN check_results_by_day.action IS 'What a failure does: quarantine, flag or stop.';
COMMENT ON COLUMN check_results_by_day.evaluated IS 'How much was looked at.';
COMMENT ON COLUMN check_results_by_day.failed IS 'How much of it failed.';
COMMENT ON COLUMN check_results_by_day.errors IS 'How often it could not be evaluated.';
