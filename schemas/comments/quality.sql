-- What do the tables and columns of the schema quality mean (checks, held articles and audits)? Columns of articles and their versions: schemas/fields.py.
COMMENT ON TABLE quality.validation_runs IS 'One row per batch that was judged.';
COMMENT ON COLUMN quality.validation_runs.run_id IS 'The run.';
COMMENT ON COLUMN quality.validation_runs.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.validation_runs.suite IS 'Suite of checks: articles.';
COMMENT ON COLUMN quality.validation_runs.articles IS 'Articles judged.';
COMMENT ON COLUMN quality.validation_runs.held IS 'Articles held back.';
COMMENT ON COLUMN quality.validation_runs.validated_at IS 'When the results were recorded.';

COMMENT ON TABLE quality.expectation_results IS 'One row per check a batch.';
COMMENT ON COLUMN quality.expectation_results.run_id IS 'The run.';
COMMENT ON COLUMN quality.expectation_results.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.expectation_results.check_id IS 'The check, as in schemas/expectations/articles.yaml.';
COMMENT ON COLUMN quality.expectation_results.expectation IS 'Its expectation in Great Expectations.';
COMMENT ON COLUMN quality.expectation_results.column_name IS 'The feature that it judges.';
COMMENT ON COLUMN quality.expectation_results.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN quality.expectation_results.action IS 'What a failure does: quarantine, flag or stop.';
COMMENT ON COLUMN quality.expectation_results.status IS 'pass, fail, or error where it could not be evaluated.';
COMMENT ON COLUMN quality.expectation_results.evaluated IS 'Articles judged.';
COMMENT ON COLUMN quality.expectation_results.unexpected IS 'Articles that failed it.';
COMMENT ON COLUMN quality.expectation_results.message IS 'Error: what went wrong.';

COMMENT ON TABLE quality.row_failures IS 'One row per article a check that it failed.';
COMMENT ON COLUMN quality.row_failures.run_id IS 'The run.';
COMMENT ON COLUMN quality.row_failures.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.row_failures.position IS 'The candidate''s number in the run.';
COMMENT ON COLUMN quality.row_failures.article_id IS 'The article, by its address; it is in articles only if it was ever loaded.';
COMMENT ON COLUMN quality.row_failures.check_id IS 'The check.';
COMMENT ON COLUMN quality.row_failures.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN quality.row_failures.action IS 'What the failure did.';
COMMENT ON COLUMN quality.row_failures.observed IS 'Value of the feature that failed, as text.';
COMMENT ON COLUMN quality.row_failures.bound IS 'What the check asks of the feature, in words.';

COMMENT ON TABLE quality.quarantine IS 'One row per held article, with all of its reasons, its clean record and its capture.';
COMMENT ON COLUMN quality.quarantine.quarantine_id IS 'Id of the hold: the id of the capture that was judged. The same capture judged again is the same hold.';
COMMENT ON COLUMN quality.quarantine.article_id IS 'The article, by its address.';
COMMENT ON COLUMN quality.quarantine.source_id IS 'The source that offered it.';
COMMENT ON COLUMN quality.quarantine.run_id IS 'The run that judged it last.';
COMMENT ON COLUMN quality.quarantine.position IS 'The candidate''s number in that run.';
COMMENT ON COLUMN quality.quarantine.url IS 'Its address.';
COMMENT ON COLUMN quality.quarantine.title IS 'Its title.';
COMMENT ON COLUMN quality.quarantine.checks IS 'Ids of all checks that hold it.';
COMMENT ON COLUMN quality.quarantine.capture_id IS 'Its raw bytes.';
COMMENT ON COLUMN quality.quarantine.record IS 'The clean record as it would have been loaded.';
COMMENT ON COLUMN quality.quarantine.state IS 'open; released or discarded by a person; passed once it was judged again and let in; superseded once a later capture of the same address was judged.';
COMMENT ON COLUMN quality.quarantine.held_at IS 'When it was first held.';

COMMENT ON TABLE quality.batch_metrics IS 'One row per batch and figure of it that is watched over time.';
COMMENT ON COLUMN quality.batch_metrics.run_id IS 'The run.';
COMMENT ON COLUMN quality.batch_metrics.batch IS 'Number of the batch.';
COMMENT ON COLUMN quality.batch_metrics.metric IS 'Name of the figure, such as articles, held, mean_words, share_without_date.';
COMMENT ON COLUMN quality.batch_metrics.value IS 'The figure.';

COMMENT ON TABLE quality.hold_events IS 'The history of every hold: one row each time that it was held, judged again, released, discarded or superseded. Rows are only added.';
COMMENT ON COLUMN quality.hold_events.quarantine_id IS 'The hold.';
COMMENT ON COLUMN quality.hold_events.state IS 'The state it had from then on; quality.quarantine has the last one.';
COMMENT ON COLUMN quality.hold_events.who IS 'Who did it: a person''s name, or checks.';
COMMENT ON COLUMN quality.hold_events.reason IS 'Why, in words; of checks: their ids.';
COMMENT ON COLUMN quality.hold_events.run_id IS 'The run in which it happened; null where a person only discarded it.';
COMMENT ON COLUMN quality.hold_events.happened_at IS 'When.';

COMMENT ON TABLE quality.audit_results IS 'What the checks of schemas/expectations/batches.yaml found in the warehouse: one row per check, day and source of each audit.';
COMMENT ON COLUMN quality.audit_results.run_id IS 'The audit.';
COMMENT ON COLUMN quality.audit_results.day IS 'The day (UTC) that was looked at.';
COMMENT ON COLUMN quality.audit_results.source_id IS 'The source; null for checks of the warehouse as a whole.';
COMMENT ON COLUMN quality.audit_results.check_id IS 'The check.';
COMMENT ON COLUMN quality.audit_results.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN quality.audit_results.action IS 'What a failure does: flag, or stop for an audit that ends as failed.';
COMMENT ON COLUMN quality.audit_results.status IS 'pass, fail, error, or insufficient_history where too little is known to judge.';
COMMENT ON COLUMN quality.audit_results.observed IS 'The figure of that day; null where there was nothing to measure.';
COMMENT ON COLUMN quality.audit_results.lowest IS 'Least value that passes; null without a lower bound.';
COMMENT ON COLUMN quality.audit_results.highest IS 'Greatest value that passes; null without an upper bound.';
COMMENT ON COLUMN quality.audit_results.history IS 'Earlier days that the bounds were learned from; 0 for fixed bounds.';
COMMENT ON COLUMN quality.audit_results.message IS 'Error or too little history: why.';

COMMENT ON TABLE quality.check_days IS 'What is left of expectation_results that are older than the setting keep_results_days: one row per check and day. The view check_pass_rates has both.';
COMMENT ON COLUMN quality.check_days.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN quality.check_days.check_id IS 'The check.';
COMMENT ON COLUMN quality.check_days.severity IS 'Its severity.';
COMMENT ON COLUMN quality.check_days.action IS 'What a failure did.';
COMMENT ON COLUMN quality.check_days.batches IS 'Batches judged.';
COMMENT ON COLUMN quality.check_days.batches_failed IS 'Batches with at least one article that failed it.';
COMMENT ON COLUMN quality.check_days.evaluated IS 'Articles judged.';
COMMENT ON COLUMN quality.check_days.unexpected IS 'Articles that failed it.';
COMMENT ON COLUMN quality.check_days.column_name IS 'The feature it looked at; null for days before this column existed.';
COMMENT ON COLUMN quality.check_days.errors IS 'Batches for which it could not be evaluated.';

COMMENT ON TABLE quality.failure_days IS 'What is left of row_failures that are older than the setting keep_results_days: one row per check, source and day.';
COMMENT ON COLUMN quality.failure_days.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN quality.failure_days.source_id IS 'The source.';
COMMENT ON COLUMN quality.failure_days.check_id IS 'The check.';
COMMENT ON COLUMN quality.failure_days.severity IS 'Its severity.';
COMMENT ON COLUMN quality.failure_days.action IS 'What a failure did.';
COMMENT ON COLUMN quality.failure_days.articles IS 'Articles that failed it.';

COMMENT ON TABLE quality.audit_days IS 'What is left of audit_results of days that are older than the setting keep_results_days: one row per day, source and check, with the last result.';
COMMENT ON COLUMN quality.audit_days.day IS 'The day (UTC) that was looked at.';
COMMENT ON COLUMN quality.audit_days.source_id IS 'The source; null for checks of the warehouse as a whole.';
COMMENT ON COLUMN quality.audit_days.check_id IS 'The check.';
COMMENT ON COLUMN quality.audit_days.severity IS 'Severity: critical, warning or info.';
COMMENT ON COLUMN quality.audit_days.action IS 'What a failure did: flag or stop.';
COMMENT ON COLUMN quality.audit_days.status IS 'How the last audit of the day ended: pass, fail, error or insufficient_history.';
COMMENT ON COLUMN quality.audit_days.observed IS 'The figure of that day; null where there was nothing to measure.';
COMMENT ON COLUMN quality.audit_days.lowest IS 'Least value that passed; null without a lower bound.';
COMMENT ON COLUMN quality.audit_days.highest IS 'Greatest value that passed; null without an upper bound.';
COMMENT ON COLUMN quality.audit_days.history IS 'Earlier days that the bounds were learned from; 0 for fixed bounds.';
COMMENT ON COLUMN quality.audit_days.message IS 'Error or too little history: why.';
COMMENT ON COLUMN quality.audit_days.judgements IS 'Audits that judged the day, too little history left out.';
COMMENT ON COLUMN quality.audit_days.failures IS 'Those that found a failure.';
COMMENT ON COLUMN quality.audit_days.errors IS 'Those that could not evaluate the check.';

COMMENT ON TABLE quality.metric_days IS 'What is left of batch_metrics that are older than the setting keep_results_days: one row per day and figure.';
COMMENT ON COLUMN quality.metric_days.day IS 'Day (UTC) of judging.';
COMMENT ON COLUMN quality.metric_days.metric IS 'Name of the figure, such as articles, held, mean_characters, share_without_date.';
COMMENT ON COLUMN quality.metric_days.batches IS 'Batches that had it.';
COMMENT ON COLUMN quality.metric_days.articles IS 'Articles in them.';
COMMENT ON COLUMN quality.metric_days.total IS 'Sum over the batches; meant for figures that count.';
COMMENT ON COLUMN quality.metric_days.mean IS 'Mean over the batches, weighted by their articles; meant for means and shares. Null where no batch had articles.';
COMMENT ON COLUMN quality.metric_days.least IS 'Least of any batch.';
COMMENT ON COLUMN quality.metric_days.most IS 'Most of any batch.';

COMMENT ON TABLE quality.acknowledgements IS 'One row per acknowledgement: a person knows of a problem of a source. The newest of a source and check counts.';
COMMENT ON COLUMN quality.acknowledgements.source_id IS 'The source.';
COMMENT ON COLUMN quality.acknowledgements.check_id IS 'The check; null for every problem that the source has then.';
COMMENT ON COLUMN quality.acknowledgements.who IS 'Who knows of it.';
COMMENT ON COLUMN quality.acknowledgements.reason IS 'Why it is known, or what is done about it.';
COMMENT ON COLUMN quality.acknowledgements.acknowledged_at IS 'When it was acknowledged. A problem that began later is not covered.';
COMMENT ON COLUMN quality.acknowledgements.until IS 'The last day (UTC) on which it counts; before acknowledged_at where it was withdrawn.';

COMMENT ON TABLE quality.mutes IS 'One row per decision to mute a check, a source, or a check of a source in audits until a day.';
COMMENT ON COLUMN quality.mutes.check_id IS 'The check; null: all checks of the source.';
COMMENT ON COLUMN quality.mutes.source_id IS 'The source; null: of every source.';
COMMENT ON COLUMN quality.mutes.until IS 'The last day (UTC) that is muted; a day before the decision ends an earlier mute.';
COMMENT ON COLUMN quality.mutes.who IS 'Who decided.';
COMMENT ON COLUMN quality.mutes.reason IS 'Why.';
COMMENT ON COLUMN quality.mutes.muted_at IS 'When.';
