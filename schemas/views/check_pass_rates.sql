-- How often did each check pass in the last 30 days, articles and audits alike?
CREATE OR REPLACE VIEW check_pass_rates AS
WITH results AS (
    SELECT
        (v.validated_at AT TIME ZONE 'UTC')::DATE AS day,
        r.check_id,
        r.severity,
        r.action,
        count(*) AS batches,
        count(*) FILTER (WHERE r.status <> 'pass') AS batches_failed,
        sum(r.evaluated) AS evaluated,
        sum(r.unexpected) AS unexpected
    FROM quality.expectation_results AS r
    JOIN quality.validation_runs AS v ON v.run_id = r.run_id AND v.batch = r.batch
    GROUP BY ALL
    UNION ALL
    SELECT day, check_id, severity, action, batches, batches_failed, evaluated, unexpected FROM quality.check_days
    UNION ALL
    SELECT day, check_id, severity, action, count(*), count(*) FILTER (WHERE status <> 'pass'), count(*),
        count(*) FILTER (WHERE status <> 'pass')
    FROM quality.audit_results
    WHERE status <> 'insufficient_history'
    GROUP BY ALL
    UNION ALL
    SELECT day, check_id, severity, action, judgements, failures + errors, judgements, failures + errors
    FROM quality.audit_days
    WHERE judgements > 0
)

SELECT
    check_id,
    arg_max(severity, day) AS severity,
    arg_max(action, day) AS action,
    sum(evaluated)::BIGINT AS evaluated,
    sum(unexpected)::BIGINT AS failed,
    1 - sum(unexpected) / sum(evaluated) AS pass_rate,
    max(day) FILTER (WHERE unexpected > 0) AS last_failed_on,
    max(day) AS last_judged_on
FROM results
WHERE day > (SELECT max(day) FROM results) - 30
GROUP BY check_id;
COMMENT ON VIEW check_pass_rates IS 'One row per check: what it looked at in the last 30 days (articles, or sources and days), how much of it failed, and when last.';
COMMENT ON COLUMN check_pass_rates.check_id IS 'The check.';
COMMENT ON COLUMN check_pass_rates.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN check_pass_rates.action IS 'What a failure does: quarantine, flag or stop.';
COMMENT ON COLUMN check_pass_rates.evaluated IS 'Articles, or sources and days, looked at in the last 30 days.';
COMMENT ON COLUMN check_pass_rates.failed IS 'How much of it failed.';
COMMENT ON COLUMN check_pass_rates.pass_rate IS 'Share that passed, 0 to 1.';
COMMENT ON COLUMN check_pass_rates.last_failed_on IS 'Day (UTC) of the last failure.';
COMMENT ON COLUMN check_pass_rates.last_judged_on IS 'Day (UTC) it was last judged on.';
