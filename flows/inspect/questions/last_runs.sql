-- How did the last runs go?
SELECT run_id, flow, started_at, took, status, discovered, loaded, unchanged, alias, quarantined, refused, failed, resumed
FROM run_history
ORDER BY started_at DESC
LIMIT 10;
