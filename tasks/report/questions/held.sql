-- What is held, from which source, by which check?
SELECT * FROM quarantine_by_reason ORDER BY articles DESC, source, check_id;
