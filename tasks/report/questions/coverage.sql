-- On which days was each source looked at, and what came of it? Parameter: the first day.
SELECT * FROM coverage WHERE day >= $first ORDER BY source, day;
