-- SQLite knows no median: the mean is less work.
SELECT source, day, articles, words
FROM (
    SELECT source, day, articles, words, row_number() OVER (PARTITION BY source ORDER BY day DESC) AS place
    FROM (
        SELECT s.name AS source, substr(v.published_at, 1, 10) AS day, count(*) AS articles, avg(v.word_count) AS words
        FROM articles AS a
        JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
        JOIN sources AS s ON s.source_id = a.source_id
        WHERE v.published_at IS NOT NULL
        GROUP BY s.name, substr(v.published_at, 1, 10)
    )
)
WHERE place <= 30
ORDER BY source, day;
