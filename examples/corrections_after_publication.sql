-- Which articles were changed after they were first seen, how long after, and by how much?
SELECT
    source,
    title,
    version,
    loaded_at - first_value(loaded_at) OVER versions AS after,
    words_added,
    url
FROM article_history
WINDOW versions AS (PARTITION BY article_id ORDER BY version)
QUALIFY version > 1
ORDER BY loaded_at DESC;
