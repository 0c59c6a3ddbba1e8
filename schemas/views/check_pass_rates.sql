-- How often did each check pass in the last 30 days, articles and audits alike?
CREATE OR REPLACE VIEW check_pass_rates AS
SELECT
    check_id,
    arg_max(severity, day) AS severity,
    arg_max(action, day) AS action,
    sum(evaluated)::BIGINT AS evaluated,
    sum(failed)::BIGINT AS failed,
    sum(errors)::BIGINT AS errors,
    1 - sum(failed) / sum(evaluated) AS pass_rate,
    max(day) FILTER (WHERE failed > 0) AS last_failed_on,
    max(day) AS last_judged_on
FROM check_results_by_day
WHERE day >= (SELECT first_day FROM last_days)
GROUP BY check_id;
COMMENT ON VIEW check_pass_rates IS 'One row per check: what it looked at in the last 30 days (last_days; articles, or sources and days), how much of it failed, and when last.';
COMMENT ON COLUMN check_pass_rates.check_id IS 'The check.';
COMMENT ON COLUMN check_pass_rates.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN check_pass_rates.action IS 'What a failure does: quarantine, flag or stop.';
COMMENT ON COLUMN check_pass_rates.evaluated IS 'Articles, or sources and days, looked at in the last 30 days.';
COMMENT ON COLUMN check_pass_rates.failed IS 'How much of it failed.';
COMMENT ON COLUMN check_pass_rates.errors IS 'How often it could not be evaluated.';
COMMENT ON COLUMN check_pass_rates.pass_rate IS 'Share that did not fail, 0 to 1.';
COMMENT ON COLUMN check_pass_rates.last_failed_on IS 'Day (UTC) of the last failure.';
COMMENT ON COLUMN check_pass_rates.last_judged_on IS 'Day (UTC) it was last judged on.';
