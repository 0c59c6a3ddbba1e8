-- Links of the articles whose story is decided now, what story each has, and whether it keeps it.
-- Open are articles that are no older than $open_days before the newest one, and those of the days of the batch.
WITH newest AS (
    SELECT max(day) AS day FROM analysis.article_terms
), opened AS (
    SELECT least(newest.day - $open_days::INTEGER, (SELECT min(day) - $days::INTEGER FROM window_days)) AS day FROM newest
), near AS MATERIALIZED (
    SELECT one_id, other_id, similarity FROM analysis.story_links WHERE day >= (SELECT day FROM opened)
        AND (day >= (SELECT day - $open_days::INTEGER FROM newest) OR day IN (SELECT day FROM window_days))
), states AS (
    SELECT
        t.article_id,
        s.story_id,
        t.day < newest.day - $open_days::INTEGER AND t.day NOT IN (SELECT day FROM window_days) AS is_old
    FROM analysis.article_terms AS t
    CROSS JOIN newest
    LEFT JOIN analysis.story_articles AS s USING (article_id)
    WHERE t.article_id IN (SELECT one_id FROM near UNION SELECT other_id FROM near)
)
SELECT
    n.one_id::VARCHAR AS one,
    n.other_id::VARCHAR AS other,
    n.similarity,
    a.story_id::VARCHAR AS one_story,
    b.story_id::VARCHAR AS other_story,
    coalesce(a.is_old, false) AS one_is_old,
    coalesce(b.is_old, false) AS other_is_old
FROM near AS n
JOIN states AS a ON a.article_id = n.one_id
JOIN states AS b ON b.article_id = n.other_id
ORDER BY one, other;
