-- Which candidates are in this batch, one row each, and what is known of their addresses?
-- DuckDB reads a time with a zone only where it has seconds.
CREATE OR REPLACE TEMP MACRO instant_of(said) AS
    regexp_replace(said::VARCHAR, '(T\d\d:\d\d)([+-]|$)', '\1:00\2')::TIMESTAMPTZ;

SET VARIABLE offered = (
    SELECT sieve_of(a.address_id)
    FROM ops.addresses AS a
    WHERE a.address_id IN (SELECT address_id::UUID FROM read_parquet(getvariable('candidates_file'), hive_partitioning = false))
);

CREATE OR REPLACE TEMP TABLE remembered AS
SELECT *
FROM ops.addresses
WHERE passes(getvariable('offered'), address_id)
AND address_id IN (SELECT address_id::UUID FROM read_parquet(getvariable('candidates_file'), hive_partitioning = false));

CREATE OR REPLACE TEMP TABLE staged AS
WITH candidates AS (
    SELECT * FROM read_parquet(getvariable('candidates_file'), hive_partitioning = false)
    -- A run of an earlier release that was cut off lacks the columns that came later.
    UNION ALL BY NAME
    SELECT NULL::VARCHAR AS manifest_digest, false AS is_source_said, NULL::VARCHAR AS source_timezone WHERE false
),

-- The candidate before each one of the same address.
earlier AS (
    SELECT
        position,
        lag(address_id) OVER same_address IS NOT NULL AS is_there,
        lag(manifest_digest) OVER same_address AS manifest_digest
    FROM candidates
    WHERE reason IS NULL
    WINDOW same_address AS (PARTITION BY address_id ORDER BY position)
)

SELECT
    c.position,
    c.source_id::UUID AS source_id,
    c.source_name,
    c.source_kind,
    c.source_location,
    c.source_homepage,
    c.source_language,
    c.source_country,
    c.source_timezone,
    c.came_back,
    c.address_id::UUID AS address_id,
    coalesce(c.url, c.address) AS url,
    c.url IS NOT NULL AND c.file IS NULL AND c.inline_type IS NULL AND c.warc_file IS NULL AND c.reason IS NULL AS is_web,
    c.warc_file IS NOT NULL AS is_from_archive,
    c.manifest_digest::UUID AS manifest_digest,
    -- A manifest says other things than it did, or says them first of a file that a folder offered before. (A page on the web
    -- is not requested only because a manifest now names it too.)
    c.manifest_digest IS NOT NULL
    AND (a.address_id IS NOT NULL OR e.is_there)
    AND c.manifest_digest::UUID IS DISTINCT FROM CASE WHEN e.is_there THEN e.manifest_digest::UUID ELSE a.manifest_digest END
    AND (a.manifest_digest IS NOT NULL OR c.file IS NOT NULL OR c.inline_type IS NOT NULL) AS is_corrected,
    coalesce(c.is_source_said, false) AS is_source_said,
    is_corrected AND is_source_said AS is_moved,
    c.file,
    c.said_title,
    c.said_author,
    c.said_summary,
    c.said_language,
    c.said_published::VARCHAR AS published_said,
    c.said_modified::VARCHAR AS modified_said,
    instant_of(c.said_published) AS said_published,
    instant_of(c.said_modified) AS said_modified,
    CASE
        WHEN coalesce(c.said_title, c.said_author, c.said_summary, c.said_language, c.said_published::VARCHAR,
            c.said_modified::VARCHAR) IS NOT NULL
            THEN md5(to_json([c.source_id, c.said_title, c.said_author, c.said_summary, c.said_language,
                instant_of(c.said_published)::VARCHAR, instant_of(c.said_modified)::VARCHAR]))::UUID
    END AS claim,
    -- Values of its manifest that could not be read.
    CASE WHEN c.reason IS NULL THEN c.detail END AS left_empty,
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
    -- Loaded by another run that began later and ended sooner. (A request in the future means that a clock was wrong.)
    is_web AND coalesce(a.asked_at > k.fetched_at AND a.asked_at <= getvariable('now'), false) AS is_overtaken
FROM candidates AS c
JOIN read_parquet(getvariable('captures_file'), hive_partitioning = false) AS k ON k.position = c.position
LEFT JOIN remembered AS a ON a.address_id = c.address_id::UUID
LEFT JOIN earlier AS e ON e.position = c.position;

-- An article has the id of its address, and every address that was offered is remembered.
CREATE OR REPLACE TEMP TABLE known_articles AS
SELECT article_id, current_version, canonical_url, source_id
FROM articles
WHERE passes(getvariable('offered'), article_id) AND article_id IN (SELECT address_id FROM remembered);

-- A capture from an archive may be older than the loaded version: a backfill reads old files last, and a replay reads the
-- captures that existed when it began. The time of capture decides, not the order of reading.
SET VARIABLE archived = (
    SELECT sieve_of(k.article_id)
    FROM known_articles AS k
    JOIN staged AS s ON s.address_id = k.article_id AND s.is_from_archive
);

UPDATE staged AS s
SET is_overtaken = true
FROM known_articles AS k
JOIN article_versions AS v ON v.article_id = k.article_id AND v.version = k.current_version
JOIN captures AS c ON c.capture_id = v.capture_id
WHERE passes(getvariable('archived'), v.article_id)
AND k.article_id = s.address_id
AND s.is_from_archive
AND c.capture_id <> s.capture_id
AND c.captured_at > s.fetched_at;

CREATE OR REPLACE TEMP TABLE decisions (
    position INTEGER,
    reason VARCHAR,
    detail VARCHAR,
    checks VARCHAR[],
    article_id UUID,
    version INTEGER
);

-- Candidates that ended in discovery or fetching. An unchanged candidate repeats the verdict on its content.
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
LEFT JOIN remembered AS a ON a.address_id = s.address_id
LEFT JOIN known_articles AS l ON l.article_id = s.address_id
WHERE s.capture_reason IS NOT NULL;
