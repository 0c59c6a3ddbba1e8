-- How long are the texts of each source, in which language, and with how much text that is not the article? Parameter: the first day.
SELECT * FROM text_drift WHERE day >= $first ORDER BY source, day;
