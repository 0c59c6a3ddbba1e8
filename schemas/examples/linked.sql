-- Whom do the sources link to most, beside themselves?
SELECT host, sum(links)::BIGINT AS links, sum(articles)::BIGINT AS articles, list(source ORDER BY source) AS sources
FROM outbound_links
GROUP BY host
ORDER BY links DESC, host
LIMIT 20;
