-- Which articles were cleaned and judged, and in which round of this batch is each to be loaded?
-- The same address twice in a batch is two versions: the later capture is loaded in a second round.
-- An article that a person released stays released, also if checks fail for the same capture later.
CREATE OR REPLACE TEMP TABLE judged AS
WITH released AS (
    SELECT quarantine_id FROM quality.quarantine WHERE state = 'released'
),

verdicts AS (
    SELECT
        v.position,
        v.held AND r.quarantine_id IS NULL AS held,
        CASE
            WHEN r.quarantine_id IS NULL THEN v.failures
            ELSE [struct_update(f, action := 'flag') FOR f IN v.failures]
        END AS failures
    FROM read_parquet(getvariable('verdicts_file'), hive_partitioning = false) AS v
    JOIN staged AS s ON s.position = v.position
    LEFT JOIN released AS r ON r.quarantine_id = s.capture_id
)

SELECT
    a.* EXCLUDE (reason, detail, content_hash, text_hash),
    a.content_hash::UUID AS content_hash,
    a.text_hash::UUID AS text_hash,
    coalesce(t.article_id, s.address_id) AS article_id,
    coalesce(t.is_other_form, false) AS is_other_form,
    s.source_id,
    s.url,
    s.capture_id,
    s.fetched_at,
    v.held,
    v.failures,
    row_number() OVER (PARTITION BY coalesce(t.article_id, s.address_id), v.held ORDER BY s.fetched_at, a.position) AS round
FROM (
    SELECT * FROM read_parquet(getvariable('articles_file'), hive_partitioning = false)
    -- A run of an earlier release that was cut off lacks the columns that came later.
    UNION ALL BY NAME
    SELECT NULL::DATE AS published_on, NULL::REAL AS text_doubt WHERE false
) AS a
JOIN staged AS s ON s.position = a.position
JOIN verdicts AS v ON v.position = a.position
LEFT JOIN same_articles AS t ON t.position = a.position
WHERE a.reason IS NULL AND NOT s.is_overtaken;

-- Left out: candidates that ended in cleaning, captures that are no longer the newest, and articles that checks hold.
INSERT INTO decisions
SELECT a.position, a.reason, a.detail, [], l.article_id, NULL
FROM read_parquet(getvariable('articles_file'), hive_partitioning = false) AS a
JOIN staged AS s ON s.position = a.position
LEFT JOIN known_articles AS l ON l.article_id = s.address_id
WHERE a.reason IS NOT NULL
UNION ALL
SELECT a.position, 'overtaken', NULL, [], l.article_id, NULL
FROM read_parquet(getvariable('articles_file'), hive_partitioning = false) AS a
JOIN staged AS s ON s.position = a.position
LEFT JOIN known_articles AS l ON l.article_id = s.address_id
WHERE a.reason IS NULL AND s.is_overtaken
UNION ALL
SELECT
    j.position,
    'failed_checks',
    NULL,
    [f.check_id FOR f IN j.failures IF f.action = 'quarantine'],
    l.article_id,
    NULL
FROM judged AS j
LEFT JOIN known_articles AS l ON l.article_id = j.article_id
WHERE j.held;
