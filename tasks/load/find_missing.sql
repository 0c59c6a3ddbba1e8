-- Which articles are not in the search index yet? All of them after a migration, else none. Oldest first, a limited number at a time.
CREATE OR REPLACE TEMP TABLE missing AS
SELECT v.article_id, v.version, v.loaded_at
FROM article_versions AS v
JOIN articles AS a ON a.article_id = v.article_id AND a.current_version = v.version
WHERE NOT EXISTS (
    SELECT 1 FROM search.documents AS d WHERE d.article_id = v.article_id AND d.version = v.version
)
ORDER BY v.loaded_at, v.article_id
LIMIT getvariable('articles_at_a_time');

SET VARIABLE loaded_from = (SELECT min(loaded_at) FROM missing);
SET VARIABLE loaded_until = (SELECT max(loaded_at) FROM missing);

CREATE OR REPLACE TEMP TABLE added AS
SELECT
    row_number() OVER (ORDER BY v.loaded_at, v.article_id) AS position,
    v.article_id, v.version, v.published_at, v.published_on, v.language, v.title, v.headline, v.description, v.body
FROM article_versions AS v
JOIN missing AS m ON m.article_id = v.article_id AND m.version = v.version
-- Versions are stored in the order of loading, so DuckDB reads only these and not all texts each time.
WHERE v.loaded_at BETWEEN getvariable('loaded_from') AND getvariable('loaded_until');
