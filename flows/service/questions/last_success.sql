-- When did each flow last end well? (With held articles is well, too.)
SELECT flow, epoch(max(ended_at)) AS value
FROM ops.runs
WHERE status IN ('completed', 'completed_with_quarantine') AND ended_at IS NOT NULL
GROUP BY flow
ORDER BY flow;
