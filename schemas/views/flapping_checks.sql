-- Which checks of sources pass one day and fail the next? Such bounds are drawn in the wrong place.
CREATE OR REPLACE VIEW flapping_checks AS
WITH last_of_day AS (
    SELECT source_id, check_id, day, status
    FROM quality.audit_results
    WHERE status IN ('pass', 'fail')
    -- Before the days are put in order: a year of them takes seconds.
    AND day >= (SELECT first_day FROM last_days)
    QUALIFY row_number() OVER (PARTITION BY check_id, source_id, day ORDER BY run_id DESC) = 1
    UNION ALL
    SELECT source_id, check_id, day, status
    FROM quality.audit_days
    WHERE status IN ('pass', 'fail') AND day >= (SELECT first_day FROM last_days)
),

turns AS (
    SELECT
        *,
        status <> lag(status) OVER (PARTITION BY check_id, source_id ORDER BY day) AS has_turned
    FROM last_of_day
)

SELECT
    s.name AS source,
    t.check_id,
    count(*) AS days,
    count(*) FILTER (WHERE t.has_turned) AS turns,
    count(*) FILTER (WHERE t.status = 'fail') AS failures
FROM turns AS t
LEFT JOIN sources AS s ON s.source_id = t.source_id
GROUP BY ALL
HAVING count(*) FILTER (WHERE t.has_turned) >= 4;
COMMENT ON VIEW flapping_checks IS 'One row per check and source that turned from pass to fail or back at least four times in the last 30 days.';
COMMENT ON COLUMN flapping_checks.source IS 'Name of the source.';
COMMENT ON COLUMN flapping_checks.check_id IS 'The check.';
COMMENT ON COLUMN flapping_checks.days IS 'Days judged, of the last 30.';
COMMENT ON COLUMN flapping_checks.turns IS 'How often it turned from pass to fail or back.';
COMMENT ON COLUMN flapping_checks.failures IS 'Days on which it failed.';
