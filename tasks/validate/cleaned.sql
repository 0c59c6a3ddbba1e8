-- Which articles of the batch are judged, and what else is known about them? Numbered by position, so that features can
-- be computed of some hundreds at a time: of thousands, the texts and what they are split into take half a gigabyte.
CREATE OR REPLACE TEMP TABLE cleaned AS
WITH texts_of_batch AS (
    SELECT c.source_name, a.text_hash, count(DISTINCT c.address_id) AS addresses
    FROM read_parquet($articles, hive_partitioning = false) AS a
    JOIN read_parquet($candidates, hive_partitioning = false) AS c ON c.position = a.position
    WHERE a.reason IS NULL
    GROUP BY ALL
)

SELECT
    row_number() OVER (ORDER BY a.position) AS number,
    a.position,
    a.content_hash,
    a.page_kind,
    a.text_doubt,
    a.title,
    a.sitename,
    a.body,
    a.replacement_count,
    a.language,
    a.published_at,
    a.modified_at,
    a.refused_date,
    a.authors,
    a.links,
    a.canonical_url,
    c.source_name AS source,
    c.source_language,
    c.url,
    k.fetched_at,
    b.addresses,
    p.articles AS known_articles,
    p.usual_length,
    p.usual_spread,
    p.languages
FROM (
    SELECT * FROM read_parquet($articles, hive_partitioning = false)
    -- A run of an earlier release that was cut off lacks the columns that came later.
    UNION ALL BY NAME
    SELECT NULL::REAL AS text_doubt WHERE false
) AS a
JOIN read_parquet($captures, hive_partitioning = false) AS k ON k.position = a.position
JOIN read_parquet($candidates, hive_partitioning = false) AS c ON c.position = a.position
JOIN texts_of_batch AS b ON b.source_name = c.source_name AND b.text_hash IS NOT DISTINCT FROM a.text_hash
LEFT JOIN profiles AS p ON p.source_id = c.source_id::UUID
WHERE a.reason IS NULL;
