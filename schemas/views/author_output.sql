-- Who wrote how much, for whom?
CREATE OR REPLACE VIEW author_output AS
SELECT
    n.name AS author,
    n.kind,
    sum(w.articles)::BIGINT AS articles,
    sum(w.words)::BIGINT AS words,
    list(s.name ORDER BY s.name) AS sources,
    min(w.first_published_at) AS first_published_at,
    max(w.last_published_at) AS last_published_at,
    n.author_id
FROM (
    -- By source first: so a name of a source is handled once for each author, not for each article.
    SELECT
        x.author_id,
        a.source_id,
        count(*) AS articles,
        sum(v.word_count) AS words,
        min(v.published_at) AS first_published_at,
        max(v.published_at) AS last_published_at
    FROM article_authors AS x
    JOIN articles AS a ON a.article_id = x.article_id AND a.current_version = x.version
    JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
    GROUP BY x.author_id, a.source_id
) AS w
JOIN sources AS s ON s.source_id = w.source_id
JOIN authors AS n ON n.author_id = w.author_id
GROUP BY n.author_id, n.name, n.kind;
COMMENT ON VIEW author_output IS 'One row per author, by the newest versions of articles; an article of two authors counts for both.';
COMMENT ON COLUMN author_output.author IS 'Name of the author.';
COMMENT ON COLUMN author_output.kind IS 'person or organisation.';
COMMENT ON COLUMN author_output.articles IS 'Articles that name the author.';
COMMENT ON COLUMN author_output.words IS 'Words of these articles.';
COMMENT ON COLUMN author_output.sources IS 'Names of the sources they appeared in.';
COMMENT ON COLUMN author_output.first_published_at IS 'When the first of them was published.';
COMMENT ON COLUMN author_output.last_published_at IS 'When the last of them was published.';
COMMENT ON COLUMN author_output.author_id IS 'The author.';
