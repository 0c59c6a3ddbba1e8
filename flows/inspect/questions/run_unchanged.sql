-- Which sources said in one run that nothing is new: since when, and when are they asked next? Parameter: run_id.
SELECT s.name AS source, max(d.answered_at) AS since, t.next_ask_at
FROM ops.runs AS r
JOIN ops.source_states AS t ON t.asked_at >= r.started_at
JOIN sources AS s ON s.source_id = t.source_id
LEFT JOIN ops.documents AS d ON d.source_id = t.source_id
WHERE r.run_id = $run_id AND t.status = 'unchanged'
GROUP BY s.name, t.next_ask_at
ORDER BY s.name;
