-- Which hosts fail, how, and how often?
CREATE OR REPLACE VIEW fetch_failures AS
SELECT
    regexp_extract(url, '^https?://([^/:?#]+)', 1) AS host,
    f.reason,
    http_status,
    count(*) AS attempts,
    max(fetched_at) AS last_at
FROM ops.fetches AS f
JOIN ops.reasons AS r ON r.reason = f.reason AND r.status <> 'unchanged'
GROUP BY ALL;
COMMENT ON VIEW fetch_failures IS 'One row per host, reason and HTTP status: attempts that gave no content.';
COMMENT ON COLUMN fetch_failures.host IS 'The host.';
COMMENT ON COLUMN fetch_failures.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN fetch_failures.http_status IS 'HTTP status; null where no answer came.';
COMMENT ON COLUMN fetch_failures.attempts IS 'How many attempts.';
COMMENT ON COLUMN fetch_failures.last_at IS 'When that last happened.';
