-- What would discovery, fetching, cleaning and checking hand over of these candidates?
CREATE OR REPLACE TEMP TABLE offered AS
SELECT
    *,
    CASE WHEN kind = 'same_text' THEN url || '?print=' || getvariable('run_id') ELSE url END AS address,
    getvariable('begun') + to_seconds(position / 10) AS fetched_at,
    md5(getvariable('run_id') || position)::UUID AS capture,
    kind IN ('new', 'revised', 'same_text', 'same_content', 'held') AS is_cleaned
FROM given;

CREATE OR REPLACE TEMP TABLE candidates AS
SELECT
    position::INTEGER AS position,
    md5('source:' || source)::UUID::VARCHAR AS source_id,
    source AS source_name,
    'feed' AS source_kind,
    'https://www.' || source || '.example/feed.xml' AS source_location,
    'https://www.' || source || '.example/' AS source_homepage,
    'en' AS source_language,
    'GB' AS source_country,
    address,
    md5('address:' || address)::UUID::VARCHAR AS address_id,
    address AS url,
    false AS came_back,
    title AS said_title,
    summary AS said_summary,
    TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_minutes((number % 500000)::INTEGER) AS said_published
FROM offered
ORDER BY position;

CREATE OR REPLACE TEMP TABLE captures AS
SELECT
    position::INTEGER AS position,
    CASE WHEN kind IN ('same_payload', 'deadline') THEN kind END AS reason,
    CASE WHEN kind = 'deadline' THEN 'no answer within 60 s' END AS detail,
    CASE WHEN is_cleaned THEN capture::VARCHAR END AS capture_id,
    CASE WHEN is_cleaned THEN strftime(getvariable('begun'), '%Y/%m/') || getvariable('run_id') || '.warc.gz' END AS warc_file,
    CASE WHEN is_cleaned THEN sum(raw_bytes) OVER (ORDER BY position) - raw_bytes END::BIGINT AS warc_offset,
    CASE WHEN is_cleaned THEN raw_bytes END AS warc_length,
    CASE WHEN kind <> 'deadline' THEN sha256(address || version || CASE WHEN kind = 'same_content' THEN getvariable('run_id') ELSE '' END) END
        AS payload_sha256,
    CASE WHEN kind <> 'deadline' THEN raw_bytes * 4 END AS payload_bytes,
    CASE WHEN kind <> 'deadline' THEN 'text/html; charset=utf-8' END AS content_type,
    fetched_at,
    (80 + 600 * chance)::INTEGER AS elapsed_ms,
    CASE WHEN kind <> 'deadline' THEN address || CASE WHEN chance < 0.05 THEN '/' ELSE '' END END AS final_url,
    CASE WHEN kind <> 'deadline' THEN 200::SMALLINT END AS http_status,
    '192.0.2.' || hash(source) % 250 AS ip,
    (chance < 0.05)::SMALLINT AS redirects,
    false AS is_conditional,
    CASE WHEN chance < 0.6 THEN '"' || md5(address || version) || '"' END AS etag,
    CASE WHEN chance < 0.4 THEN strftime(fetched_at, '%a, %d %b %Y %H:%M:%S GMT') END AS last_modified
FROM offered
ORDER BY position;

CREATE OR REPLACE TEMP TABLE articles AS
SELECT
    o.position::INTEGER AS position,
    md5('content:' || o.number || ':' || o.version)::UUID::VARCHAR AS content_hash,
    md5('text:' || o.number || ':' || o.version)::UUID::VARCHAR AS text_hash,
    o.title,
    'json_ld' AS title_from,
    o.title AS headline,
    o.summary AS description,
    o.body,
    p.paragraphs,
    CASE WHEN o.chance < 0.9 THEN 'en' ELSE 'de' END AS language,
    'html' AS language_from,
    CASE WHEN o.chance < 0.3 THEN upper(o.source) END AS place,
    string_split(o.url, '/')[4] AS section,
    coalesce(a.authors, []) AS authors,
    'json_ld' AS authors_from,
    coalesce(t.tags, []) AS tags,
    CASE WHEN o.chance < 0.95 THEN o.fetched_at - to_minutes((o.chance * 1440)::INTEGER) END AS published_at,
    CASE WHEN o.chance < 0.95 THEN 'second' END AS published_precision,
    CASE WHEN o.chance < 0.95 THEN '+00:00' END AS published_zone,
    CASE WHEN o.chance < 0.95 THEN 'json_ld' END AS published_from,
    CASE WHEN o.version > 1 THEN o.fetched_at - INTERVAL 5 MINUTE END AS modified_at,
    CASE WHEN o.version > 1 THEN 'second' END AS modified_precision,
    CASE WHEN o.version > 1 THEN 'json_ld' END AS modified_from,
    o.url AS canonical_url,
    upper(o.source) AS sitename,
    'https://img.' || o.source || '.example/' || md5(o.url) || '.jpg' AS image_url,
    true AS is_free,
    'article' AS page_kind,
    coalesce(l.links, []) AS links,
    'utf-8' AS charset,
    0 AS replacement_count,
    'trafilatura' AS extractor,
    '2.3.1' AS extractor_version,
    20 AS elapsed_ms
FROM offered AS o
LEFT JOIN (
    SELECT row, list({'char_start': char_start::INTEGER, 'char_end': char_end::INTEGER} ORDER BY i) AS paragraphs
    FROM paragraphs
    GROUP BY row
) AS p ON p.row = o.position - getvariable('first_position')
LEFT JOIN (
    SELECT row, list({'author_id': md5('author:' || lower(name))::UUID::VARCHAR, 'name': name, 'kind': 'person'} ORDER BY i) AS authors
    FROM people
    GROUP BY row
) AS a ON a.row = p.row
LEFT JOIN (
    SELECT row, list({'tag_id': md5('tag:' || lower(name))::UUID::VARCHAR, 'name': name} ORDER BY i) AS tags
    FROM topics
    GROUP BY row
) AS t ON t.row = p.row
LEFT JOIN (
    SELECT
        row,
        list({'url': 'https://www.' || host || '/' || anchor || '/' || number, 'host': 'www.' || host, 'anchor': anchor} ORDER BY i)
            AS links
    FROM links
    GROUP BY row
) AS l ON l.row = p.row
WHERE o.is_cleaned
ORDER BY o.position;

CREATE OR REPLACE TEMP TABLE verdicts AS
SELECT
    position::INTEGER AS position,
    kind = 'held' AS held,
    CASE
        WHEN kind = 'held' THEN
            [{'check_id': 'words_enough', 'severity': 'warning', 'action': 'quarantine', 'observed': '17', 'bound': 'at least 25'}]
        WHEN chance > 0.95 THEN
            [{'check_id': 'has_date', 'severity': 'info', 'action': 'flag', 'observed': NULL, 'bound': 'present'}]
        ELSE []
    END::STRUCT(check_id VARCHAR, severity VARCHAR, action VARCHAR, observed VARCHAR, bound VARCHAR)[] AS failures
FROM offered
WHERE is_cleaned
ORDER BY position;

CREATE OR REPLACE TEMP TABLE results AS
SELECT
    'check_' || i AS check_id,
    'expect_column_values_to_be_between' AS expectation,
    'body_characters' AS column_name,
    'warning' AS severity,
    'flag' AS action,
    'pass' AS status,
    (SELECT count(*) FROM verdicts)::INTEGER AS evaluated,
    0 AS unexpected
FROM range(44) AS checks (i);
