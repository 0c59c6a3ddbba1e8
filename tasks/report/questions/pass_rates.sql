-- How much did each check look at in 30 days, and how much of it failed?
SELECT * FROM check_pass_rates ORDER BY check_id;
