-- Is each article of this round new, revised, unchanged, or another address of a known text?
INSERT INTO decisions
WITH passing AS (
    SELECT * FROM judged WHERE NOT held AND round = getvariable('round')
),

current_versions AS (
    SELECT p.position, p.capture_id = v.capture_id AS is_same_capture, p.article_id, a.canonical_url, v.* EXCLUDE (article_id)
    FROM passing AS p
    JOIN articles AS a ON a.article_id = p.article_id
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
),

-- The very capture of the current version, judged again (a replay): then any field that reads otherwise counts, not the text alone.
read_again AS (
    SELECT p.position
    FROM passing AS p
    JOIN current_versions AS c ON c.position = p.position AND c.is_same_capture
    LEFT JOIN (
        SELECT c.position, list(x.author_id ORDER BY x.author_id) AS author_ids
        FROM current_versions AS c
        JOIN article_authors AS x ON x.article_id = c.article_id AND x.version = c.version
        WHERE c.is_same_capture
        GROUP BY c.position
    ) AS n ON n.position = p.position
    LEFT JOIN (
        SELECT c.position, list(x.tag_id ORDER BY x.tag_id) AS tag_ids
        FROM current_versions AS c
        JOIN article_tags AS x ON x.article_id = c.article_id AND x.version = c.version
        WHERE c.is_same_capture
        GROUP BY c.position
    ) AS t ON t.position = p.position
    WHERE (c.content_hash, c.headline, c.description, c.language, c.place, c.section, c.published_at, c.published_precision,
        c.published_zone, c.modified_at, c.modified_precision, c.is_free, c.image_url, c.sitename, c.canonical_url)
    IS DISTINCT FROM (p.content_hash, p.headline, p.description, p.language, p.place, p.section, p.published_at,
        p.published_precision, p.published_zone, p.modified_at, p.modified_precision, p.is_free, p.image_url, p.sitename,
        p.canonical_url)
    OR coalesce(n.author_ids, []) <> list_sort(list_distinct([u.author_id::UUID FOR u IN p.authors]))
    OR coalesce(t.tag_ids, []) <> list_sort(list_distinct([u.tag_id::UUID FOR u IN p.tags]))
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
        WHEN r.position IS NOT NULL THEN 'read_again'
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
        WHEN r.position IS NOT NULL OR c.content_hash <> p.content_hash THEN c.version + 1
    END
FROM passing AS p
JOIN firsts AS f ON f.position = p.position
LEFT JOIN current_versions AS c ON c.position = p.position
LEFT JOIN read_again AS r ON r.position = p.position
LEFT JOIN twins AS t ON t.position = p.position;
