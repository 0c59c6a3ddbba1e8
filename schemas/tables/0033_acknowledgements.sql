-- What a person knows of and has said so: the quality page then no longer counts it.
CREATE TABLE quality.acknowledgements (
    source_id UUID NOT NULL,
    check_id VARCHAR,
    who VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    acknowledged_at TIMESTAMPTZ NOT NULL,
    until DATE NOT NULL
);
