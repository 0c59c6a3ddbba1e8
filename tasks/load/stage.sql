-- Which rows does this batch bring? One row a candidate, one a judged article.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    c.position,
    c.source_id::UUID AS source_id,
    c.source_name,
    c.source_kind,
    c.source_location,
    c.source_homepage,
    c.source_language,
    c.source_country,
    c.came_back,
    c.address_id::UUID AS address_id,
    coalesce(c.url, c.address) AS url,
    c.url IS NOT NULL AND c.file IS NULL AND c.inline_type IS NULL AND c.warc_file IS NULL AND c.reason IS NULL AS is_web,
    c.said_title,
    c.said_author,
    c.said_summary,
    c.said_language,
    c.said_published,
    c.said_modified,
    k.reason AS capture_reason,
    k.detail AS capture_detail,
    k.capture_id::UUID AS capture_id,
    k.warc_file,
    k.warc_offset,
    k.warc_length,
    k.payload_sha256,
    k.payload_bytes,
    k.content_type,
    k.fetched_at,
    k.elapsed_ms,
    k.final_url,
    k.http_status,
    k.ip,
    k.redirects,
    k.is_conditional,
    k.etag,
    k.last_modified,
    k.retry_at,
    k.earlier,
    k.opt_outs,
    -- By another run that began later and ended sooner. (An asking in the future is a clock that was wrong.)
    is_web AND coalesce(a.asked_at > k.fetched_at AND a.asked_at <= getvariable('now'), false) AS is_overtaken
FROM read_parquet(getvariable('candidates_file')) AS c
JOIN read_parquet(getvariable('captures_file')) AS k ON k.position = c.position
LEFT JOIN ops.addresses AS a ON a.address_id = c.address_id::UUID;

CREATE OR REPLACE TEMP TABLE decisions (
    position INTEGER,
    reason VARCHAR,
    detail VARCHAR,
    checks VARCHAR[],
    article_id UUID,
    version INTEGER
);

-- What discovery and fetching already ended. An unchanged candidate repeats how its content was judged.
INSERT INTO decisions
SELECT
    s.position,
    s.capture_reason,
    coalesce(
        s.capture_detail,
        CASE
            WHEN s.capture_reason IN ('same_payload', 'not_modified') AND a.last_status NOT IN ('loaded', 'unchanged')
                THEN 'these bytes ended as ' || a.last_status || ' (' || a.last_reason || ') in run ' || a.last_run_id
        END
    ),
    [],
    l.article_id,
    NULL
FROM staged AS s
LEFT JOIN ops.addresses AS a ON a.address_id = s.address_id
LEFT JOIN articles AS l ON l.article_id = s.address_id
WHERE s.capture_reason IS NOT NULL;
