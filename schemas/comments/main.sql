-- What do the tables and columns of the schema main mean (articles, people, sources and captures)? Columns of articles and their versions: schemas/fields.py.
COMMENT ON TABLE sources IS 'What articles are taken from: one row per source, declared in sources.yaml or named by hand.';
COMMENT ON COLUMN sources.source_id IS 'UUIDv5 of its first name; it stays when the source is renamed.';
COMMENT ON COLUMN sources.name IS 'Name in sources.yaml or in a manifest; for paths and addresses named by hand the folder, manifest or host.';
COMMENT ON COLUMN sources.former_names IS 'Names that it had, and those of sources that were merged into it; each still means it.';
COMMENT ON COLUMN sources.kind IS 'files, manifest, urls, feed, sitemap or warc.';
COMMENT ON COLUMN sources.location IS 'Folder, file or address the articles were found at.';
COMMENT ON COLUMN sources.homepage IS 'The outlet''s front page, as declared.';
COMMENT ON COLUMN sources.language IS 'Language the source is declared to write in (ISO 639-1).';
COMMENT ON COLUMN sources.country IS 'Country the source is declared to be of (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN sources.timezone IS 'Time zone the source is declared to be in, as Asia/Tokyo: its times that name no zone are read in it.';
COMMENT ON COLUMN sources.first_seen_at IS 'When a run first took something from it.';

COMMENT ON TABLE articles IS 'One row per article: narrow and changing. Its texts are in article_versions.';

COMMENT ON TABLE article_versions IS 'One row per content of an article; a changed title or text adds a row, nothing is overwritten.';

COMMENT ON TABLE article_urls IS 'One row per address that led to an article.';
COMMENT ON COLUMN article_urls.url IS 'The address as it was written.';
COMMENT ON COLUMN article_urls.article_id IS 'The article it leads to.';
COMMENT ON COLUMN article_urls.relation IS 'address (taken from), final (after redirects), canonical (declared by the page), alias (same text elsewhere).';
COMMENT ON COLUMN article_urls.first_seen_at IS 'When it first led there.';

COMMENT ON TABLE authors IS 'One row per person or agency named as author: names that differ only in case or spacing are one.';
COMMENT ON COLUMN authors.author_id IS 'UUIDv5 of the folded name.';
COMMENT ON COLUMN authors.name IS 'The name as it was first written.';
COMMENT ON COLUMN authors.kind IS 'person, or organisation for agencies, desks and outlets, by what the page said of the name or the name itself; null for authors from before this column existed.';

COMMENT ON TABLE article_authors IS 'One row per author named in the byline of a version, in its order.';
COMMENT ON COLUMN article_authors.article_id IS 'The article.';
COMMENT ON COLUMN article_authors.version IS 'Its version.';
COMMENT ON COLUMN article_authors.position IS 'Place in the byline, from 1.';
COMMENT ON COLUMN article_authors.author_id IS 'The author.';

COMMENT ON TABLE paragraphs IS 'One row per paragraph of a version: where it stands in the body; the view paragraph_texts gives the text.';
COMMENT ON COLUMN paragraphs.article_id IS 'The article.';
COMMENT ON COLUMN paragraphs.version IS 'Its version.';
COMMENT ON COLUMN paragraphs.position IS 'Number of the paragraph, from 1.';
COMMENT ON COLUMN paragraphs.char_start IS 'First character, counted in code points from 0.';
COMMENT ON COLUMN paragraphs.char_end IS 'Position after the last character.';

COMMENT ON TABLE links IS 'One row per link inside the text of a version (not in menus, teasers or footers).';
COMMENT ON COLUMN links.article_id IS 'The article.';
COMMENT ON COLUMN links.version IS 'Its version.';
COMMENT ON COLUMN links.position IS 'Number of the link, from 1, in the order of the page.';
COMMENT ON COLUMN links.url IS 'Absolute address it leads to.';
COMMENT ON COLUMN links.host IS 'Host of that address.';
COMMENT ON COLUMN links.anchor IS 'Words that are linked.';
COMMENT ON COLUMN links.is_internal IS 'Whether it leads to a host of the article''s own site: that of its address, of what it calls its address, or of the source''s homepage. Null where none of these is known.';

COMMENT ON TABLE tags IS 'One row per keyword or topic that publishers give articles, whatever its case.';
COMMENT ON COLUMN tags.tag_id IS 'UUIDv5 of the folded name.';
COMMENT ON COLUMN tags.name IS 'The tag as it was first written.';

COMMENT ON TABLE article_tags IS 'One row per tag of a version, in the order of the publisher.';
COMMENT ON COLUMN article_tags.article_id IS 'The article.';
COMMENT ON COLUMN article_tags.version IS 'Its version.';
COMMENT ON COLUMN article_tags.position IS 'Place in the publisher''s list, from 1.';
COMMENT ON COLUMN article_tags.tag_id IS 'The tag.';

COMMENT ON TABLE captures IS 'One row per capture: the raw bytes that an article was made from, as a record in the WARC archive.';
COMMENT ON COLUMN captures.capture_id IS 'Id of the capture.';
COMMENT ON COLUMN captures.address_id IS 'UUIDv5 of the address key; the article_id of the article at that address.';
COMMENT ON COLUMN captures.url IS 'Address the bytes came from, after redirects; a file''s URI for files.';
COMMENT ON COLUMN captures.warc_file IS 'WARC file, relative to the archive folder; an absolute path where a given WARC file is pointed to.';
COMMENT ON COLUMN captures.warc_offset IS 'First byte of the record in that file.';
COMMENT ON COLUMN captures.warc_length IS 'Bytes of the record in that file (a gzip member of its own).';
COMMENT ON COLUMN captures.payload_sha256 IS 'SHA-256 of the bytes as received.';
COMMENT ON COLUMN captures.payload_bytes IS 'How many bytes were received.';
COMMENT ON COLUMN captures.content_type IS 'Type that the server or the file''s name claims.';
COMMENT ON COLUMN captures.http_status IS 'HTTP status; null for files.';
COMMENT ON COLUMN captures.captured_at IS 'When the bytes were received.';
COMMENT ON COLUMN captures.run_id IS 'The run that received them.';
COMMENT ON COLUMN captures.opt_outs IS 'What the site said against keeping the page or training on it, such as noai, noarchive, tdm-reservation=1, ai-train=no; null if it was not examined.';

COMMENT ON TABLE schema_migrations IS 'One row per numbered step of schemas/tables that made this database.';
COMMENT ON COLUMN schema_migrations.name IS 'File name of the step; `views` and a digest for the form of all views.';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When the step was applied.';

COMMENT ON TABLE claims IS 'What a feed or sitemap said of an address: one row per distinct claim. Never taken for the article''s own title, author or date.';
COMMENT ON COLUMN claims.source_id IS 'The source that said it.';
COMMENT ON COLUMN claims.address_id IS 'The address it was said of; equals article_id where that address has an article.';
COMMENT ON COLUMN claims.run_id IS 'The run in which it was said first.';
COMMENT ON COLUMN claims.title IS 'Title, markup taken off.';
COMMENT ON COLUMN claims.author IS 'Authors as one text.';
COMMENT ON COLUMN claims.summary IS 'Summary, markup taken off, at most 2,000 characters.';
COMMENT ON COLUMN claims.language IS 'Language, as it was written.';
COMMENT ON COLUMN claims.published_at IS 'Time of publication; null where none was said, it was no date, or more than 48 hours ahead.';
COMMENT ON COLUMN claims.modified_at IS 'Time of the last change (a sitemap''s lastmod, Atom''s updated); null likewise.';
COMMENT ON COLUMN claims.published_said IS 'published_at as it was said, in ISO 8601: a day, or a time with the zone that was said, if any; null where it was said before this was kept.';
COMMENT ON COLUMN claims.modified_said IS 'modified_at as it was said, in ISO 8601; null likewise.';
COMMENT ON COLUMN claims.seen_at IS 'When it was said first.';
