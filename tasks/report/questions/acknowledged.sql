-- Which problems does somebody know of?
SELECT * FROM acknowledged ORDER BY source, check_id NULLS FIRST;
