-- Which hosts fail, how, and how often?
CREATE OR REPLACE VIEW fetch_failures AS
SELECT
    regexp_extract(url, '^https?://([^/:?#]+)', 1) AS host,
    reason,
    http_status,
    count(*) AS attempts,
    max(fetched_at) AS last_at
FROM ops.fetches
WHERE reason IS NOT NULL AND reason NOT IN ('same_payload', 'not_modified')
GROUP BY ALL;
COMMENT ON VIEW fetch_failures IS 'One row a host, reason and HTTP status: attempts that gave no content.';
