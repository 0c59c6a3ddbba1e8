-- On which days was each source looked at, and what came of it? "No run" is not "ran, found none".
CREATE OR REPLACE VIEW coverage AS
WITH runs AS (
    SELECT
        (started_at AT TIME ZONE 'UTC')::DATE AS day,
        flatten(list(inputs) FILTER (WHERE ended_at IS NULL)) AS asking,
        coalesce(bool_or(inputs = []) FILTER (WHERE ended_at IS NULL), false) AS asks_all
    FROM ops.runs
    WHERE flow = 'ingest'
    GROUP BY ALL
),

span AS (
    -- Up to the last day that is over, or to today, if a run asked today.
    SELECT unnest(generate_series(min(day), greatest(max(day), (SELECT last_day - 1 FROM last_days)), INTERVAL 1 DAY))::DATE AS day
    FROM runs
),

asked AS (
    SELECT
        source_id,
        (asked_at AT TIME ZONE 'UTC')::DATE AS day,
        bool_and(status = 'failed') AS is_unreachable
    FROM ops.asks
    GROUP BY ALL
),

offered AS (
    SELECT
        o.source_id,
        make_timestamp(epoch_us(r.started_at))::DATE AS day,
        count(*) FILTER (WHERE o.status = 'loaded') AS loaded,
        count(*) FILTER (WHERE o.status = 'quarantined') AS held,
        count(*) FILTER (WHERE o.status IN ('unchanged', 'alias')) AS known,
        count(*) FILTER (WHERE o.status IN ('refused', 'failed')) AS lost
    FROM ops.outcomes AS o
    JOIN ops.runs AS r ON r.run_id = o.run_id AND r.flow = 'ingest'
    -- What came back by itself says nothing of its source on that day.
    WHERE NOT coalesce(o.came_back, false)
    GROUP BY ALL
)

SELECT
    s.name AS source,
    d.day,
    CASE
        WHEN o.loaded > 0 THEN 'loaded'
        WHEN o.held > 0 THEN 'only held'
        WHEN o.known > 0 THEN 'nothing new'
        WHEN o.lost > 0 OR a.is_unreachable THEN 'all lost'
        WHEN r.asks_all OR list_contains(r.asking, s.name) THEN 'incomplete'
        WHEN a.day IS NOT NULL THEN 'found none'
        WHEN r.day IS NULL THEN 'no run'
        ELSE 'not asked'
    END AS state
FROM sources AS s
JOIN span AS d ON d.day >= make_timestamp(epoch_us(s.first_seen_at))::DATE
LEFT JOIN runs AS r ON r.day = d.day
LEFT JOIN offered AS o ON o.source_id = s.source_id AND o.day = d.day
LEFT JOIN asked AS a ON a.source_id = s.source_id AND a.day = d.day;
COMMENT ON VIEW coverage IS 'One row per source and day (UTC) since it was first seen: loaded, only held, nothing new (all known), all lost (refused, failed or unreachable), incomplete (a run that began on that day and asks it has not ended, and brought nothing of it so far), found none (asked, and it had nothing), not asked (runs, but not of this source) or no run.';
COMMENT ON COLUMN coverage.source IS 'Name of the source.';
COMMENT ON COLUMN coverage.day IS 'Day (UTC) on which the runs began.';
COMMENT ON COLUMN coverage.state IS 'loaded, only held, nothing new, all lost, incomplete, found none, not asked or no run; the comment of the view says what each means.';
