-- What came from each source, in all runs?
SELECT
    s.name AS source,
    s.kind,
    s.location,
    coalesce(a.articles, 0) AS articles,
    h.candidates,
    h.good,
    h.held,
    h.lost,
    h.last_asked_at
FROM sources AS s
LEFT JOIN (SELECT source_id, count(*) AS articles FROM articles GROUP BY source_id) AS a ON a.source_id = s.source_id
LEFT JOIN source_health AS h ON h.source = s.name
ORDER BY s.name;
