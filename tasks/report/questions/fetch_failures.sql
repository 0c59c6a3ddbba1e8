-- How did fetches fail? Parameter: the first day.
SELECT * FROM fetch_failures_by_day WHERE day >= $first ORDER BY day, reason, source;
