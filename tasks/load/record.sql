-- Record what happened to every candidate of this batch: sources, captures, fetches, outcomes, claims; then mark the batch as loaded.
INSERT INTO sources (source_id, name, kind, location, homepage, language, country, timezone, first_seen_at)
SELECT source_id, any_value(source_name), any_value(source_kind), any_value(source_location),
    any_value(source_homepage), any_value(source_language), any_value(source_country), any_value(source_timezone), min(fetched_at)
FROM staged
WHERE NOT EXISTS (SELECT 1 FROM sources AS known WHERE known.source_id = staged.source_id)
GROUP BY source_id;

-- The declaration of a source may change, or come after its first articles.
UPDATE sources AS s
SET kind = told.kind, location = told.location, homepage = told.homepage, language = told.language, country = told.country,
    timezone = told.timezone
FROM (
    SELECT source_id, any_value(source_kind) AS kind, any_value(source_location) AS location,
        any_value(source_homepage) AS homepage, any_value(source_language) AS language, any_value(source_country) AS country,
        any_value(source_timezone) AS timezone
    FROM staged
    WHERE NOT came_back
    GROUP BY source_id
) AS told
WHERE told.source_id = s.source_id
AND (s.kind, s.location, s.homepage, s.language, s.country, s.timezone)
    IS DISTINCT FROM (told.kind, told.location, told.homepage, told.language, told.country, told.timezone);

-- Only a replay reads captures that are in the table already.
SET VARIABLE captured = (
    SELECT sieve_of(s.capture_id)
    FROM staged AS s
    JOIN ops.runs AS r ON r.run_id = getvariable('run_id') AND r.flow = 'replay'
    WHERE s.capture_id IS NOT NULL
);

INSERT INTO captures (
    capture_id, address_id, url, warc_file, warc_offset, warc_length, payload_sha256, payload_bytes, content_type,
    http_status, captured_at, run_id, opt_outs
)
SELECT capture_id, address_id, coalesce(final_url, url), warc_file, warc_offset, warc_length, payload_sha256,
    payload_bytes, content_type, http_status, fetched_at, getvariable('run_id'), opt_outs
FROM staged
WHERE capture_id IS NOT NULL
AND NOT EXISTS (
    SELECT 1
    FROM captures AS known
    WHERE passes(getvariable('captured'), known.capture_id) AND known.capture_id = staged.capture_id
)
ORDER BY position;

INSERT INTO ops.fetches (
    run_id, position, attempt, url, final_url, http_status, reason, ip, redirects, payload_bytes, elapsed_ms,
    fetched_at, detail, content_type, is_conditional, etag, last_modified, retry_at
)
SELECT getvariable('run_id'), position, len(earlier) + 1, url, final_url, http_status, capture_reason, ip, redirects,
    payload_bytes, elapsed_ms, fetched_at, capture_detail, content_type, is_conditional, etag, last_modified, retry_at
FROM staged
WHERE is_web
ORDER BY position;

-- Attempts before the last.
INSERT INTO ops.fetches (
    run_id, position, attempt, url, final_url, http_status, reason, ip, redirects, payload_bytes, elapsed_ms,
    fetched_at, detail, content_type, is_conditional, etag, last_modified, retry_at
)
SELECT getvariable('run_id'), position, attempt, url, e.final_url, e.http_status, e.reason, e.ip, e.redirects, NULL,
    e.elapsed_ms, e.fetched_at, e.detail, NULL, is_conditional, NULL, NULL, NULL
FROM (SELECT *, unnest(earlier) AS e, generate_subscripts(earlier, 1) AS attempt FROM staged WHERE is_web)
ORDER BY position, attempt;

INSERT INTO ops.outcomes (
    run_id, position, source_id, address_id, url, status, reason, checks, detail, retryable, next_attempt_at,
    article_id, version, capture_id, recorded_at, came_back
)
SELECT getvariable('run_id'), position, source_id, address_id, url, status, reason, checks, detail, retryable,
    CASE WHEN retryable THEN ask_again_at END,
    article_id, version, capture_id, getvariable('now'), came_back
FROM ended
ORDER BY position;

UPDATE articles
SET last_seen_at = seen.fetched_at
FROM (SELECT article_id, max(fetched_at) AS fetched_at FROM ended WHERE status IN ('loaded', 'unchanged', 'alias') GROUP BY 1) AS seen
WHERE seen.article_id = articles.article_id AND seen.fetched_at > articles.last_seen_at;

-- What the sources stated about addresses: each distinct statement once. Statements equal to the last one, and those about new
-- addresses, need no lookup.
CREATE OR REPLACE TEMP TABLE said AS
SELECT DISTINCT ON (s.claim, s.address_id) s.*
FROM staged AS s
LEFT JOIN remembered AS a ON a.address_id = s.address_id
WHERE s.claim IS NOT NULL AND s.claim IS DISTINCT FROM a.last_claim
ORDER BY s.claim, s.address_id, s.position;

SET VARIABLE said = (SELECT sieve_of(address_id) FROM said WHERE address_id IN (SELECT address_id FROM remembered));

INSERT INTO claims (source_id, address_id, run_id, title, author, summary, language, published_at, modified_at, published_said,
    modified_said, seen_at)
SELECT source_id, address_id, getvariable('run_id'), said_title, said_author, said_summary, said_language, said_published,
    said_modified, published_said, modified_said, fetched_at
FROM said AS s
WHERE NOT EXISTS (
    SELECT 1
    FROM claims AS known
    WHERE passes(getvariable('said'), known.address_id)
    AND known.source_id = s.source_id
    AND known.address_id = s.address_id
    AND known.title IS NOT DISTINCT FROM s.said_title
    AND known.author IS NOT DISTINCT FROM s.said_author
    AND known.summary IS NOT DISTINCT FROM s.said_summary
    AND known.language IS NOT DISTINCT FROM s.said_language
    AND known.published_at IS NOT DISTINCT FROM s.said_published
    AND known.modified_at IS NOT DISTINCT FROM s.said_modified
)
ORDER BY position;

INSERT INTO ops.batches (run_id, batch, candidates, loaded_at) SELECT getvariable('run_id'), getvariable('batch'), count(*), getvariable('now') FROM staged;
