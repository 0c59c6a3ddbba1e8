-- Where does the same text stand more than once?
CREATE OR REPLACE VIEW duplicates AS
WITH repeated AS (
    SELECT text_hash FROM article_versions GROUP BY text_hash HAVING count(*) > 1
),

texts AS (
    SELECT v.text_hash, a.source_id, count(*) AS articles, count(*) OVER (PARTITION BY v.text_hash) AS sources
    FROM repeated AS r
    JOIN article_versions AS v ON v.text_hash = r.text_hash
    JOIN articles AS a ON a.article_id = v.article_id AND a.current_version = v.version
    GROUP BY v.text_hash, a.source_id
),

copies AS (
    SELECT
        source_id,
        sum(articles) FILTER (WHERE articles > 1)::BIGINT AS here,
        sum(articles) FILTER (WHERE sources > 1)::BIGINT AS elsewhere
    FROM texts
    GROUP BY source_id
),

aliases AS (
    SELECT a.source_id, count(*) AS addresses
    FROM article_urls AS u
    JOIN articles AS a ON a.article_id = u.article_id
    WHERE u.relation = 'alias'
    GROUP BY a.source_id
)

SELECT
    s.name AS source,
    a.articles,
    coalesce(l.addresses, 0) AS alias_addresses,
    coalesce(c.here, 0) AS same_text_here,
    coalesce(c.elsewhere, 0) AS same_text_elsewhere
FROM (SELECT source_id, count(*) AS articles FROM articles GROUP BY source_id) AS a
JOIN sources AS s ON s.source_id = a.source_id
LEFT JOIN aliases AS l ON l.source_id = a.source_id
LEFT JOIN copies AS c ON c.source_id = a.source_id;
COMMENT ON VIEW duplicates IS 'One row per source: its articles, further addresses that led to the same text (aliases), and articles whose text another article of the same source, or of another source, has too.';
COMMENT ON COLUMN duplicates.source IS 'Name of the source.';
COMMENT ON COLUMN duplicates.articles IS 'How many articles.';
COMMENT ON COLUMN duplicates.alias_addresses IS 'Further addresses that led to the same text.';
COMMENT ON COLUMN duplicates.same_text_here IS 'Articles whose text another article of the source has too.';
COMMENT ON COLUMN duplicates.same_text_elsewhere IS 'Articles whose text an article of another source has too.';
