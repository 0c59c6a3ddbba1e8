-- How did all runs end?
SELECT flow, status, count(*) AS value FROM ops.runs GROUP BY ALL ORDER BY ALL;
