-- What happened to every candidate of this batch: sources, captures, fetches, outcomes, claims, addresses, and that it is done.
INSERT INTO sources
SELECT source_id, any_value(source_name), any_value(source_kind), any_value(source_location),
    any_value(source_homepage), any_value(source_language), any_value(source_country), min(fetched_at)
FROM staged
WHERE NOT EXISTS (SELECT 1 FROM sources AS known WHERE known.source_id = staged.source_id)
GROUP BY source_id;

INSERT INTO captures
SELECT capture_id, address_id, coalesce(final_url, url), warc_file, warc_offset, warc_length, payload_sha256,
    payload_bytes, content_type, http_status, fetched_at, getvariable('run_id'), opt_outs
FROM staged
WHERE capture_id IS NOT NULL
ORDER BY position;

INSERT INTO ops.fetches
SELECT getvariable('run_id'), position, 1, url, final_url, http_status, capture_reason, ip, redirects,
    payload_bytes, elapsed_ms, fetched_at
FROM staged
WHERE is_web
ORDER BY position;

INSERT INTO article_urls
SELECT DISTINCT ON (s.url, d.article_id) s.url, d.article_id, 'alias', s.fetched_at
FROM decisions AS d
JOIN staged AS s ON s.position = d.position
WHERE d.reason = 'same_text' AND NOT EXISTS (
    SELECT 1 FROM article_urls AS known WHERE known.url = s.url AND known.article_id = d.article_id
)
ORDER BY s.url, d.article_id, s.position;

CREATE OR REPLACE TEMP TABLE ended AS
SELECT s.*, d.reason, d.detail, d.checks, d.article_id, d.version, r.status, r.retryable
FROM staged AS s
JOIN decisions AS d ON d.position = s.position
JOIN reasons AS r ON r.code = d.reason;

INSERT INTO ops.outcomes
SELECT getvariable('run_id'), position, source_id, address_id, url, status, reason, checks, detail, retryable,
    CASE WHEN retryable THEN getvariable('now') + getvariable('retry_after') END,
    article_id, version, capture_id, getvariable('now')
FROM ended
ORDER BY position;

UPDATE articles
SET last_seen_at = seen.fetched_at
FROM (SELECT article_id, max(fetched_at) AS fetched_at FROM ended WHERE status IN ('loaded', 'unchanged', 'alias') GROUP BY 1) AS seen
WHERE seen.article_id = articles.article_id AND seen.fetched_at > articles.last_seen_at;

-- What the sources said, once a distinct claim.
INSERT INTO claims
SELECT DISTINCT ON (source_id, address_id, said_title, said_author, said_summary, said_language, said_published, said_modified)
    source_id, address_id, getvariable('run_id'), said_title, said_author, said_summary, said_language, said_published,
    said_modified, fetched_at
FROM staged AS s
WHERE coalesce(said_title, said_author, said_summary, said_language, said_published::VARCHAR, said_modified::VARCHAR) IS NOT NULL
AND NOT EXISTS (
    SELECT 1
    FROM claims AS known
    WHERE known.source_id = s.source_id
    AND known.address_id = s.address_id
    AND known.title IS NOT DISTINCT FROM s.said_title
    AND known.author IS NOT DISTINCT FROM s.said_author
    AND known.summary IS NOT DISTINCT FROM s.said_summary
    AND known.language IS NOT DISTINCT FROM s.said_language
    AND known.published_at IS NOT DISTINCT FROM s.said_published
    AND known.modified_at IS NOT DISTINCT FROM s.said_modified
)
ORDER BY source_id, address_id, said_title, said_author, said_summary, said_language, said_published, said_modified, position;

-- One row an address. What it held is remembered only where that was judged for good.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT
    address_id,
    arg_max(source_id, position) AS source_id,
    list(DISTINCT payload_sha256) FILTER (WHERE payload_sha256 IS NOT NULL AND NOT retryable) AS payloads,
    bool_or(payload_sha256 IS NOT NULL) AS has_payload,
    bool_or(status <> 'unchanged') AS is_changed,
    arg_max(status, position) FILTER (WHERE status <> 'unchanged') AS status,
    arg_max(reason, position) FILTER (WHERE status <> 'unchanged') AS reason,
    max(fetched_at) AS fetched_at
FROM ended
GROUP BY address_id;

UPDATE ops.addresses AS a
SET
    source_id = seen.source_id,
    last_seen_at = seen.fetched_at,
    last_payloads = CASE
        WHEN NOT seen.is_changed OR NOT seen.has_payload THEN a.last_payloads
        WHEN a.last_run_id = getvariable('run_id') THEN list_distinct(list_concat(a.last_payloads, coalesce(seen.payloads, [])))
        ELSE coalesce(seen.payloads, [])
    END,
    last_status = CASE WHEN seen.is_changed THEN seen.status ELSE a.last_status END,
    last_reason = CASE WHEN seen.is_changed THEN seen.reason ELSE a.last_reason END,
    last_run_id = CASE WHEN seen.is_changed THEN getvariable('run_id') ELSE a.last_run_id END
FROM seen
WHERE seen.address_id = a.address_id;

INSERT INTO ops.addresses
SELECT address_id, source_id, getvariable('run_id'), coalesce(payloads, []), coalesce(status, 'unchanged'),
    coalesce(reason, 'same_payload'), fetched_at
FROM seen
WHERE NOT EXISTS (SELECT 1 FROM ops.addresses AS known WHERE known.address_id = seen.address_id);

INSERT INTO ops.batches SELECT getvariable('run_id'), getvariable('batch'), count(*), getvariable('now') FROM staged;
