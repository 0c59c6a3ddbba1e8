-- Make the warehouse that these days would have left: every day at 21 o'clock a run, its outcomes, fetches, captures and versions.
INSERT INTO sources BY NAME
SELECT DISTINCT
    md5(outlet)::UUID AS source_id, outlet AS name, 'feed' AS kind, 'en' AS language,
    (SELECT min(day)::TIMESTAMPTZ FROM lived) AS first_seen_at
FROM lived;

CREATE TEMP TABLE offered AS
SELECT
    *,
    strftime(day, '%Y%m%d') AS run_id,
    day::TIMESTAMPTZ + INTERVAL 21 HOUR AS moment,
    (row_number() OVER (PARTITION BY day ORDER BY outlet, number) - 1)::INTEGER AS position,
    md5(outlet)::UUID AS source_id,
    md5(outlet || number)::UUID AS id,
    CASE WHEN reason = 'revised' THEN 2 ELSE 1 END AS version
FROM (SELECT *, row_number() OVER () AS number FROM lived);

INSERT INTO ops.runs
SELECT run_id, 'ingest', [], moment, moment, 'completed', count(*), false, [] FROM offered GROUP BY run_id, moment;

-- Every source is asked every day, also where it has nothing.
INSERT INTO ops.asks
SELECT DISTINCT r.run_id, s.source_id, r.started_at, 'ok', NULL, 0, 0 FROM ops.runs AS r, sources AS s;

INSERT INTO ops.outcomes BY NAME
SELECT run_id, position, source_id, id AS address_id, 'https://outlet.example/' || id AS url, status, reason, [] AS checks,
    false AS retryable, id AS article_id, version, CASE WHEN fetch_reason = '' THEN id END AS capture_id, moment AS recorded_at
FROM offered;

INSERT INTO ops.fetches BY NAME
SELECT run_id, position, 1 AS attempt, 'https://outlet.example/' || id AS url, nullif(fetch_reason, '') AS reason,
    0 AS redirects, 100 AS elapsed_ms, moment AS fetched_at
FROM offered;

INSERT INTO captures BY NAME
SELECT id AS capture_id, id AS address_id, 'https://outlet.example/' || id AS url, 'a.warc.gz' AS warc_file, 0 AS warc_offset,
    1 AS warc_length, 'x' AS payload_sha256, 1 AS payload_bytes, moment AS captured_at, run_id
FROM offered WHERE fetch_reason = '';

INSERT INTO articles
SELECT id, source_id, 'https://outlet.example/' || id, NULL, moment, moment, version, 'live', NULL FROM offered WHERE status = 'loaded';

INSERT INTO article_versions BY NAME
SELECT id AS article_id, version, id AS content_hash, id AS text_hash, CASE WHEN NOT without_title THEN 'A title' END AS title,
    CASE WHEN NOT without_description THEN 'Said' END AS description, repeat('x', characters::INTEGER) AS body,
    CASE WHEN without_language THEN NULL WHEN other_language THEN 'fr' ELSE 'en' END AS language,
    CASE WHEN NOT without_date THEN moment - to_milliseconds((3600000 * delay_hours)::BIGINT) END AS published_at,
    CASE WHEN NOT without_date THEN 'minute' END AS published_precision, characters // 6 AS word_count,
    'article' AS page_kind, CASE WHEN flagged THEN ['has_date'] ELSE [] END AS flags, id AS capture_id,
    'trafilatura' AS extractor, run_id, moment AS loaded_at
FROM offered WHERE status = 'loaded';

INSERT INTO paragraphs
SELECT id, version, n + 1, n * (characters // paragraphs), (n + 1) * (characters // paragraphs)
FROM offered, range(paragraphs::BIGINT) AS t (n) WHERE status = 'loaded';

INSERT INTO article_authors SELECT id, version, 1, md5('Ana')::UUID FROM offered WHERE status = 'loaded' AND NOT without_authors;

INSERT INTO links
SELECT id, version, n + 1, 'https://b.example', 'b.example', 'there', false
FROM offered, range(links::BIGINT) AS t (n) WHERE status = 'loaded';
