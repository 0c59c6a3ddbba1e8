-- Which fields are missing most often, source by source?
SELECT source, field, count(*) AS articles
FROM (SELECT source, unnest(missing) AS field FROM missing_fields)
GROUP BY ALL
ORDER BY articles DESC, source, field;
