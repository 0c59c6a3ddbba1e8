-- What came from each source, in all runs; how much of it is held now, and how many addresses were refused or failed the last time?
SELECT
    s.name AS source,
    s.kind,
    s.location,
    coalesce(a.articles, 0) AS articles,
    h.candidates,
    h.good,
    coalesce(q.held, 0) AS held,
    coalesce(l.lost, 0) AS lost,
    h.last_asked_at
FROM sources AS s
LEFT JOIN (SELECT source_id, count(*) AS articles FROM articles GROUP BY source_id) AS a ON a.source_id = s.source_id
LEFT JOIN (
    SELECT source_id, count(*) AS held FROM quality.quarantine WHERE state = 'open' GROUP BY source_id
) AS q ON q.source_id = s.source_id
LEFT JOIN (
    SELECT source_id, count(*) AS lost FROM ops.addresses WHERE last_status IN ('refused', 'failed') GROUP BY source_id
) AS l ON l.source_id = s.source_id
LEFT JOIN source_health AS h ON h.source = s.name
ORDER BY s.name;
