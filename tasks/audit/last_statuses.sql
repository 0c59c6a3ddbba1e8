-- What was the last result of each check for each source?
SELECT check_id, source_id::VARCHAR, status
FROM (
    SELECT check_id, source_id, status, day, run_id FROM quality.audit_results
    UNION ALL
    SELECT check_id, source_id, status, day, '' FROM quality.audit_days
)
WHERE status <> 'insufficient_history'
QUALIFY row_number() OVER (PARTITION BY check_id, source_id ORDER BY day DESC, run_id DESC) = 1;
