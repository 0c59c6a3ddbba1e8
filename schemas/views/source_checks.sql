-- How does each check of each source stand, by the last day that was judged, and since when does it fail?
CREATE OR REPLACE VIEW source_checks AS
WITH newest AS (
    SELECT
        source_id,
        check_id,
        arg_max(
            {
                'day': day, 'severity': severity, 'action': action, 'status': status, 'observed': observed,
                'lowest': lowest, 'highest': highest, 'history': history, 'message': message
            },
            day::VARCHAR || run_id
        ) AS last,
        max(day) FILTER (WHERE status = 'pass') AS last_passed_on
    FROM quality.audit_results
    GROUP BY source_id, check_id
),

failing AS (
    SELECT r.source_id, r.check_id, min(r.day) AS since
    FROM quality.audit_results AS r
    JOIN newest AS n ON n.check_id = r.check_id AND n.source_id IS NOT DISTINCT FROM r.source_id
    WHERE n.last.status = 'fail' AND r.status = 'fail' AND r.day > coalesce(n.last_passed_on, DATE '0001-01-01')
    GROUP BY r.source_id, r.check_id
)

SELECT
    s.name AS source,
    n.check_id,
    n.last.severity AS severity,
    n.last.action AS action,
    n.last.status AS status,
    n.last.day AS day,
    n.last.observed AS observed,
    n.last.lowest AS lowest,
    n.last.highest AS highest,
    n.last.history AS history,
    n.last.message AS message,
    f.since AS failing_since,
    n.last_passed_on
FROM newest AS n
LEFT JOIN sources AS s ON s.source_id = n.source_id
LEFT JOIN failing AS f ON f.check_id = n.check_id AND f.source_id IS NOT DISTINCT FROM n.source_id;
COMMENT ON VIEW source_checks IS 'One row a check and source, as its last audit left it; without a source: a check of the warehouse as a whole. failing_since: first day of the failures that have no pass after them.';
