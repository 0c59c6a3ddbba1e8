-- How long are the texts of each source, in which language, with how much that is none of theirs? Parameter: the first day.
SELECT * FROM text_drift WHERE day >= $first ORDER BY source, day;
