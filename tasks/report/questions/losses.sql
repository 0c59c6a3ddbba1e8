-- Why was what each source offered lost, yesterday and today? Parameter: yesterday.
SELECT * FROM losses_by_day WHERE day >= $yesterday::DATE ORDER BY source, day, candidates DESC, reason;
