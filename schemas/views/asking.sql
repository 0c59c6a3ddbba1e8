-- How did asking each source go the last time, and when is it asked next?
CREATE OR REPLACE VIEW asking AS
SELECT
    s.name AS source,
    s.kind,
    s.location,
    s.first_seen_at,
    t.asked_at,
    t.next_ask_at,
    t.interval_seconds,
    t.status,
    t.reason,
    t.detail,
    t.failures,
    t.items,
    CASE WHEN t.status = 'failed' THEN f.since END AS failing_since
FROM sources AS s
LEFT JOIN ops.source_states AS t ON t.source_id = s.source_id
LEFT JOIN (
    SELECT a.source_id, min(a.asked_at) AS since
    FROM ops.asks AS a
    LEFT JOIN (SELECT source_id, max(asked_at) AS at FROM ops.asks WHERE status <> 'failed' GROUP BY source_id) AS ok
        ON ok.source_id = a.source_id
    WHERE a.status = 'failed' AND (ok.at IS NULL OR a.asked_at > ok.at)
    GROUP BY a.source_id
) AS f ON f.source_id = s.source_id;
COMMENT ON VIEW asking IS 'One row per source: when it was last asked what it offers, how that went, and when the schedule asks it next; nulls where nobody asks it by schedule.';
COMMENT ON COLUMN asking.source IS 'Name of the source.';
COMMENT ON COLUMN asking.kind IS 'files, manifest, urls, feed, sitemap or warc.';
COMMENT ON COLUMN asking.location IS 'Folder, file or address the articles are found at.';
COMMENT ON COLUMN asking.first_seen_at IS 'When a run first took something from it.';
COMMENT ON COLUMN asking.asked_at IS 'When it was last asked.';
COMMENT ON COLUMN asking.next_ask_at IS 'When the schedule asks it next.';
COMMENT ON COLUMN asking.interval_seconds IS 'Seconds between two asks, as learned.';
COMMENT ON COLUMN asking.status IS 'ok, unchanged or failed.';
COMMENT ON COLUMN asking.reason IS 'Failed: why; docs/outcomes.md explains each.';
COMMENT ON COLUMN asking.detail IS 'Failed: what exactly happened.';
COMMENT ON COLUMN asking.failures IS 'Failures in a row.';
COMMENT ON COLUMN asking.items IS 'Addresses it offered when it was last read.';
COMMENT ON COLUMN asking.failing_since IS 'Failed: when the first of these failures in a row was.';
