-- Is each article of this round new, revised, unchanged, or another address of a known text?
INSERT INTO decisions
WITH passing AS (
    SELECT * FROM judged WHERE NOT held AND round = getvariable('round')
),

current_versions AS (
    SELECT p.position, a.current_version, v.content_hash
    FROM passing AS p
    JOIN articles AS a ON a.article_id = p.article_id
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
),

-- The same text of the same source, loaded before under another address.
twins AS (
    SELECT p.position, min(a.article_id) AS article_id
    FROM passing AS p
    JOIN article_versions AS v ON v.text_hash = p.text_hash
    JOIN articles AS a ON a.article_id = v.article_id AND a.current_version = v.version
    WHERE a.source_id = p.source_id AND a.article_id <> p.article_id
    GROUP BY p.position
),

-- The same text of the same source, earlier in this very batch.
firsts AS (
    SELECT
        position,
        first_value(article_id) OVER same_text AS article_id,
        first_value(position) OVER same_text AS first_position
    FROM passing
    WINDOW same_text AS (PARTITION BY source_id, text_hash ORDER BY position)
)

SELECT
    p.position,
    CASE
        WHEN c.content_hash = p.content_hash THEN 'same_content'
        WHEN c.position IS NOT NULL THEN 'revised'
        WHEN t.article_id IS NOT NULL OR f.first_position < p.position THEN 'same_text'
        ELSE 'new'
    END,
    NULL,
    [],
    CASE
        WHEN c.position IS NOT NULL THEN p.article_id
        ELSE coalesce(t.article_id, f.article_id)
    END,
    CASE
        WHEN c.position IS NULL AND t.article_id IS NULL AND f.first_position = p.position THEN 1
        WHEN c.content_hash <> p.content_hash THEN c.current_version + 1
    END
FROM passing AS p
JOIN firsts AS f ON f.position = p.position
LEFT JOIN current_versions AS c ON c.position = p.position
LEFT JOIN twins AS t ON t.position = p.position;
