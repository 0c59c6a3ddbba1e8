-- Whom does each source link to? Counting articles takes most of the time: leave it out where there are many links.
CREATE OR REPLACE VIEW outbound_links AS
SELECT s.name AS source, t.host, t.links, t.articles
FROM (
    SELECT a.source_id, l.host, count(*) AS links, count(DISTINCT l.article_id) AS articles
    FROM links AS l
    JOIN articles AS a ON a.article_id = l.article_id AND a.current_version = l.version
    WHERE l.is_internal IS DISTINCT FROM true
    GROUP BY a.source_id, l.host
) AS t
JOIN sources AS s ON s.source_id = t.source_id;
COMMENT ON VIEW outbound_links IS 'One row per source and host that it links to from the text of the newest versions, its own site left out.';
COMMENT ON COLUMN outbound_links.source IS 'Name of the source.';
COMMENT ON COLUMN outbound_links.host IS 'Host that is linked to.';
COMMENT ON COLUMN outbound_links.links IS 'How many links lead there.';
COMMENT ON COLUMN outbound_links.articles IS 'How many articles have one.';
