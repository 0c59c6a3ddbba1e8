-- Which checks did the articles of each source fail? Parameter: the first day.
SELECT * FROM failed_checks_by_day WHERE day >= $first ORDER BY source, day, articles DESC, check_id;
