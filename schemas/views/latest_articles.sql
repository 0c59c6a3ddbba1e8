-- One row an article, ready to query: the newest version with its source, authors and tags.
CREATE OR REPLACE VIEW latest_articles AS
SELECT
    a.article_id,
    s.name AS source,
    a.url,
    v.title,
    v.headline,
    v.description,
    v.body,
    v.language,
    v.place,
    v.section,
    v.authors,
    v.tags,
    v.published_at,
    v.published_precision,
    v.published_zone,
    v.modified_at,
    v.word_count,
    v.is_free,
    v.image_url,
    a.canonical_url,
    v.version,
    v.flags,
    a.first_seen_at,
    a.last_seen_at,
    a.status,
    a.gone_since
FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
JOIN sources AS s ON s.source_id = a.source_id;
COMMENT ON VIEW latest_articles IS 'One row an article: the newest version, ready to query. Begin here.';
COMMENT ON COLUMN latest_articles.article_id IS 'The article.';
COMMENT ON COLUMN latest_articles.source IS 'Name of the source.';
COMMENT ON COLUMN latest_articles.url IS 'Its address: a web address, or a file''s URI.';
COMMENT ON COLUMN latest_articles.title IS 'Title as the publisher names the article.';
COMMENT ON COLUMN latest_articles.headline IS 'The heading that readers see on the page; often longer than the title.';
COMMENT ON COLUMN latest_articles.description IS 'Summary that the publisher wrote for search engines and feeds.';
COMMENT ON COLUMN latest_articles.body IS 'The text: paragraphs with a blank line between.';
COMMENT ON COLUMN latest_articles.language IS 'Language of the text (ISO 639-1).';
COMMENT ON COLUMN latest_articles.place IS 'Place named in the dateline.';
COMMENT ON COLUMN latest_articles.section IS 'Section of the outlet.';
COMMENT ON COLUMN latest_articles.authors IS 'Names of the authors, in the order of the byline.';
COMMENT ON COLUMN latest_articles.tags IS 'The publisher''s keywords, in its order.';
COMMENT ON COLUMN latest_articles.published_at IS 'When it was published (UTC).';
COMMENT ON COLUMN latest_articles.published_precision IS 'How exactly published_at is known: day, minute or second.';
COMMENT ON COLUMN latest_articles.published_zone IS 'Offset from UTC that the publisher said, as +05:30.';
COMMENT ON COLUMN latest_articles.modified_at IS 'When the publisher says it last changed (UTC).';
COMMENT ON COLUMN latest_articles.word_count IS 'Words of the body.';
COMMENT ON COLUMN latest_articles.is_free IS 'Whether the publisher says that everybody may read all of it; null where nothing is said.';
COMMENT ON COLUMN latest_articles.image_url IS 'Address of the lead image.';
COMMENT ON COLUMN latest_articles.canonical_url IS 'Address that the page declares as its own.';
COMMENT ON COLUMN latest_articles.version IS 'Number of the newest version, from 1.';
COMMENT ON COLUMN latest_articles.flags IS 'Ids of the checks that it failed without being held.';
COMMENT ON COLUMN latest_articles.first_seen_at IS 'Capture time of the first version.';
COMMENT ON COLUMN latest_articles.last_seen_at IS 'When a run last found it, changed or not.';
COMMENT ON COLUMN latest_articles.status IS 'live, or gone once its source has removed it.';
COMMENT ON COLUMN latest_articles.gone_since IS 'Gone: when its address was first found empty.';
