-- The names of authors and tags beside each version, so that nobody who looks at the newest articles has to gather them first.
ALTER TABLE article_versions ADD COLUMN authors VARCHAR[];
ALTER TABLE article_versions ADD COLUMN tags VARCHAR[];

UPDATE article_versions AS v
SET
    authors = coalesce((
        SELECT list(n.name ORDER BY x.position)
        FROM article_authors AS x
        JOIN authors AS n ON n.author_id = x.author_id
        WHERE x.article_id = v.article_id AND x.version = v.version
    ), []),
    tags = coalesce((
        SELECT list(n.name ORDER BY x.position)
        FROM article_tags AS x
        JOIN tags AS n ON n.tag_id = x.tag_id
        WHERE x.article_id = v.article_id AND x.version = v.version
    ), []);
