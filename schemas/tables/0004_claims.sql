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
