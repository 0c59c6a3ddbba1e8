-- Is each article of this round new, revised, unchanged, or another address of a known text?
CREATE OR REPLACE TEMP TABLE passing AS
SELECT j.position, j.article_id, j.source_id, j.capture_id, j.content_hash, j.text_hash, j.is_other_form, s.is_corrected, s.is_moved
FROM judged AS j
JOIN staged AS s ON s.position = j.position
WHERE NOT j.held AND j.round = getvariable('round');

SET VARIABLE passing = (
    SELECT sieve_of(k.article_id) FROM known_articles AS k WHERE k.article_id IN (SELECT article_id FROM passing)
);

CREATE OR REPLACE TEMP TABLE current_versions AS
SELECT p.position, v.article_id, v.version, v.content_hash, v.capture_id = p.capture_id OR p.is_corrected AS is_read_again
FROM article_versions AS v
JOIN known_articles AS k ON k.article_id = v.article_id AND k.current_version = v.version
JOIN passing AS p ON p.article_id = v.article_id
WHERE passes(getvariable('passing'), v.article_id);

-- The capture of the current version, read again by a replay, or a manifest that states other values for it than before:
-- then a difference in any field counts, not only in the text.
SET VARIABLE same_captures = (SELECT sieve_of(article_id) FROM current_versions WHERE is_read_again);

CREATE OR REPLACE TEMP TABLE read_again AS
WITH before AS (
    SELECT c.position, k.canonical_url, k.source_id, v.*
    FROM current_versions AS c
    JOIN article_versions AS v ON v.article_id = c.article_id AND v.version = c.version
    JOIN known_articles AS k ON k.article_id = c.article_id
    WHERE c.is_read_again AND passes(getvariable('same_captures'), v.article_id)
)

SELECT p.position
FROM judged AS p
JOIN before AS b ON b.position = p.position
LEFT JOIN (
    SELECT b.position, list(x.author_id ORDER BY x.author_id) AS author_ids
    FROM before AS b
    JOIN article_authors AS x ON x.article_id = b.article_id AND x.version = b.version
    WHERE passes(getvariable('same_captures'), x.article_id)
    GROUP BY b.position
) AS n ON n.position = p.position
LEFT JOIN (
    SELECT b.position, list(x.tag_id ORDER BY x.tag_id) AS tag_ids
    FROM before AS b
    JOIN article_tags AS x ON x.article_id = b.article_id AND x.version = b.version
    WHERE passes(getvariable('same_captures'), x.article_id)
    GROUP BY b.position
) AS t ON t.position = p.position
WHERE {{values_before}} IS DISTINCT FROM {{values_now}}
OR coalesce(n.author_ids, []) <> list_sort(list_distinct([u.author_id::UUID FOR u IN p.authors]))
OR (p.source_id <> b.source_id AND p.position IN (SELECT position FROM passing WHERE is_moved))
OR coalesce(t.tag_ids, []) <> list_sort(list_distinct([u.tag_id::UUID FOR u IN p.tags]));

-- The same text, loaded before under another address.
CREATE OR REPLACE TEMP TABLE same_texts AS
SELECT p.position, p.source_id, v.article_id, v.version
FROM article_versions AS v
JOIN passing AS p ON p.text_hash = v.text_hash
WHERE v.article_id <> p.article_id;

SET VARIABLE same_texts = (SELECT sieve_of(article_id) FROM same_texts);

INSERT INTO decisions
-- From the same source, if it is still the current text of that article.
WITH twins AS (
    SELECT t.position, min(a.article_id) AS article_id
    FROM same_texts AS t
    JOIN articles AS a ON a.article_id = t.article_id AND a.current_version = t.version AND a.source_id = t.source_id
    WHERE passes(getvariable('same_texts'), a.article_id)
    GROUP BY t.position
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
        WHEN r.position IS NOT NULL THEN CASE WHEN p.is_corrected THEN 'revised' ELSE 'read_again' END
        WHEN c.content_hash = p.content_hash THEN 'same_content'
        WHEN c.position IS NOT NULL AND p.is_other_form THEN 'same_text'
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
        WHEN p.is_other_form AND c.position IS NOT NULL THEN NULL
        WHEN r.position IS NOT NULL OR c.content_hash <> p.content_hash THEN c.version + 1
    END
FROM passing AS p
JOIN firsts AS f ON f.position = p.position
LEFT JOIN current_versions AS c ON c.position = p.position
LEFT JOIN read_again AS r ON r.position = p.position
LEFT JOIN twins AS t ON t.position = p.position;
