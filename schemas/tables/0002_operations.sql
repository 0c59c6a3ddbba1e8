-- What happened: runs, attempts, outcomes. For the people who answer for the pipeline.

CREATE SCHEMA ops;

CREATE TABLE ops.runs (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    inputs VARCHAR[] NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    status VARCHAR NOT NULL,
    discovered INTEGER NOT NULL,
    resumed BOOLEAN NOT NULL,
    warnings VARCHAR[] NOT NULL
);
COMMENT ON TABLE ops.runs IS 'One row a run of a flow.';
COMMENT ON COLUMN ops.runs.run_id IS 'Start time and a random part: sorts by time.';
COMMENT ON COLUMN ops.runs.flow IS 'Name of the flow.';
COMMENT ON COLUMN ops.runs.inputs IS 'Paths, addresses and sources that were asked for.';
COMMENT ON COLUMN ops.runs.started_at IS 'When it started.';
COMMENT ON COLUMN ops.runs.ended_at IS 'When its last batch was loaded and its outcomes were added up; null while it runs.';
COMMENT ON COLUMN ops.runs.status IS 'running, completed, completed_with_quarantine, source_failed.';
COMMENT ON COLUMN ops.runs.discovered IS 'Candidates offered; equals the number of its outcomes.';
COMMENT ON COLUMN ops.runs.resumed IS 'Whether it was cut off and completed by a later process.';
COMMENT ON COLUMN ops.runs.warnings IS 'What a person should know, in words.';

CREATE TABLE ops.batches (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    candidates INTEGER NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.batches IS 'One row a batch that was loaded: a batch that stands here is not loaded again.';
COMMENT ON COLUMN ops.batches.run_id IS 'The run.';
COMMENT ON COLUMN ops.batches.batch IS 'Number of the batch, from 1.';
COMMENT ON COLUMN ops.batches.candidates IS 'Candidates in it.';
COMMENT ON COLUMN ops.batches.loaded_at IS 'When its transaction was committed.';

CREATE TABLE ops.outcomes (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source_id UUID NOT NULL,
    address_id UUID NOT NULL,
    url VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    checks VARCHAR[] NOT NULL,
    detail VARCHAR,
    retryable BOOLEAN NOT NULL,
    next_attempt_at TIMESTAMPTZ,
    article_id UUID,
    version INTEGER,
    capture_id UUID,
    recorded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.outcomes IS 'How each candidate of each run ended: exactly one row a candidate a run.';
COMMENT ON COLUMN ops.outcomes.run_id IS 'The run.';
COMMENT ON COLUMN ops.outcomes.position IS 'The candidate''s number in the run, from 0.';
COMMENT ON COLUMN ops.outcomes.source_id IS 'The source that offered it.';
COMMENT ON COLUMN ops.outcomes.address_id IS 'UUIDv5 of its address key.';
COMMENT ON COLUMN ops.outcomes.url IS 'Its address as the source wrote it, or a file''s URI.';
COMMENT ON COLUMN ops.outcomes.status IS 'loaded, unchanged, alias, quarantined, refused or failed.';
COMMENT ON COLUMN ops.outcomes.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN ops.outcomes.checks IS 'Quarantined: ids of all checks that hold it.';
COMMENT ON COLUMN ops.outcomes.detail IS 'What exactly happened, to which input.';
COMMENT ON COLUMN ops.outcomes.retryable IS 'Whether trying the same again later can help.';
COMMENT ON COLUMN ops.outcomes.next_attempt_at IS 'When to try again; null where there is nothing to try.';
COMMENT ON COLUMN ops.outcomes.article_id IS 'The article it is, or is an alias of.';
COMMENT ON COLUMN ops.outcomes.version IS 'Loaded: the version that was added.';
COMMENT ON COLUMN ops.outcomes.capture_id IS 'Its new capture, where there is one.';
COMMENT ON COLUMN ops.outcomes.recorded_at IS 'When this was decided.';

CREATE TABLE ops.fetches (
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    http_status SMALLINT,
    reason VARCHAR,
    ip VARCHAR,
    redirects SMALLINT NOT NULL,
    payload_bytes BIGINT,
    elapsed_ms INTEGER NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.fetches IS 'One row an attempt to fetch an address over the network.';
COMMENT ON COLUMN ops.fetches.run_id IS 'The run.';
COMMENT ON COLUMN ops.fetches.position IS 'The candidate''s number in the run.';
COMMENT ON COLUMN ops.fetches.attempt IS 'Number of the attempt in this run, from 1.';
COMMENT ON COLUMN ops.fetches.url IS 'Address asked for.';
COMMENT ON COLUMN ops.fetches.final_url IS 'Address that answered, after redirects.';
COMMENT ON COLUMN ops.fetches.http_status IS 'HTTP status; null where no answer came.';
COMMENT ON COLUMN ops.fetches.reason IS 'Why it gave no new content; null where it did.';
COMMENT ON COLUMN ops.fetches.ip IS 'Address of the machine that answered.';
COMMENT ON COLUMN ops.fetches.redirects IS 'Redirects followed.';
COMMENT ON COLUMN ops.fetches.payload_bytes IS 'Bytes of content as received.';
COMMENT ON COLUMN ops.fetches.elapsed_ms IS 'Milliseconds from asking to the last byte, waiting for a turn included.';
COMMENT ON COLUMN ops.fetches.fetched_at IS 'When the answer was there.';

CREATE TABLE ops.addresses (
    address_id UUID NOT NULL,
    source_id UUID NOT NULL,
    last_run_id VARCHAR NOT NULL,
    last_payloads VARCHAR[] NOT NULL,
    last_status VARCHAR NOT NULL,
    last_reason VARCHAR NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.addresses IS 'What is known of each address that ever was a candidate: decides whether the same bytes need a second look.';
COMMENT ON COLUMN ops.addresses.address_id IS 'UUIDv5 of the address key.';
COMMENT ON COLUMN ops.addresses.source_id IS 'The source that offered it last.';
COMMENT ON COLUMN ops.addresses.last_run_id IS 'The last run in which it ended otherwise than unchanged.';
COMMENT ON COLUMN ops.addresses.last_payloads IS 'SHA-256 of what it held in that run, where that was judged for good; empty where it is to be looked at again.';
COMMENT ON COLUMN ops.addresses.last_status IS 'Status it ended with then.';
COMMENT ON COLUMN ops.addresses.last_reason IS 'Reason it ended with then.';
COMMENT ON COLUMN ops.addresses.last_seen_at IS 'When it was last a candidate.';
