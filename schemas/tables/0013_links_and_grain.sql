-- Which links stay on the site of their article? And what is one row of each table?

ALTER TABLE links ADD COLUMN is_internal BOOLEAN;
COMMENT ON COLUMN links.is_internal IS 'Whether it leads to a host of the article''s own site: that of its address, of what it calls its address, or of the source''s homepage. Null where none of these is known.';

UPDATE links
SET is_internal = told.is_internal
FROM (
    SELECT
        l.article_id,
        l.version,
        l.position,
        bool_or(l.host = o.host OR ends_with(l.host, '.' || o.host) OR ends_with(o.host, '.' || l.host)) AS is_internal
    FROM links AS l
    JOIN (
        SELECT a.article_id, regexp_extract(lower(unnest([a.url, a.canonical_url, s.homepage])), '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)', 1) AS host
        FROM articles AS a
        JOIN sources AS s ON s.source_id = a.source_id
    ) AS o ON o.article_id = l.article_id AND o.host <> ''
    GROUP BY l.article_id, l.version, l.position
) AS told
WHERE told.article_id = links.article_id AND told.version = links.version AND told.position = links.position;

-- What one row of each table is, where that was not said.
COMMENT ON TABLE article_authors IS 'One row an author named in the byline of a version, in its order.';
COMMENT ON TABLE article_tags IS 'One row a tag of a version, in the order of the publisher.';
COMMENT ON TABLE article_urls IS 'One row an address that led to an article.';
COMMENT ON TABLE authors IS 'One row a person or agency named as author: names that differ only in case or spacing are one.';
COMMENT ON TABLE captures IS 'One row a capture: the raw bytes that an article was made from, as a record in the WARC archive.';
COMMENT ON TABLE links IS 'One row a link inside the text of a version (not in menus, teasers or footers).';
COMMENT ON TABLE paragraphs IS 'One row a paragraph of a version: where it stands in the body; the view paragraph_texts gives the text.';
COMMENT ON TABLE schema_migrations IS 'One row a numbered step of schemas/tables that made this database.';
COMMENT ON TABLE tags IS 'One row a keyword or topic that publishers give articles, whatever its case.';
COMMENT ON TABLE ops.addresses IS 'One row an address that ever was a candidate: what is known of it decides whether the same bytes need a second look.';
COMMENT ON TABLE quality.batch_metrics IS 'One row a batch and figure of it that is watched over time.';
COMMENT ON TABLE quality.quarantine IS 'One row a held article, with all of its reasons, its clean record and its capture.';
COMMENT ON TABLE search.fresh_words IS 'One row a word of what was loaded lately, in the order of the text. Once there are many they move on to search.postings.';
