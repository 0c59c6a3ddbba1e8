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
COMMENT ON COLUMN ops.addresses.url IS 'Web addresses only: the address as it was asked for last.';
COMMENT ON COLUMN ops.addresses.asked_at IS 'Web addresses only: when it was last asked for; being offered is not enough.';
COMMENT ON COLUMN ops.addresses.changed_at IS 'Web addresses only: when it last ended otherwise than the time before.';
COMMENT ON COLUMN ops.addresses.ask_again_at IS 'When it is to be asked again, offered or not; null where it is left alone, unless a source says that it changed.';
COMMENT ON COLUMN ops.addresses.tries IS 'Failures in a row for a reason that may pass.';
COMMENT ON COLUMN ops.addresses.answered_url IS 'Where the last full answer came from, after redirects: the address that etag and last_modified are of.';
COMMENT ON COLUMN ops.addresses.etag IS 'ETag of the last full answer, as received.';
COMMENT ON COLUMN ops.addresses.last_modified IS 'Last-Modified of the last full answer, as received.';
COMMENT ON COLUMN ops.addresses.answered_at IS 'When the last full answer (HTTP 200) was had.';
COMMENT ON COLUMN ops.addresses.captured_url IS 'Where its last capture came from.';
COMMENT ON COLUMN ops.addresses.captured_at IS 'When its last capture was made.';

ALTER TABLE ops.outcomes ADD COLUMN came_back BOOLEAN DEFAULT 'false';
COMMENT ON COLUMN ops.outcomes.came_back IS 'Whether nobody offered it: its time to be asked again had come.';

ALTER TABLE ops.fetches ADD COLUMN detail VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN content_type VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN is_conditional BOOLEAN;
ALTER TABLE ops.fetches ADD COLUMN etag VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN last_modified VARCHAR;
ALTER TABLE ops.fetches ADD COLUMN retry_at TIMESTAMPTZ;
COMMENT ON COLUMN ops.fetches.detail IS 'What exactly happened, in words.';
COMMENT ON COLUMN ops.fetches.content_type IS 'Content-Type, as received.';
COMMENT ON COLUMN ops.fetches.is_conditional IS 'Whether it was asked for only in case that it changed.';
COMMENT ON COLUMN ops.fetches.etag IS 'ETag, as received.';
COMMENT ON COLUMN ops.fetches.last_modified IS 'Last-Modified, as received.';
COMMENT ON COLUMN ops.fetches.retry_at IS 'Until when the host asked to be left alone.';

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
COMMENT ON TABLE ops.source_states IS 'One row a source: when it was last asked, how that went, and when it is asked next by the schedule.';
COMMENT ON COLUMN ops.source_states.source_id IS 'The source.';
COMMENT ON COLUMN ops.source_states.asked_at IS 'When it was last asked.';
COMMENT ON COLUMN ops.source_states.next_ask_at IS 'When the schedule asks it next.';
COMMENT ON COLUMN ops.source_states.interval_seconds IS 'Seconds between two asks, as learned from how much of it was known already; a failing source waits longer.';
COMMENT ON COLUMN ops.source_states.status IS 'ok, unchanged (it said so itself, or the bytes were the same) or failed.';
COMMENT ON COLUMN ops.source_states.reason IS 'Failed: why; docs/outcomes.md explains each.';
COMMENT ON COLUMN ops.source_states.detail IS 'Failed: what exactly happened.';
COMMENT ON COLUMN ops.source_states.failures IS 'Failures in a row.';
COMMENT ON COLUMN ops.source_states.items IS 'Addresses it offered when it was last read.';
COMMENT ON COLUMN ops.source_states.known_items IS 'How many of these had been offered before.';
COMMENT ON COLUMN ops.source_states.most_per_hour IS 'New items an hour at its busiest, fading by half a week: keeps the interval short enough that none falls out of a feed unseen.';

CREATE TABLE ops.documents (
    source_id UUID NOT NULL,
    url VARCHAR NOT NULL,
    answered_url VARCHAR NOT NULL,
    answered_at TIMESTAMPTZ NOT NULL,
    sha256 VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR
);
COMMENT ON TABLE ops.documents IS 'The feeds and sitemaps that were read in full: one row a document, what it was at the last full answer.';
COMMENT ON COLUMN ops.documents.source_id IS 'The source it belongs to.';
COMMENT ON COLUMN ops.documents.url IS 'Address asked for.';
COMMENT ON COLUMN ops.documents.answered_url IS 'Where the last full answer came from, after redirects: the address that etag and last_modified are of.';
COMMENT ON COLUMN ops.documents.answered_at IS 'When the last full answer was had.';
COMMENT ON COLUMN ops.documents.sha256 IS 'SHA-256 of its bytes as received: decides whether it is the same again.';
COMMENT ON COLUMN ops.documents.etag IS 'ETag, as received.';
COMMENT ON COLUMN ops.documents.last_modified IS 'Last-Modified, as received.';
