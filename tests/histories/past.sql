-- What does a warehouse hold after so many days of so many sources? Variables: names, days, today, per_day, checks, and
-- word: what every text is made of.
-- Two ingest runs a day at six and eighteen, on the last day only the first; weekends are half as busy; one audit a night.
CREATE OR REPLACE TEMP MACRO chance(text) AS (md5_number_lower(text) % 1000)::INTEGER;

INSERT INTO sources
SELECT
    md5(name)::UUID, name, 'feed', 'https://' || md5(name)[:8] || '.example/feed.xml', NULL, 'en', 'GB',
    (getvariable('today')::DATE - getvariable('days')::INTEGER)::TIMESTAMPTZ, NULL, NULL
FROM (SELECT unnest(getvariable('names')) AS name);

CREATE OR REPLACE TEMP TABLE made_runs AS
SELECT moment, moment::DATE AS day, strftime(moment, '%Y%m%dT%H%M%S-') || md5(moment::VARCHAR)[:6] AS run_id
FROM (
    SELECT unnest(generate_series(
        getvariable('today')::TIMESTAMP - to_days(getvariable('days')::INTEGER) + INTERVAL 6 HOUR,
        getvariable('today')::TIMESTAMP + INTERVAL 6 HOUR,
        INTERVAL 12 HOUR
    )) AS moment
);

CREATE OR REPLACE TEMP TABLE made AS
WITH items AS (
    SELECT
        r.*, s.source_id, s.name, i, chance(r.run_id || s.name || i) AS roll,
        md5(r.run_id || s.name || i)::UUID AS id
    FROM made_runs AS r, sources AS s, LATERAL (
        SELECT unnest(range(
            -- A quarter up or down from day to day, half of it at weekends.
            ((getvariable('per_day') * (0.75 + chance(s.name || r.run_id) / 2000)
                * CASE WHEN isodow(r.day) > 5 THEN 0.5 ELSE 1 END) / 2)::INTEGER
        )) AS i
    )
),

ended AS (
    SELECT *,
        CASE
            WHEN roll < 800 THEN 'new'
            WHEN roll < 860 THEN 'revised'
            WHEN roll < 930 THEN 'not_modified'
            WHEN roll < 950 THEN 'same_text'
            WHEN roll < 970 THEN 'failed_checks'
            WHEN roll < 972 THEN 'no_text'
            WHEN roll < 990 THEN 'gone'
            ELSE 'deadline'
        END AS reason
    FROM items
)

SELECT
    *,
    CASE
        WHEN reason IN ('new', 'revised') THEN 'loaded'
        WHEN reason = 'not_modified' THEN 'unchanged'
        WHEN reason = 'same_text' THEN 'alias'
        WHEN reason = 'failed_checks' THEN 'quarantined'
        WHEN reason = 'no_text' THEN 'refused'
        ELSE 'failed'
    END AS status,
    (row_number() OVER (PARTITION BY run_id ORDER BY name, i) - 1)::INTEGER AS position
FROM ended;

INSERT INTO ops.runs
SELECT r.run_id, 'ingest', getvariable('names'), r.moment, r.moment + INTERVAL 90 SECOND,
    CASE WHEN bool_or(m.status = 'quarantined') THEN 'completed_with_quarantine' ELSE 'completed' END, count(m.run_id), false, []
FROM made_runs AS r
LEFT JOIN made AS m ON m.run_id = r.run_id
GROUP BY r.run_id, r.moment;

INSERT INTO ops.asks
SELECT r.run_id, s.source_id, r.moment, 'ok', NULL, 20, 10 FROM made_runs AS r, sources AS s;

INSERT INTO ops.source_states
SELECT source_id, getvariable('today')::TIMESTAMP + INTERVAL 6 HOUR, getvariable('today')::TIMESTAMP + INTERVAL 18 HOUR, 43200,
    'ok', NULL, NULL, 0, 20, 10, 1
FROM sources;

INSERT INTO ops.outcomes BY NAME
SELECT run_id, position, source_id, id AS address_id, 'https://' || md5(name)[:8] || '.example/' || run_id || '/' || i AS url,
    status, reason, CASE WHEN status = 'quarantined' THEN ['words_enough'] ELSE [] END AS checks, reason = 'deadline' AS retryable,
    CASE WHEN status IN ('loaded', 'alias') THEN id END AS article_id, 1 AS version,
    CASE WHEN reason NOT IN ('not_modified', 'gone', 'deadline') THEN id END AS capture_id, moment AS recorded_at, false AS came_back
FROM made;

INSERT INTO ops.batches SELECT run_id, 1, count(*), moment FROM made GROUP BY run_id, moment;

INSERT INTO ops.fetches BY NAME
SELECT run_id, position, 1 AS attempt, 'https://' || md5(name)[:8] || '.example/' || i AS url,
    CASE WHEN reason IN ('not_modified', 'gone', 'deadline') THEN reason END AS reason, 0 AS redirects, 100 AS elapsed_ms,
    moment AS fetched_at
FROM made;

INSERT INTO captures BY NAME
SELECT id AS capture_id, id AS address_id, 'https://' || md5(name)[:8] || '.example/' || i AS url, 'a.warc.gz' AS warc_file,
    0 AS warc_offset, 1 AS warc_length, 'x' AS payload_sha256, 1 AS payload_bytes, moment AS captured_at, run_id
FROM made WHERE reason NOT IN ('not_modified', 'gone', 'deadline');

INSERT INTO articles
SELECT id, source_id, 'https://' || md5(name)[:8] || '.example/' || run_id || '/' || i, NULL, moment, moment, 1, 'live', NULL
FROM made WHERE status = 'loaded';

INSERT INTO article_versions BY NAME
SELECT id AS article_id, 1 AS version, id AS content_hash, id AS text_hash, 'The council of Port Ellery votes, part ' || i AS title,
    CASE WHEN roll % 5 > 0 THEN 'What was decided' END AS description, repeat(getvariable('word'), (350 + roll % 200)::INTEGER) AS body, 'en' AS language,
    CASE WHEN roll % 2 = 0 THEN 'News' END AS section,
    moment - to_minutes(30 + roll % 200) AS published_at, 'minute' AS published_precision, 350 + roll % 200 AS word_count,
    'article' AS page_kind, [] AS flags, CASE WHEN roll % 8 > 0 THEN ['Ana'] ELSE [] END AS authors, [] AS tags, id AS capture_id, 'trafilatura' AS extractor, run_id, moment AS loaded_at
FROM made WHERE status = 'loaded';

INSERT INTO paragraphs SELECT id, 1, 1, 0, length(getvariable('word')) * (350 + roll % 200) FROM made WHERE status = 'loaded';
INSERT INTO article_authors SELECT id, 1, 1, md5('Ana')::UUID FROM made WHERE status = 'loaded' AND roll % 8 > 0;
INSERT INTO article_urls
SELECT 'https://' || md5(m.name)[:8] || '.example/print/' || m.run_id || m.i, f.id, 'alias', m.moment
FROM made AS m
JOIN (SELECT source_id, run_id, min(id) AS id FROM made WHERE status = 'loaded' GROUP BY ALL) AS f
    ON f.source_id = m.source_id AND f.run_id = m.run_id
WHERE m.status = 'alias';

INSERT INTO quality.validation_runs
SELECT run_id, 1, 'articles', count(*), count(*) FILTER (WHERE status = 'quarantined'), moment
FROM made WHERE status IN ('loaded', 'alias', 'quarantined') GROUP BY run_id, moment;

INSERT INTO quality.row_failures
SELECT run_id, 1, position, id, 'words_enough', 'critical', 'quarantine', '11', 'at least 25' FROM made WHERE status = 'quarantined';

INSERT INTO quality.quarantine
SELECT id, id, source_id, run_id, position, 'https://' || md5(name)[:8] || '.example/' || run_id || '/' || i, 'In short, part ' || i,
    ['words_enough'], id, NULL, CASE WHEN day > getvariable('today')::DATE - 10 THEN 'open' ELSE 'discarded' END, moment
FROM made WHERE status = 'quarantined';

INSERT INTO quality.expectation_results
SELECT v.run_id, 1, c.check_id, 'ExpectColumnValuesToBeBetween', c.column_name, 'warning', c.action,
    CASE WHEN c.check_id = 'words_enough' AND v.held > 0 THEN 'fail' ELSE 'pass' END, v.articles,
    CASE WHEN c.check_id = 'words_enough' THEN v.held ELSE 0 END, NULL
FROM quality.validation_runs AS v, (
    SELECT unnest([
        {'check_id': 'words_enough', 'column_name': 'words_or_ideographs', 'action': 'quarantine'},
        {'check_id': 'text_without_mojibake', 'column_name': 'mojibake_share', 'action': 'quarantine'},
        {'check_id': 'no_boilerplate', 'column_name': 'boilerplate_share', 'action': 'flag'},
        {'check_id': 'has_date', 'column_name': 'published_age_days', 'action': 'flag'}
    ], recursive := true)
) AS c;

-- What the audits of the nights before said: everything as usual. The bounds of volume are those of the weekday.
INSERT INTO quality.audit_results
SELECT strftime(v.day + 1, '%Y%m%dT002000-aud17e'), v.day, md5(v.source)::UUID, c.check_id, 'critical', 'flag', 'pass',
    v.loaded,
    -- About what the audit itself learns from such a past, so that the band goes on as it was on the day that is judged for real.
    CASE WHEN c.check_id = 'articles_as_usual' THEN CASE WHEN isodow(v.day) > 5 THEN -0.5 ELSE 1.5 END END,
    CASE WHEN c.check_id = 'articles_as_usual' THEN getvariable('per_day') * CASE WHEN isodow(v.day) > 5 THEN 1.4 ELSE 2.3 END END,
    8, NULL
FROM source_days AS v, (SELECT unnest(getvariable('checks')) AS check_id) AS c
WHERE v.day < getvariable('today')::DATE - 1 AND v.day >= getvariable('today')::DATE - getvariable('days')::INTEGER + 7;

INSERT INTO ops.runs
SELECT DISTINCT run_id, 'audit', [day::VARCHAR], (day + 1)::TIMESTAMP + INTERVAL 20 MINUTE, (day + 1)::TIMESTAMP + INTERVAL 21 MINUTE,
    'completed', 0, false, []
FROM quality.audit_results;
