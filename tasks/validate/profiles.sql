-- What do articles of these sources usually look like: length, its variation, languages? From the last 1,000 of each source.
CREATE OR REPLACE TEMP TABLE profiles AS
WITH recent AS (
    SELECT a.source_id, ln(greatest(v.word_count, 1)) AS length, v.language
    FROM articles AS a
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
    WHERE a.source_id IN (SELECT source_id::UUID FROM read_parquet($candidates, hive_partitioning = false))
    QUALIFY row_number() OVER (PARTITION BY a.source_id ORDER BY v.loaded_at DESC, a.article_id) <= 1000
),

lengths AS (
    SELECT source_id, count(*) AS articles, median(length) AS usual_length, 1.4826 * mad(length) AS usual_spread
    FROM recent
    GROUP BY source_id
),

languages AS (
    SELECT source_id, language, count(*) AS articles FROM recent WHERE language IS NOT NULL GROUP BY source_id, language
)

SELECT
    l.*,
    (
        SELECT list(n.language)
        FROM languages AS n
        WHERE n.source_id = l.source_id AND n.articles >= 0.05 * l.articles
    ) AS languages
FROM lengths AS l;
