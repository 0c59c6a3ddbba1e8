-- What became of what each source offered? Parameter: the first day.
SELECT * FROM source_days WHERE day >= $first ORDER BY source, day;
