-- Under which names was a source known before, who changed it, and what was forgotten?
ALTER TABLE sources ADD COLUMN former_names VARCHAR[];

CREATE TABLE ops.source_changes (
    changed_at TIMESTAMPTZ NOT NULL,
    change VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    new_name VARCHAR,
    source_id UUID NOT NULL,
    who VARCHAR NOT NULL,
    reason VARCHAR
);

CREATE TABLE ops.forgotten (
    key VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    forgotten_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE ops.forgettings (
    forgotten_at TIMESTAMPTZ NOT NULL,
    who VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    articles INTEGER NOT NULL,
    addresses INTEGER NOT NULL,
    captures INTEGER NOT NULL
);

CREATE TABLE quality.mutes (
    check_id VARCHAR,
    source_id UUID,
    until DATE NOT NULL,
    who VARCHAR NOT NULL,
    reason VARCHAR,
    muted_at TIMESTAMPTZ NOT NULL
);
