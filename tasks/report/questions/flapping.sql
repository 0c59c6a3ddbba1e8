-- Which checks of which sources pass one day and fail the next?
SELECT * FROM flapping_checks ORDER BY turns DESC, check_id, source;
