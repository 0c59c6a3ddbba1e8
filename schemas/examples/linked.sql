-- Whom do the sources link to most, beside themselves, and which of them most?
SELECT host, sum(links)::BIGINT AS links, list(source ORDER BY links DESC, source) AS sources
FROM outbound_links
GROUP BY host
ORDER BY links DESC, host
LIMIT 20;
