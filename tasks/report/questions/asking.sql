-- Which sources are there, and how did the last request to each end?
SELECT a.*, h.last_loaded_at, coalesce(h.candidates, 0) AS candidates, coalesce(h.good, 0) AS good
FROM asking AS a
LEFT JOIN source_health AS h ON h.source = a.source
ORDER BY a.source;
