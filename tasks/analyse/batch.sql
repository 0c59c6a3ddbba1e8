-- The texts of one batch of these articles.
SELECT
    v.article_id::VARCHAR AS article_id,
    v.version,
    v.title,
    v.body,
    v.language,
    coalesce((
        SELECT list(w.name ORDER BY b.position)
        FROM article_authors AS b JOIN authors AS w USING (author_id)
        WHERE b.article_id = v.article_id AND b.version = v.version
    ), []) AS authors
FROM article_versions AS v
JOIN (SELECT row_number, place FROM to_do WHERE place > $after ORDER BY place LIMIT $size) AS t ON v.rowid = t.row_number
ORDER BY t.place;
