-- Whom does each source link to?
CREATE OR REPLACE VIEW outbound_links AS
SELECT
    s.name AS source,
    l.host,
    count(*) AS links,
    count(DISTINCT l.article_id) AS articles
FROM links AS l
JOIN articles AS a ON a.article_id = l.article_id AND a.current_version = l.version
JOIN sources AS s ON s.source_id = a.source_id
WHERE l.is_internal IS DISTINCT FROM true
GROUP BY s.name, l.host;
COMMENT ON VIEW outbound_links IS 'One row a source and host that it links to from the text of the newest versions, its own site left out.';
COMMENT ON COLUMN outbound_links.source IS 'Name of the source.';
COMMENT ON COLUMN outbound_links.host IS 'Host that is linked to.';
COMMENT ON COLUMN outbound_links.links IS 'How many links lead there.';
COMMENT ON COLUMN outbound_links.articles IS 'How many articles have one.';
