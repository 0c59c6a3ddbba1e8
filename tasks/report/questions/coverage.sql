-- On which days was each source requested, and with which result? Parameter: the first day.
SELECT * FROM coverage WHERE day >= $first ORDER BY source, day;
