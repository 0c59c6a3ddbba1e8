-- What is left of old results of audits and of old figures of batches, so that both can go.
ALTER TABLE quality.check_days ADD COLUMN column_name VARCHAR;
ALTER TABLE quality.check_days ADD COLUMN errors BIGINT;

CREATE TABLE quality.audit_days (
    day DATE NOT NULL,
    source_id UUID,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    observed DOUBLE,
    lowest DOUBLE,
    highest DOUBLE,
    history INTEGER NOT NULL,
    message VARCHAR,
    judgements BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    errors BIGINT NOT NULL
);

CREATE TABLE quality.metric_days (
    day DATE NOT NULL,
    metric VARCHAR NOT NULL,
    batches BIGINT NOT NULL,
    articles BIGINT NOT NULL,
    total DOUBLE NOT NULL,
    mean DOUBLE,
    least DOUBLE NOT NULL,
    most DOUBLE NOT NULL
);
