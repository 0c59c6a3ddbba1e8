-- What feeds and sitemaps say of an article, kept apart from what the article says of itself.

CREATE TABLE claims (
    source_id UUID NOT NULL,
    address_id UUID NOT NULL,
    run_id VARCHAR NOT NULL,
    title VARCHAR,
    author VARCHAR,
    summary VARCHAR,
    language VARCHAR,
    published_at TIMESTAMPTZ,
    modified_at TIMESTAMPTZ,
    seen_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE claims IS 'What a feed or sitemap said of an address: one row a distinct claim. Never taken for the article''s own title, author or date.';
COMMENT ON COLUMN claims.source_id IS 'The source that said it.';
COMMENT ON COLUMN claims.address_id IS 'The address it was said of; equals article_id where that address has an article.';
COMMENT ON COLUMN claims.run_id IS 'The run in which it was said first.';
COMMENT ON COLUMN claims.title IS 'Title, markup taken off.';
COMMENT ON COLUMN claims.author IS 'Authors as one text.';
COMMENT ON COLUMN claims.summary IS 'Summary, markup taken off, at most 2,000 characters.';
COMMENT ON COLUMN claims.language IS 'Language, as it was written.';
COMMENT ON COLUMN claims.published_at IS 'Time of publication; null where none was said, it was no date, or more than 48 hours ahead.';
COMMENT ON COLUMN claims.modified_at IS 'Time of the last change (a sitemap''s lastmod, Atom''s updated); null likewise.';
COMMENT ON COLUMN claims.seen_at IS 'When it was said first.';

COMMENT ON COLUMN sources.kind IS 'files, manifest, urls, feed, sitemap or warc.';
COMMENT ON COLUMN captures.warc_file IS 'WARC file, relative to the archive folder; an absolute path where a given WARC file is pointed to.';
