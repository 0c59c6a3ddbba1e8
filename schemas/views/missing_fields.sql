-- What is not known of which article?
CREATE OR REPLACE VIEW missing_fields AS
SELECT article_id, source, url, title, missing
FROM (
    SELECT
        article_id,
        source,
        url,
        title,
        [
            f.name FOR f IN [
                {'name': 'title', 'is_missing': title IS NULL},
                {'name': 'authors', 'is_missing': len(authors) = 0},
                {'name': 'published_at', 'is_missing': published_at IS NULL},
                {'name': 'language', 'is_missing': language IS NULL},
                {'name': 'description', 'is_missing': description IS NULL},
                {'name': 'section', 'is_missing': section IS NULL}
            ] IF f.is_missing
        ] AS missing
    FROM latest_articles
)
WHERE len(missing) > 0;
COMMENT ON VIEW missing_fields IS 'One row per article that lacks a field; the view completeness has the shares, source by source.';
COMMENT ON COLUMN missing_fields.article_id IS 'The article.';
COMMENT ON COLUMN missing_fields.source IS 'Name of the source.';
COMMENT ON COLUMN missing_fields.url IS 'Its address: a web address, or a file''s URI.';
COMMENT ON COLUMN missing_fields.title IS 'Title as the publisher names the article.';
COMMENT ON COLUMN missing_fields.missing IS 'Names of the fields that it lacks: title, authors, published_at, language, description, section.';
