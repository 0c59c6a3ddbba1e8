-- What changed in an article from version to version: title, and paragraphs added and removed? By its id or any of its addresses.
CREATE OR REPLACE MACRO article_changes(article) AS TABLE
WITH versions AS (
    SELECT article_id, version, loaded_at, title, string_split(body, chr(10) || chr(10)) AS paragraphs
    FROM article_versions
    WHERE article_id IN (
        SELECT try_cast(article AS UUID)
        UNION
        SELECT u.article_id FROM article_urls AS u WHERE u.url = article::VARCHAR
    )
),

pairs AS (
    SELECT *, lag(title) OVER former AS former_title, lag(paragraphs) OVER former AS former_paragraphs
    FROM versions
    WINDOW former AS (PARTITION BY article_id ORDER BY version)
),

changes AS (
    SELECT article_id, version, loaded_at, 'title' AS part, 0 AS position, unnest(['removed', 'added']) AS change,
        unnest([former_title, title]) AS text
    FROM pairs
    WHERE former_paragraphs IS NOT NULL AND title IS DISTINCT FROM former_title
    UNION ALL
    SELECT article_id, version, loaded_at, 'paragraph', unnest(places), 'removed', former_paragraphs[unnest(places)]
    FROM (
        SELECT *, [place FOR place IN range(1, len(former_paragraphs) + 1) IF NOT list_contains(paragraphs, former_paragraphs[place])] AS places
        FROM pairs
    )
    UNION ALL
    SELECT article_id, version, loaded_at, 'paragraph', unnest(places), 'added', paragraphs[unnest(places)]
    FROM (
        SELECT *, [place FOR place IN range(1, len(paragraphs) + 1) IF NOT list_contains(former_paragraphs, paragraphs[place])] AS places
        FROM pairs
        WHERE former_paragraphs IS NOT NULL
    )
)

SELECT article_id, version, loaded_at AS changed_at, change, part, position, text
FROM changes
WHERE text IS NOT NULL
ORDER BY article_id, version, position, change DESC;
COMMENT ON MACRO TABLE article_changes IS 'One row per title or paragraph that a version added or removed; position is its place in the version that has it. SELECT * FROM article_changes(''https://example.org/news/1'').';
