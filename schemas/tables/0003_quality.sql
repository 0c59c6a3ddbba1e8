-- What the checks said. Every figure of quality comes from these tables.

CREATE SCHEMA quality;

CREATE TABLE quality.validation_runs (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    suite VARCHAR NOT NULL,
    articles INTEGER NOT NULL,
    held INTEGER NOT NULL,
    validated_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE quality.validation_runs IS 'One row a batch that was judged.';
COMMENT ON COLUMN quality.validation_runs.run_id IS 'The run.';
COMMENT ON COLUMN quality.validation_runs.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.validation_runs.suite IS 'Suite of checks: articles.';
COMMENT ON COLUMN quality.validation_runs.articles IS 'Articles judged.';
COMMENT ON COLUMN quality.validation_runs.held IS 'Articles held back.';
COMMENT ON COLUMN quality.validation_runs.validated_at IS 'When the results were recorded.';

CREATE TABLE quality.expectation_results (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    check_id VARCHAR NOT NULL,
    expectation VARCHAR NOT NULL,
    column_name VARCHAR,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    evaluated INTEGER NOT NULL,
    unexpected INTEGER NOT NULL,
    message VARCHAR
);
COMMENT ON TABLE quality.expectation_results IS 'One row a check a batch.';
COMMENT ON COLUMN quality.expectation_results.run_id IS 'The run.';
COMMENT ON COLUMN quality.expectation_results.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.expectation_results.check_id IS 'The check, as in schemas/expectations/articles.yaml.';
COMMENT ON COLUMN quality.expectation_results.expectation IS 'The Great Expectations expectation it is made of.';
COMMENT ON COLUMN quality.expectation_results.column_name IS 'The feature it looks at.';
COMMENT ON COLUMN quality.expectation_results.severity IS 'How loud: critical, warning or info.';
COMMENT ON COLUMN quality.expectation_results.action IS 'What a failure does: quarantine, flag or stop.';
COMMENT ON COLUMN quality.expectation_results.status IS 'pass, fail, or error where it could not be evaluated.';
COMMENT ON COLUMN quality.expectation_results.evaluated IS 'Articles looked at.';
COMMENT ON COLUMN quality.expectation_results.unexpected IS 'Articles that failed it.';
COMMENT ON COLUMN quality.expectation_results.message IS 'Error: what went wrong.';

CREATE TABLE quality.row_failures (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    position INTEGER NOT NULL,
    article_id UUID NOT NULL,
    check_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    observed VARCHAR
);
COMMENT ON TABLE quality.row_failures IS 'One row an article a check that it failed.';
COMMENT ON COLUMN quality.row_failures.run_id IS 'The run.';
COMMENT ON COLUMN quality.row_failures.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.row_failures.position IS 'The candidate''s number in the run.';
COMMENT ON COLUMN quality.row_failures.article_id IS 'The article, by its address; it is in articles only if it was ever loaded.';
COMMENT ON COLUMN quality.row_failures.check_id IS 'The check.';
COMMENT ON COLUMN quality.row_failures.severity IS 'How loud.';
COMMENT ON COLUMN quality.row_failures.action IS 'What the failure did.';
COMMENT ON COLUMN quality.row_failures.observed IS 'Value of the feature that failed, as text.';

CREATE TABLE quality.quarantine (
    quarantine_id UUID NOT NULL,
    article_id UUID NOT NULL,
    source_id UUID NOT NULL,
    run_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    checks VARCHAR[] NOT NULL,
    capture_id UUID NOT NULL,
    record JSON USING COMPRESSION zstd,
    state VARCHAR NOT NULL,
    held_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE quality.quarantine IS 'Articles held back, each with all of its reasons, its clean record and its capture.';
COMMENT ON COLUMN quality.quarantine.quarantine_id IS 'Id of the hold: the id of the capture that was judged.';
COMMENT ON COLUMN quality.quarantine.article_id IS 'The article, by its address.';
COMMENT ON COLUMN quality.quarantine.source_id IS 'The source that offered it.';
COMMENT ON COLUMN quality.quarantine.run_id IS 'The run that held it.';
COMMENT ON COLUMN quality.quarantine.position IS 'The candidate''s number in that run.';
COMMENT ON COLUMN quality.quarantine.url IS 'Its address.';
COMMENT ON COLUMN quality.quarantine.title IS 'Its title.';
COMMENT ON COLUMN quality.quarantine.checks IS 'Ids of all checks that hold it.';
COMMENT ON COLUMN quality.quarantine.capture_id IS 'Its raw bytes.';
COMMENT ON COLUMN quality.quarantine.record IS 'The clean record as it would have been loaded.';
COMMENT ON COLUMN quality.quarantine.state IS 'open, or superseded once a later capture of the same address was judged.';
COMMENT ON COLUMN quality.quarantine.held_at IS 'When it was held.';

CREATE TABLE quality.batch_metrics (
    run_id VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    metric VARCHAR NOT NULL,
    value DOUBLE NOT NULL
);
COMMENT ON TABLE quality.batch_metrics IS 'Figures of a batch that are watched over time.';
COMMENT ON COLUMN quality.batch_metrics.run_id IS 'The run.';
COMMENT ON COLUMN quality.batch_metrics.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.batch_metrics.metric IS 'Name of the figure, such as articles, held, mean_words, share_without_date.';
COMMENT ON COLUMN quality.batch_metrics.value IS 'The figure.';
