-- When each source and each address is asked again, and what is sent along so that the server may say: nothing new.

ALTER TABLE ops.addresses ADD COLUMN url VARCHAR;
ALTER TABLE ops.addresses ADD COLUMN asked_at TIMESTAMPTZ;
ALTER TABLE ops.addresses ADD COLUMN changed_at TIMESTAMPTZ;
ALTER TABLE ops.addresses ADD COLUMN ask_again_at TIMESTAMPTZ;
ALTER TABLE ops.addresses ADD COLUMN tries SMALLINT DEFAULT 0;
ALTER TABLE ops.addresses ADD COLUMN answered_url VARCHAR;
ALTER TABLE ops.addresses ADD COLUMN etag VARCHAR;
ALTER TABLE ops.addresses ADD COLUMN last_modified VARCHAR;
ALTER TABLE ops.addresses ADD COLUMN answered_at TIMESTAMPTZ;
ALTER TABLE ops.addresses ADD COLUMN captured_url VARCHAR;
ALTER TABLE ops.addresses ADD COLUMN captured_at TIMESTAMPTZ;

ALTER TABLE ops.outcomes ADD COLUMN came_back BOOLEAN DEFAULT 'false';

ALTER TABLE ops.fetches ADD COLUMN detail VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN content_type VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN is_conditional BOOLEAN;
ALTER TABLE ops.fetches ADD COLUMN etag VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN last_modified VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN retry_at TIMESTAMPTZ;

CREATE TABLE ops.source_states (
    source_id UUID NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    next_ask_at TIMESTAMPTZ NOT NULL,
    interval_seconds INTEGER NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR,
    detail VARCHAR,
    failures INTEGER NOT NULL,
    items INTEGER NOT NULL,
    known_items INTEGER NOT NULL,
    most_per_hour DOUBLE NOT NULL
);

CREATE TABLE ops.documents (
    source_id UUID NOT NULL,
    url VARCHAR NOT NULL,
    answered_url VARCHAR NOT NULL,
    answered_at TIMESTAMPTZ NOT NULL,
    sha256 VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR
);
