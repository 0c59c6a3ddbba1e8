-- How much of what each check looked at failed, day by day? Parameter: the first day.
SELECT * FROM check_results_by_day WHERE day >= $first ORDER BY check_id, day;
