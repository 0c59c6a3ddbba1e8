-- What do the tables and columns of the schema ops mean (runs, outcomes and what is remembered of sources and addresses)? Columns of articles and their versions: schemas/fields.py.
COMMENT ON TABLE ops.runs IS 'One row per run of a flow, unless it is older than the setting keep_runs_days.';
COMMENT ON COLUMN ops.runs.run_id IS 'Start time and a random part: sorts by time.';
COMMENT ON COLUMN ops.runs.flow IS 'ingest, replay (the archive read again), release (held articles let in by a person) or audit.';
COMMENT ON COLUMN ops.runs.inputs IS 'Paths, addresses and sources that were asked for.';
COMMENT ON COLUMN ops.runs.started_at IS 'When it started.';
COMMENT ON COLUMN ops.runs.ended_at IS 'When its last batch was loaded and its outcomes were added up; null while it runs.';
COMMENT ON COLUMN ops.runs.status IS 'running, completed, completed_with_quarantine, source_failed, quality_failed (an audit), given_up (cut off, and could not be completed: ops.run_events says why).';
COMMENT ON COLUMN ops.runs.discovered IS 'Candidates offered; equals the number of its outcomes.';
COMMENT ON COLUMN ops.runs.resumed IS 'Whether it was cut off and completed by a later process.';
COMMENT ON COLUMN ops.runs.warnings IS 'Warnings for a person.';

COMMENT ON TABLE ops.batches IS 'One row per batch that was loaded: a batch in this table is not loaded again.';
COMMENT ON COLUMN ops.batches.run_id IS 'The run.';
COMMENT ON COLUMN ops.batches.batch IS 'Number of the batch, from 1.';
COMMENT ON COLUMN ops.batches.candidates IS 'Candidates in it.';
COMMENT ON COLUMN ops.batches.loaded_at IS 'When its transaction was committed.';

COMMENT ON TABLE ops.outcomes IS 'How each candidate of each run ended: exactly one row per candidate a run. Of runs that retention removed, only the last outcome of each address stays.';
COMMENT ON COLUMN ops.outcomes.run_id IS 'The run.';
COMMENT ON COLUMN ops.outcomes.position IS 'The candidate''s number in the run, from 0.';
COMMENT ON COLUMN ops.outcomes.source_id IS 'The source that offered it.';
COMMENT ON COLUMN ops.outcomes.address_id IS 'UUIDv5 of its address key.';
COMMENT ON COLUMN ops.outcomes.url IS 'Its address as the source wrote it, or a file''s URI.';
COMMENT ON COLUMN ops.outcomes.status IS 'loaded, unchanged, alias, quarantined, refused or failed.';
COMMENT ON COLUMN ops.outcomes.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN ops.outcomes.checks IS 'Quarantined: ids of all checks that hold it.';
COMMENT ON COLUMN ops.outcomes.detail IS 'What exactly happened, to which input.';
COMMENT ON COLUMN ops.outcomes.retryable IS 'Whether a later retry can help.';
COMMENT ON COLUMN ops.outcomes.next_attempt_at IS 'Time of the next retry; null if there is none.';
COMMENT ON COLUMN ops.outcomes.article_id IS 'The article that it became, or whose alias it is.';
COMMENT ON COLUMN ops.outcomes.version IS 'Loaded: the version that was added.';
COMMENT ON COLUMN ops.outcomes.capture_id IS 'Its new capture, where there is one.';
COMMENT ON COLUMN ops.outcomes.recorded_at IS 'When this was decided.';
COMMENT ON COLUMN ops.outcomes.came_back IS 'True if no source offered it, but its time for another request had come.';

COMMENT ON TABLE ops.fetches IS 'One row per attempt to fetch an address over the network, unless it is older than the setting keep_fetches_days.';
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
COMMENT ON COLUMN ops.fetches.elapsed_ms IS 'Milliseconds from the request to the last byte, waiting for a turn included.';
COMMENT ON COLUMN ops.fetches.fetched_at IS 'When the answer was complete.';
COMMENT ON COLUMN ops.fetches.detail IS 'What exactly happened, in words.';
COMMENT ON COLUMN ops.fetches.content_type IS 'Content-Type, as received.';
COMMENT ON COLUMN ops.fetches.is_conditional IS 'Whether the request was conditional (If-None-Match, If-Modified-Since).';
COMMENT ON COLUMN ops.fetches.etag IS 'ETag, as received.';
COMMENT ON COLUMN ops.fetches.last_modified IS 'Last-Modified, as received.';
COMMENT ON COLUMN ops.fetches.retry_at IS 'End of the pause that the host asked for.';

COMMENT ON TABLE ops.addresses IS 'One row per address that ever was a candidate. It decides whether the same bytes are processed again.';
COMMENT ON COLUMN ops.addresses.address_id IS 'UUIDv5 of the address key.';
COMMENT ON COLUMN ops.addresses.source_id IS 'The source that offered it last.';
COMMENT ON COLUMN ops.addresses.last_run_id IS 'The last run in which it ended otherwise than unchanged.';
COMMENT ON COLUMN ops.addresses.last_payloads IS 'SHA-256 of its content in that run, if the content was judged completely; empty if it must be processed again.';
COMMENT ON COLUMN ops.addresses.last_status IS 'Status it ended with then.';
COMMENT ON COLUMN ops.addresses.last_reason IS 'Reason it ended with then.';
COMMENT ON COLUMN ops.addresses.last_seen_at IS 'When it was last a candidate.';
COMMENT ON COLUMN ops.addresses.url IS 'Web addresses only: the address as it was asked for last.';
COMMENT ON COLUMN ops.addresses.asked_at IS 'Web addresses only: when it was last asked for; being offered is not enough.';
COMMENT ON COLUMN ops.addresses.changed_at IS 'Web addresses only: when it last ended otherwise than the time before.';
COMMENT ON COLUMN ops.addresses.ask_again_at IS 'Time of its next request, whether it is offered or not; null if it is no longer requested, unless a source says that it changed.';
COMMENT ON COLUMN ops.addresses.tries IS 'Failures in a row for temporary reasons.';
COMMENT ON COLUMN ops.addresses.answered_url IS 'Where the last full answer came from, after redirects: the address that etag and last_modified are of.';
COMMENT ON COLUMN ops.addresses.etag IS 'ETag of the last full answer, as received.';
COMMENT ON COLUMN ops.addresses.last_modified IS 'Last-Modified of the last full answer, as received.';
COMMENT ON COLUMN ops.addresses.answered_at IS 'When the last full answer (HTTP 200) was received.';
COMMENT ON COLUMN ops.addresses.captured_url IS 'Where its last capture came from.';
COMMENT ON COLUMN ops.addresses.captured_at IS 'When its last capture was made.';
COMMENT ON COLUMN ops.addresses.missing_since IS 'Web addresses only: when it first answered 404 or 410; null once it answered with content again.';
COMMENT ON COLUMN ops.addresses.said_modified IS 'When it changed, as its source said when it was asked last: a report that proved false is ignored from then on.';
COMMENT ON COLUMN ops.addresses.manifest_digest IS 'Hash of what a manifest said of it last (title, authors, date, language, source): another one reaches a loaded article.';
COMMENT ON COLUMN ops.addresses.last_claim IS 'Hash of what a source said of it last (see claims), and of which source; null where nothing was said since this is kept.';

COMMENT ON TABLE ops.source_states IS 'One row per source: its last request, the result, and the time of the next request by the schedule.';
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
COMMENT ON COLUMN ops.source_states.most_per_hour IS 'New items per hour at its busiest time, halved each week: keeps the interval short enough that no item leaves the feed unseen.';

COMMENT ON TABLE ops.documents IS 'The feeds and sitemaps that were read in full: one row per document, what it was at the last full answer.';
COMMENT ON COLUMN ops.documents.source_id IS 'The source it belongs to.';
COMMENT ON COLUMN ops.documents.url IS 'Address asked for.';
COMMENT ON COLUMN ops.documents.answered_url IS 'Where the last full answer came from, after redirects: the address that etag and last_modified are of.';
COMMENT ON COLUMN ops.documents.answered_at IS 'When the last full answer was received.';
COMMENT ON COLUMN ops.documents.sha256 IS 'SHA-256 of its bytes as received: decides whether it is the same again.';
COMMENT ON COLUMN ops.documents.etag IS 'ETag, as received.';
COMMENT ON COLUMN ops.documents.last_modified IS 'Last-Modified, as received.';

COMMENT ON TABLE ops.archive_removals IS 'One row per WARC file that was removed from the archive for its age. What was made of its captures stays in the tables.';
COMMENT ON COLUMN ops.archive_removals.warc_file IS 'The file, relative to the archive folder.';
COMMENT ON COLUMN ops.archive_removals.bytes IS 'Its size.';
COMMENT ON COLUMN ops.archive_removals.captures IS 'Captures that were in it.';
COMMENT ON COLUMN ops.archive_removals.newest_at IS 'The newest of these captures; of a file without any, when it was written.';
COMMENT ON COLUMN ops.archive_removals.archive_days IS 'The setting archive_days at that time.';
COMMENT ON COLUMN ops.archive_removals.removed_at IS 'When it was decided; the file is removed right after.';

COMMENT ON TABLE ops.outcome_days IS 'Sums by day of outcomes that retention removed. For all outcomes of a day, add those that are still in ops.outcomes.';
COMMENT ON COLUMN ops.outcome_days.day IS 'Day (UTC) on which they were recorded.';
COMMENT ON COLUMN ops.outcome_days.source_id IS 'The source that offered them.';
COMMENT ON COLUMN ops.outcome_days.flow IS 'Flow of their runs.';
COMMENT ON COLUMN ops.outcome_days.status IS 'How they ended.';
COMMENT ON COLUMN ops.outcome_days.reason IS 'Why.';
COMMENT ON COLUMN ops.outcome_days.candidates IS 'How many.';
COMMENT ON COLUMN ops.outcome_days.last_recorded_at IS 'When the last of them was recorded.';

COMMENT ON TABLE ops.run_events IS 'Events of a run that was cut off, in order: one row per event.';
COMMENT ON COLUMN ops.run_events.run_id IS 'The run.';
COMMENT ON COLUMN ops.run_events.happened_at IS 'When.';
COMMENT ON COLUMN ops.run_events.event IS 'resumed (another process took it over after a crash) or given_up (it cannot be completed).';
COMMENT ON COLUMN ops.run_events.detail IS 'Resumed: what was done already. Given up: why, and what happens instead.';

COMMENT ON TABLE ops.step_times IS 'One row per step of a batch: how long it took, waiting for others included.';
COMMENT ON COLUMN ops.step_times.run_id IS 'The run.';
COMMENT ON COLUMN ops.step_times.batch IS 'Number of the batch, from 1; 0 for what is done once a run.';
COMMENT ON COLUMN ops.step_times.step IS 'discover, fetch, clean, validate or load.';
COMMENT ON COLUMN ops.step_times.began_at IS 'When it began.';
COMMENT ON COLUMN ops.step_times.seconds IS 'Seconds until it was done. Steps of several batches overlap.';

COMMENT ON TABLE ops.asks IS 'One row each time a run asked a declared source what it offers. Rows are only added; ops.source_states has the last one.';
COMMENT ON COLUMN ops.asks.run_id IS 'The run.';
COMMENT ON COLUMN ops.asks.source_id IS 'The source.';
COMMENT ON COLUMN ops.asks.asked_at IS 'When it was asked.';
COMMENT ON COLUMN ops.asks.status IS 'ok, unchanged (it said so itself, or the bytes were the same) or failed.';
COMMENT ON COLUMN ops.asks.reason IS 'Failed: why; docs/outcomes.md explains each.';
COMMENT ON COLUMN ops.asks.items IS 'Addresses it offered; where it was unchanged or failed, those of the last time.';
COMMENT ON COLUMN ops.asks.known_items IS 'How many of these had been offered before.';

COMMENT ON TABLE ops.reasons IS 'One row per reason with which a candidate can end.';
COMMENT ON COLUMN ops.reasons.reason IS 'The code in ops.outcomes.reason and ops.fetches.reason.';
COMMENT ON COLUMN ops.reasons.status IS 'The status that the reason belongs to.';
COMMENT ON COLUMN ops.reasons.meaning IS 'What it means.';
COMMENT ON COLUMN ops.reasons.retryable IS 'Whether a later retry can help.';
COMMENT ON COLUMN ops.reasons.families IS 'Its families: found, network, denied, server, no_host, retry_at_once, retry_slowly, host_busy, not_sent, others_worth_asking, decided_again.';

COMMENT ON TABLE ops.article_keys IS 'One row per key by which an article is found under another address than its own.';
COMMENT ON COLUMN ops.article_keys.key IS 'Id of the address that redirects ended at, or of the canonical address; or hash of the address without its query and the title.';
COMMENT ON COLUMN ops.article_keys.article_id IS 'The article.';

COMMENT ON TABLE ops.lineage IS 'One row: which warehouse this is. A snapshot of another warehouse is never replaced without being asked to.';
COMMENT ON COLUMN ops.lineage.lineage_id IS 'A random id, made with the warehouse; its snapshots have it too.';
COMMENT ON COLUMN ops.lineage.made_at IS 'When the id was made.';

COMMENT ON TABLE ops.article_removals IS 'One row per removal of articles. A snapshot with less than nine tenths of the articles of the last one is published only if the others stand here.';
COMMENT ON COLUMN ops.article_removals.removed_at IS 'When they were removed.';
COMMENT ON COLUMN ops.article_removals.articles IS 'How many.';
COMMENT ON COLUMN ops.article_removals.why IS 'Why, in words.';

COMMENT ON TABLE ops.passed_records IS 'Records of WARC files that no run takes as articles, with the reason: one row for each answer of a server (response, resource, revisit), and one row that counts the records of each other kind in a file. A record is listed once, by the run that met it first.';
COMMENT ON COLUMN ops.passed_records.run_id IS 'The run that read the file first.';
COMMENT ON COLUMN ops.passed_records.source IS 'Name of the source that the file belongs to.';
COMMENT ON COLUMN ops.passed_records.warc_file IS 'The file, by its absolute path.';
COMMENT ON COLUMN ops.passed_records.reason IS 'What the record is: response with HTTP 404, response of type image/png, revisit, request, warcinfo …';
COMMENT ON COLUMN ops.passed_records.records IS 'How many records the row stands for: 1 where it has an address.';
COMMENT ON COLUMN ops.passed_records.warc_offset IS 'Where the record begins in the file, in bytes; null for a row that counts.';
COMMENT ON COLUMN ops.passed_records.address_id IS 'UUIDv5 of the address key, as in ops.outcomes; null for a row that counts.';
COMMENT ON COLUMN ops.passed_records.url IS 'The address of the record, as the file has it; null for a row that counts.';
COMMENT ON COLUMN ops.passed_records.captured_at IS 'When it was captured, as the file says.';

COMMENT ON TABLE ops.change_reports IS 'How far the changes that a source reports (lastmod, updated) were true, one row per source: counted where a known page was requested after such a report. Both numbers are halved at 100 reports, so that a source can mend its ways.';
COMMENT ON COLUMN ops.change_reports.source_id IS 'The source.';
COMMENT ON COLUMN ops.change_reports.reported IS 'Reports of changes that a request could test.';
COMMENT ON COLUMN ops.change_reports.proved_false IS 'Those after which the page was what it had been. From 10 reports on, of which four fifths proved false, reports of the source make no page due.';
COMMENT ON COLUMN ops.change_reports.looked_at IS 'When the last report was tested.';
COMMENT ON TABLE ops.source_changes IS 'One row per renaming, merging or removal of a source.';
COMMENT ON COLUMN ops.source_changes.changed_at IS 'When.';
COMMENT ON COLUMN ops.source_changes.change IS 'renamed, merged or removed (from the sources file; its articles stay).';
COMMENT ON COLUMN ops.source_changes.name IS 'The name that it had.';
COMMENT ON COLUMN ops.source_changes.new_name IS 'Its name from then on, or that of the source that it became a part of.';
COMMENT ON COLUMN ops.source_changes.source_id IS 'The source that it is now.';
COMMENT ON COLUMN ops.source_changes.who IS 'Who decided.';
COMMENT ON COLUMN ops.source_changes.reason IS 'Why.';

COMMENT ON TABLE ops.forgotten IS 'One row per address or content that must never come back. It says nothing of them: a key is an HMAC-SHA256 with the secret of this data folder.';
COMMENT ON COLUMN ops.forgotten.key IS 'HMAC-SHA256 in hexadecimal.';
COMMENT ON COLUMN ops.forgotten.kind IS 'address, or content (of a payload or a text).';
COMMENT ON COLUMN ops.forgotten.forgotten_at IS 'Since when.';

COMMENT ON TABLE ops.forgettings IS 'One row per call of `broadsheet forget`: who, when and why, and how much, without what it was.';
COMMENT ON COLUMN ops.forgettings.forgotten_at IS 'When.';
COMMENT ON COLUMN ops.forgettings.who IS 'Who decided.';
COMMENT ON COLUMN ops.forgettings.reason IS 'Why.';
COMMENT ON COLUMN ops.forgettings.articles IS 'How many articles.';
COMMENT ON COLUMN ops.forgettings.addresses IS 'How many addresses.';
COMMENT ON COLUMN ops.forgettings.captures IS 'How many captures.';
