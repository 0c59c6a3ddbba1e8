-- Do the texts of a source change: their length, their language, what does not belong to them?
CREATE OR REPLACE VIEW text_drift AS
WITH boilerplate AS (
    -- The checks that look at it, whatever they are called.
    SELECT list(DISTINCT check_id) AS checks FROM quality.expectation_results WHERE column_name = 'boilerplate_share'
),

main_languages AS (
    SELECT a.source_id, mode(v.language) AS language
    FROM article_versions AS v
    JOIN articles AS a ON a.article_id = v.article_id
    GROUP BY a.source_id
)

SELECT
    s.name AS source,
    (v.loaded_at AT TIME ZONE 'UTC')::DATE AS day,
    count(*) AS articles,
    median(v.word_count) AS median_words,
    any_value(m.language) AS main_language,
    avg((v.language = m.language)::INTEGER) AS main_language_share,
    avg(list_has_any(v.flags, coalesce(b.checks, []))::INTEGER) AS boilerplate_share
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
JOIN main_languages AS m ON m.source_id = a.source_id
CROSS JOIN boilerplate AS b
GROUP BY ALL;
COMMENT ON VIEW text_drift IS 'One row a source and day (UTC) of loading: median words, the share in the language it mostly writes in, and the share flagged for boilerplate, 0 to 1.';
