-- Which events do several sources report?
SELECT * FROM stories ORDER BY last_at DESC LIMIT 50
