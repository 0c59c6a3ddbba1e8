-- What analysts read. Ids are UUIDv5 of what they stand for; versions are only ever added.

CREATE TABLE sources (
    source_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    location VARCHAR,
    homepage VARCHAR,
    language VARCHAR,
    country VARCHAR,
    first_seen_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE sources IS 'What articles are taken from: one row a source, declared in sources.yaml or named by hand.';
COMMENT ON COLUMN sources.source_id IS 'UUIDv5 of the name.';
COMMENT ON COLUMN sources.name IS 'Name in sources.yaml or in a manifest; for paths and addresses named by hand the folder, manifest or host.';
COMMENT ON COLUMN sources.kind IS 'files, manifest or urls.';
COMMENT ON COLUMN sources.location IS 'Folder, file or address the articles were found at.';
COMMENT ON COLUMN sources.homepage IS 'The outlet''s front page, as declared.';
COMMENT ON COLUMN sources.language IS 'Language the source is declared to write in (ISO 639-1).';
COMMENT ON COLUMN sources.country IS 'Country the source is declared to be of (ISO 3166-1 alpha-2).';
COMMENT ON COLUMN sources.first_seen_at IS 'When a run first took something from it.';

CREATE TABLE articles (
    article_id UUID NOT NULL,
    source_id UUID NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    current_version INTEGER NOT NULL,
    status VARCHAR NOT NULL
);
COMMENT ON TABLE articles IS 'One row an article: narrow and changing. Its texts are in article_versions.';
COMMENT ON COLUMN articles.article_id IS 'UUIDv5 of the address key: one address, one article.';
COMMENT ON COLUMN articles.source_id IS 'The source that first offered it.';
COMMENT ON COLUMN articles.url IS 'Address it was taken from: a web address, or a file''s URI where no web address is known.';
COMMENT ON COLUMN articles.canonical_url IS 'Address that the page of the current version declares as its own.';
COMMENT ON COLUMN articles.first_seen_at IS 'Capture time of the first version.';
COMMENT ON COLUMN articles.last_seen_at IS 'When a run last found it, changed or not.';
COMMENT ON COLUMN articles.current_version IS 'Number of the newest version, from 1.';
COMMENT ON COLUMN articles.status IS 'live, or gone once its source has removed it.';

CREATE TABLE article_versions (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    content_hash UUID NOT NULL,
    text_hash UUID NOT NULL,
    title VARCHAR,
    headline VARCHAR,
    description VARCHAR USING COMPRESSION zstd,
    body VARCHAR USING COMPRESSION zstd,
    language VARCHAR,
    place VARCHAR,
    section VARCHAR,
    published_at TIMESTAMPTZ,
    published_precision VARCHAR,
    modified_at TIMESTAMPTZ,
    word_count INTEGER NOT NULL,
    is_free BOOLEAN,
    image_url VARCHAR,
    sitename VARCHAR,
    page_kind VARCHAR NOT NULL,
    title_from VARCHAR,
    published_from VARCHAR,
    authors_from VARCHAR,
    language_from VARCHAR,
    flags VARCHAR[] NOT NULL,
    capture_id UUID NOT NULL,
    extractor VARCHAR NOT NULL,
    extractor_version VARCHAR,
    run_id VARCHAR NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE article_versions IS 'One row a content of an article; a changed title or text adds a row, nothing is overwritten.';
COMMENT ON COLUMN article_versions.article_id IS 'The article.';
COMMENT ON COLUMN article_versions.version IS 'From 1, in the order of loading.';
COMMENT ON COLUMN article_versions.content_hash IS 'First 128 bits of the SHA-256 of title and body with white space folded.';
COMMENT ON COLUMN article_versions.text_hash IS 'The same of the body alone: equal for the same text under another address or title.';
COMMENT ON COLUMN article_versions.title IS 'Title as the publisher names the article, without the site''s name.';
COMMENT ON COLUMN article_versions.headline IS 'The heading that readers see on the page; often longer than the title.';
COMMENT ON COLUMN article_versions.description IS 'Summary that the publisher wrote for search engines and feeds.';
COMMENT ON COLUMN article_versions.body IS 'The text: paragraphs with a blank line between.';
COMMENT ON COLUMN article_versions.language IS 'Language of the text (ISO 639-1).';
COMMENT ON COLUMN article_versions.place IS 'Place named in the dateline that begins the text.';
COMMENT ON COLUMN article_versions.section IS 'Section of the outlet.';
COMMENT ON COLUMN article_versions.published_at IS 'When it was published (UTC); a day without time stands as its midnight.';
COMMENT ON COLUMN article_versions.published_precision IS 'How exactly published_at is known: day, minute or second.';
COMMENT ON COLUMN article_versions.modified_at IS 'When the publisher says it last changed (UTC).';
COMMENT ON COLUMN article_versions.word_count IS 'Words of the body, parted by white space.';
COMMENT ON COLUMN article_versions.is_free IS 'Whether the publisher says that everybody may read all of it; null where nothing is said.';
COMMENT ON COLUMN article_versions.image_url IS 'Address of the lead image.';
COMMENT ON COLUMN article_versions.sitename IS 'Name that the page gives its site.';
COMMENT ON COLUMN article_versions.page_kind IS 'article or live_blog; other kinds of pages are held.';
COMMENT ON COLUMN article_versions.title_from IS 'Who said the title: manifest, front_matter, json_ld, open_graph, h1, trafilatura, derived.';
COMMENT ON COLUMN article_versions.published_from IS 'Who said the date: manifest, front_matter, json_ld, open_graph, meta, time, htmldate.';
COMMENT ON COLUMN article_versions.authors_from IS 'Who said the authors: manifest, front_matter, json_ld, meta, trafilatura.';
COMMENT ON COLUMN article_versions.language_from IS 'Who said the language: manifest, front_matter, html_lang, json_ld, meta, or source (as declared).';
COMMENT ON COLUMN article_versions.flags IS 'Ids of the checks that this version failed without being held.';
COMMENT ON COLUMN article_versions.capture_id IS 'The capture it was made from.';
COMMENT ON COLUMN article_versions.extractor IS 'What made text of the capture: trafilatura for pages, broadsheet for plain text and Markdown.';
COMMENT ON COLUMN article_versions.extractor_version IS 'Version of the extractor.';
COMMENT ON COLUMN article_versions.run_id IS 'The run that loaded it.';
COMMENT ON COLUMN article_versions.loaded_at IS 'When it was loaded.';

CREATE TABLE article_urls (
    url VARCHAR NOT NULL,
    article_id UUID NOT NULL,
    relation VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE article_urls IS 'Every address that led to an article.';
COMMENT ON COLUMN article_urls.url IS 'The address as it was written.';
COMMENT ON COLUMN article_urls.article_id IS 'The article it leads to.';
COMMENT ON COLUMN article_urls.relation IS 'address (taken from), final (after redirects), canonical (declared by the page), alias (same text elsewhere).';
COMMENT ON COLUMN article_urls.first_seen_at IS 'When it first led there.';

CREATE TABLE authors (
    author_id UUID NOT NULL,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE authors IS 'People and agencies named as authors, each once: names that differ only in case or spacing are one.';
COMMENT ON COLUMN authors.author_id IS 'UUIDv5 of the folded name.';
COMMENT ON COLUMN authors.name IS 'The name as it was first written.';

CREATE TABLE article_authors (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    author_id UUID NOT NULL
);
COMMENT ON TABLE article_authors IS 'Who is named as author of a version, in the order of the byline.';
COMMENT ON COLUMN article_authors.article_id IS 'The article.';
COMMENT ON COLUMN article_authors.version IS 'Its version.';
COMMENT ON COLUMN article_authors.position IS 'Place in the byline, from 1.';
COMMENT ON COLUMN article_authors.author_id IS 'The author.';

CREATE TABLE paragraphs (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);
COMMENT ON TABLE paragraphs IS 'Where each paragraph stands in the body of its version; the view paragraph_texts gives the text.';
COMMENT ON COLUMN paragraphs.article_id IS 'The article.';
COMMENT ON COLUMN paragraphs.version IS 'Its version.';
COMMENT ON COLUMN paragraphs.position IS 'Number of the paragraph, from 1.';
COMMENT ON COLUMN paragraphs.char_start IS 'First character, counted in code points from 0.';
COMMENT ON COLUMN paragraphs.char_end IS 'Behind the last character.';

CREATE TABLE links (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    host VARCHAR NOT NULL,
    anchor VARCHAR
);
COMMENT ON TABLE links IS 'Links inside the text of a version (not menus, teasers or footers).';
COMMENT ON COLUMN links.article_id IS 'The article.';
COMMENT ON COLUMN links.version IS 'Its version.';
COMMENT ON COLUMN links.position IS 'Number of the link, from 1, in the order of the page.';
COMMENT ON COLUMN links.url IS 'Absolute address it leads to.';
COMMENT ON COLUMN links.host IS 'Host of that address.';
COMMENT ON COLUMN links.anchor IS 'Words that are linked.';

CREATE TABLE tags (
    tag_id UUID NOT NULL,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE tags IS 'Keywords and topics that publishers give articles, each once whatever its case.';
COMMENT ON COLUMN tags.tag_id IS 'UUIDv5 of the folded name.';
COMMENT ON COLUMN tags.name IS 'The tag as it was first written.';

CREATE TABLE article_tags (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    tag_id UUID NOT NULL
);
COMMENT ON TABLE article_tags IS 'The tags of a version.';
COMMENT ON COLUMN article_tags.article_id IS 'The article.';
COMMENT ON COLUMN article_tags.version IS 'Its version.';
COMMENT ON COLUMN article_tags.position IS 'Place in the publisher''s list, from 1.';
COMMENT ON COLUMN article_tags.tag_id IS 'The tag.';

CREATE TABLE captures (
    capture_id UUID NOT NULL,
    address_id UUID NOT NULL,
    url VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL,
    warc_length BIGINT NOT NULL,
    payload_sha256 VARCHAR NOT NULL,
    payload_bytes BIGINT NOT NULL,
    content_type VARCHAR,
    http_status SMALLINT,
    captured_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE captures IS 'The raw bytes that articles were made from, each a record in the WARC archive.';
COMMENT ON COLUMN captures.capture_id IS 'Id of the capture.';
COMMENT ON COLUMN captures.address_id IS 'UUIDv5 of the address key; the article_id of the article at that address.';
COMMENT ON COLUMN captures.url IS 'Address the bytes came from, after redirects; a file''s URI for files.';
COMMENT ON COLUMN captures.warc_file IS 'WARC file, relative to the archive folder.';
COMMENT ON COLUMN captures.warc_offset IS 'First byte of the record in that file.';
COMMENT ON COLUMN captures.warc_length IS 'Bytes of the record in that file (a gzip member of its own).';
COMMENT ON COLUMN captures.payload_sha256 IS 'SHA-256 of the bytes as received.';
COMMENT ON COLUMN captures.payload_bytes IS 'How many bytes were received.';
COMMENT ON COLUMN captures.content_type IS 'Type that the server or the file''s name claims.';
COMMENT ON COLUMN captures.http_status IS 'HTTP status; null for files.';
COMMENT ON COLUMN captures.captured_at IS 'When the bytes were got.';
COMMENT ON COLUMN captures.run_id IS 'The run that got them.';
