-- Records of WARC files that are no candidates, each with its reason.
CREATE TABLE ops.passed_records (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    records INTEGER NOT NULL,
    warc_offset BIGINT,
    address_id UUID,
    url VARCHAR,
    captured_at TIMESTAMPTZ
);
