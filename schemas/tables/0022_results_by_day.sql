-- What is left of old results of audits and of old figures of batches, so that both can go.
ALTER TABLE quality.check_days ADD COLUMN column_name VARCHAR;
ALTER TABLE quality.check_days ADD COLUMN errors BIGINT;
COMMENT ON COLUMN quality.check_days.column_name IS 'The feature it looked at; null for days that became figures before this was kept.';
COMMENT ON COLUMN quality.check_days.errors IS 'Batches for which it could not be evaluated.';

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
COMMENT ON TABLE quality.audit_days IS 'What is left of audit_results of days that are older than the setting keep_results_days: one row a day, source and check, with the last word on it.';
COMMENT ON COLUMN quality.audit_days.day IS 'The day (UTC) that was looked at.';
COMMENT ON COLUMN quality.audit_days.source_id IS 'The source; null for checks of the warehouse as a whole.';
COMMENT ON COLUMN quality.audit_days.check_id IS 'The check.';
COMMENT ON COLUMN quality.audit_days.severity IS 'How loud: critical, warning or info.';
COMMENT ON COLUMN quality.audit_days.action IS 'What a failure did: flag or stop.';
COMMENT ON COLUMN quality.audit_days.status IS 'How the last audit of the day ended: pass, fail, error or insufficient_history.';
COMMENT ON COLUMN quality.audit_days.observed IS 'The figure of that day; null where there was nothing to measure.';
COMMENT ON COLUMN quality.audit_days.lowest IS 'Least that passed; null where any was little enough.';
COMMENT ON COLUMN quality.audit_days.highest IS 'Most that passed; null where none was too much.';
COMMENT ON COLUMN quality.audit_days.history IS 'Earlier days that the bounds were learned from; 0 for fixed bounds.';
COMMENT ON COLUMN quality.audit_days.message IS 'Error or too little history: why.';
COMMENT ON COLUMN quality.audit_days.judgements IS 'Audits that judged the day, too little history left out.';
COMMENT ON COLUMN quality.audit_days.failures IS 'Those that found a failure.';
COMMENT ON COLUMN quality.audit_days.errors IS 'Those that could not evaluate the check.';

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
COMMENT ON TABLE quality.metric_days IS 'What is left of batch_metrics that are older than the setting keep_results_days: one row a day and figure.';
COMMENT ON COLUMN quality.metric_days.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN quality.metric_days.metric IS 'Name of the figure, such as articles, held, mean_characters, share_without_date.';
COMMENT ON COLUMN quality.metric_days.batches IS 'Batches that had it.';
COMMENT ON COLUMN quality.metric_days.articles IS 'Articles in them.';
COMMENT ON COLUMN quality.metric_days.total IS 'Sum over the batches; meant for figures that count.';
COMMENT ON COLUMN quality.metric_days.mean IS 'Mean over the batches, weighted by their articles; meant for means and shares. Null where no batch had articles.';
COMMENT ON COLUMN quality.metric_days.least IS 'Least of any batch.';
COMMENT ON COLUMN quality.metric_days.most IS 'Most of any batch.';
