-- Where does the same text stand more than once?
CREATE OR REPLACE VIEW duplicates AS
WITH texts AS (
    SELECT
        a.article_id,
        a.source_id,
        v.text_hash,
        count(*) OVER (PARTITION BY v.text_hash) AS everywhere,
        count(*) OVER (PARTITION BY v.text_hash, a.source_id) AS here
    FROM articles AS a
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
),

aliases AS (
    SELECT article_id, count(*) AS addresses FROM article_urls WHERE relation = 'alias' GROUP BY article_id
)

SELECT
    s.name AS source,
    count(*) AS articles,
    coalesce(sum(l.addresses), 0)::BIGINT AS alias_addresses,
    count(*) FILTER (WHERE t.here > 1) AS same_text_here,
    count(*) FILTER (WHERE t.everywhere > t.here) AS same_text_elsewhere
FROM texts AS t
JOIN sources AS s ON s.source_id = t.source_id
LEFT JOIN aliases AS l ON l.article_id = t.article_id
GROUP BY s.name;
COMMENT ON VIEW duplicates IS 'One row a source: its articles, further addresses that led to the same text (aliases), and articles whose text another article of the same source, or of another source, has too.';
