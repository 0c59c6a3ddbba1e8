-- When did the recent ingest runs begin? Parameter: since.
SELECT started_at FROM run_history WHERE flow = 'ingest' AND started_at >= $since ORDER BY started_at;
