-- Do the texts of a source change: their length, their language, what does not belong to them?
CREATE OR REPLACE VIEW text_drift AS
WITH boilerplate AS (
    -- The checks that look at it, whatever they are called.
    SELECT list(DISTINCT check_id) AS checks
    FROM (
        SELECT check_id, column_name FROM quality.expectation_results
        UNION ALL
        SELECT check_id, column_name FROM quality.check_days
    )
    WHERE column_name = 'boilerplate_share'
),

main_languages AS (
    SELECT source_id, max_by(language, articles) AS language
    FROM (
        SELECT a.source_id, v.language, count(*) AS articles
        FROM article_versions AS v
        JOIN articles AS a ON a.article_id = v.article_id
        WHERE v.language IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY source_id
)

SELECT
    s.name AS source,
    make_timestamp(epoch_us(v.loaded_at))::DATE AS day,
    count(*) AS versions,
    median(v.word_count) AS median_words,
    any_value(m.language) AS main_language,
    avg((v.language = m.language)::INTEGER) AS main_language_share,
    avg(list_has_any(v.flags, coalesce(b.checks, []))::INTEGER) AS boilerplate_share,
    avg((v.is_free IS FALSE)::INTEGER) AS not_free_share
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN main_languages AS m ON m.source_id = a.source_id
CROSS JOIN boilerplate AS b
GROUP BY ALL;
COMMENT ON VIEW text_drift IS 'One row per source and day (UTC) of loading: median words, the share in the language it mostly writes in, the share flagged for boilerplate, and the share that is said not to be free to read, 0 to 1.';
COMMENT ON COLUMN text_drift.source IS 'Name of the source.';
COMMENT ON COLUMN text_drift.day IS 'Day (UTC).';
COMMENT ON COLUMN text_drift.versions IS 'Versions loaded: new articles and revisions.';
COMMENT ON COLUMN text_drift.median_words IS 'Median of their words.';
COMMENT ON COLUMN text_drift.main_language IS 'Language that the source mostly writes in.';
COMMENT ON COLUMN text_drift.main_language_share IS 'Share in that language, 0 to 1.';
COMMENT ON COLUMN text_drift.boilerplate_share IS 'Share flagged for boilerplate, 0 to 1.';
COMMENT ON COLUMN text_drift.not_free_share IS 'Share said not to be free to read, 0 to 1.';
