-- How does each check of each source stand, by the last day that was audited, and since when does it fail?
-- A failure stands until a later day is judged: a day with nothing to measure does not end it.
CREATE OR REPLACE VIEW source_checks AS
-- Not materialized: of a year of results a copy with all columns would be made each time, for a day of them to be read.
WITH results AS NOT MATERIALIZED (
    SELECT run_id, source_id, check_id, severity, action, status, day, observed, lowest, highest, history, message
    FROM quality.audit_results
    UNION ALL
    SELECT '', source_id, check_id, severity, action, status, day, observed, lowest, highest, history, message
    FROM quality.audit_days
),

days AS (
    SELECT
        source_id,
        check_id,
        if(max_by(status, (day, run_id)) FILTER (WHERE status <> 'insufficient_history') = 'fail',
            max(day) FILTER (WHERE status <> 'insufficient_history'), max(day)) AS day,
        max(day) AS last_audited_on,
        max(day) FILTER (WHERE status = 'pass') AS last_passed_on
    FROM results
    GROUP BY source_id, check_id
),

newest AS (
    -- A day may be judged twice: the last word counts.
    SELECT
        r.*,
        d.last_passed_on,
        d.last_audited_on
    FROM results AS r
    JOIN days AS d ON d.check_id = r.check_id AND d.source_id IS NOT DISTINCT FROM r.source_id AND d.day = r.day
    QUALIFY row_number() OVER (PARTITION BY r.check_id, r.source_id ORDER BY r.run_id DESC) = 1
),

failing AS (
    SELECT r.source_id, r.check_id, min(r.day) AS since
    FROM results AS r
    JOIN days AS d ON d.check_id = r.check_id AND d.source_id IS NOT DISTINCT FROM r.source_id
    WHERE r.status = 'fail' AND r.day > coalesce(d.last_passed_on, DATE '0001-01-01')
    GROUP BY r.source_id, r.check_id
)

SELECT
    s.name AS source,
    n.check_id,
    n.severity,
    n.action,
    n.status,
    n.day,
    n.observed,
    n.lowest,
    n.highest,
    n.history,
    n.message,
    CASE WHEN n.status = 'fail' THEN f.since END AS failing_since,
    n.last_passed_on,
    n.last_audited_on
FROM newest AS n
LEFT JOIN sources AS s ON s.source_id = n.source_id
LEFT JOIN failing AS f ON f.check_id = n.check_id AND f.source_id IS NOT DISTINCT FROM n.source_id;
COMMENT ON VIEW source_checks IS 'One row per check and source, as its last audit left it, or the last failure where no later day was judged; without a source: a check of the warehouse as a whole. failing_since: first day of the failures that have no pass after them.';
COMMENT ON COLUMN source_checks.source IS 'Name of the source; null for a check of the warehouse as a whole.';
COMMENT ON COLUMN source_checks.check_id IS 'The check.';
COMMENT ON COLUMN source_checks.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN source_checks.action IS 'What a failure does: quarantine, flag or stop.';
COMMENT ON COLUMN source_checks.status IS 'pass, fail, error, muted (a failure that somebody muted) or insufficient_history (nothing to measure on that day, or too little of it or of its past to judge by).';
COMMENT ON COLUMN source_checks.day IS 'The day (UTC) that was judged.';
COMMENT ON COLUMN source_checks.observed IS 'The figure of that day: a share from 0 to 1, a count, hours or characters, as the check says (docs/checks.md).';
COMMENT ON COLUMN source_checks.lowest IS 'Least that passes; null where any is little enough.';
COMMENT ON COLUMN source_checks.highest IS 'Most that passes; null where none is too much.';
COMMENT ON COLUMN source_checks.history IS 'Earlier days that the bounds were learned from; 0 for fixed bounds.';
COMMENT ON COLUMN source_checks.message IS 'Error or too little history: why.';
COMMENT ON COLUMN source_checks.failing_since IS 'First day of the failures that have no pass after them.';
COMMENT ON COLUMN source_checks.last_passed_on IS 'The last day on which it passed.';
COMMENT ON COLUMN source_checks.last_audited_on IS 'The last day that was audited. Later than day: the check failed on day, and no day since could be judged.';
