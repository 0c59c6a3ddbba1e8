-- What search reads: plain tables, in which every load writes the words of what it adds. The macro search() asks them.

CREATE SCHEMA search;

CREATE TABLE search.documents (
    document INTEGER NOT NULL,
    article_id UUID NOT NULL,
    version INTEGER NOT NULL,
    source_id UUID NOT NULL,
    published_at TIMESTAMPTZ,
    length INTEGER NOT NULL
);

CREATE TABLE search.fresh_words (
    term VARCHAR NOT NULL,
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    weight UTINYINT NOT NULL
);

CREATE TABLE search.postings (
    term VARCHAR NOT NULL,
    document INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    positions INTEGER[] NOT NULL
);

CREATE TABLE search.segments (
    first_document INTEGER NOT NULL,
    last_document INTEGER NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
