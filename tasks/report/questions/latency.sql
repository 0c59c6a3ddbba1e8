-- How long after publication was each source's news loaded? Parameter: the first day.
SELECT * FROM latency_by_day WHERE day >= $first ORDER BY source, day;
