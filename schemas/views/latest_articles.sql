-- One row per article, ready to query: the newest version with its source, authors and tags.
CREATE OR REPLACE VIEW latest_articles AS
SELECT
    {{shown_columns}}
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id;
COMMENT ON VIEW latest_articles IS 'One row per article: the newest version, ready to query. Begin here.';
