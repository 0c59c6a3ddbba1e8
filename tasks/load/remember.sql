-- What is remembered of each address? One row each. The content of an address is remembered only if it was judged completely.
-- Changed rows are deleted and inserted again: an UPDATE of twelve columns in a few rows costs as much as writing the whole table.
CREATE OR REPLACE TEMP TABLE seen AS
SELECT
    address_id,
    arg_max(source_id, position) AS source_id,
    list_sort(list(DISTINCT payload_sha256) FILTER (WHERE payload_sha256 IS NOT NULL AND NOT retryable)) AS payloads,
    bool_or(payload_sha256 IS NOT NULL) AS has_payload,
    bool_or(is_news) AS is_changed,
    arg_max(status, position) FILTER (WHERE is_news) AS status,
    arg_max(reason, position) FILTER (WHERE is_news) AS reason,
    max(fetched_at) AS fetched_at,
    arg_max(claim, position) AS claim,
    arg_max(manifest_digest, position) AS manifest_digest
FROM (SELECT *, status <> 'unchanged' AND reason <> 'repeated' AS is_news FROM ended)
GROUP BY address_id;

UPDATE remembered AS a
SET
    source_id = seen.source_id,
    last_seen_at = greatest(a.last_seen_at, seen.fetched_at),
    last_claim = coalesce(seen.claim, a.last_claim),
    manifest_digest = coalesce(seen.manifest_digest, a.manifest_digest),
    last_payloads = CASE
        WHEN NOT seen.is_changed OR NOT seen.has_payload THEN a.last_payloads
        -- A replay reads one capture; the last run may have made several.
        WHEN a.last_run_id = getvariable('run_id')
            OR (SELECT r.flow FROM ops.runs AS r WHERE r.run_id = getvariable('run_id')) = 'replay'
            THEN list_sort(list_distinct(list_concat(a.last_payloads, coalesce(seen.payloads, []))))
        ELSE coalesce(seen.payloads, [])
    END,
    last_status = CASE WHEN seen.is_changed THEN seen.status ELSE a.last_status END,
    last_reason = CASE WHEN seen.is_changed THEN seen.reason ELSE a.last_reason END,
    last_run_id = CASE WHEN seen.is_changed THEN getvariable('run_id') ELSE a.last_run_id END
FROM seen
WHERE seen.address_id = a.address_id;

INSERT INTO remembered (address_id, source_id, last_run_id, last_payloads, last_status, last_reason, last_seen_at, tries,
    last_claim, manifest_digest)
SELECT address_id, source_id, getvariable('run_id'), coalesce(payloads, []), coalesce(status, 'unchanged'),
    coalesce(reason, 'same_payload'), fetched_at, 0, claim, manifest_digest
FROM seen
WHERE NOT EXISTS (SELECT 1 FROM remembered AS known WHERE known.address_id = seen.address_id);

-- For addresses that were requested: the time of the next request, and the validators (ETag, Last-Modified) to send with it. The
-- last complete answer stays known.
UPDATE remembered AS a
SET
    url = e.url,
    asked_at = CASE WHEN NOT list_contains(r.families, 'decided_again') THEN e.fetched_at END,
    changed_at = e.changed_at,
    said_modified = coalesce(e.said_modified, a.said_modified),
    ask_again_at = e.ask_again_at,
    tries = e.tries,
    missing_since = CASE
        WHEN e.reason = 'gone' THEN coalesce(a.missing_since, e.fetched_at)
        WHEN e.status IN ('loaded', 'unchanged', 'alias', 'quarantined') THEN NULL
        ELSE a.missing_since
    END,
    answered_url = CASE WHEN e.http_status = 200 THEN e.final_url ELSE a.answered_url END,
    etag = CASE WHEN e.http_status = 200 THEN e.etag ELSE a.etag END,
    last_modified = CASE WHEN e.http_status = 200 THEN e.last_modified ELSE a.last_modified END,
    answered_at = CASE WHEN e.http_status = 200 THEN e.fetched_at ELSE a.answered_at END,
    captured_url = CASE WHEN e.capture_id IS NOT NULL THEN coalesce(e.final_url, e.url) ELSE a.captured_url END,
    captured_at = CASE WHEN e.capture_id IS NOT NULL THEN e.fetched_at ELSE a.captured_at END
FROM (SELECT * FROM ended WHERE is_web QUALIFY row_number() OVER (PARTITION BY address_id ORDER BY position DESC) = 1) AS e
JOIN ops.reasons AS r ON r.reason = e.reason
WHERE e.address_id = a.address_id AND NOT e.is_overtaken;

DELETE FROM ops.addresses
WHERE passes(getvariable('offered'), address_id) AND address_id IN (SELECT address_id FROM remembered);

INSERT INTO ops.addresses BY NAME SELECT * FROM remembered;
