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

CREATE TABLE article_urls (
    url VARCHAR NOT NULL,
    article_id UUID NOT NULL,
    relation VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE authors (
    author_id UUID NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE article_authors (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    author_id UUID NOT NULL
);

CREATE TABLE paragraphs (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);

CREATE TABLE links (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    host VARCHAR NOT NULL,
    anchor VARCHAR
);

CREATE TABLE tags (
    tag_id UUID NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE article_tags (
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    tag_id UUID NOT NULL
);

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
