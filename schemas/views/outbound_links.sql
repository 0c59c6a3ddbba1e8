-- Whom does each source link to?
CREATE OR REPLACE VIEW outbound_links AS
SELECT s.name AS source, t.host, t.links, t.articles
FROM (
    SELECT a.source_id, o.host, sum(o.links)::BIGINT AS links, count(*) AS articles
    FROM (
        -- An article's links to a host first: of what is counted once, nothing need be told apart later.
        SELECT article_id, version, host, count(*) AS links
        FROM links
        WHERE is_internal IS DISTINCT FROM true
        GROUP BY article_id, version, host
    ) AS o
    JOIN articles AS a ON a.article_id = o.article_id AND a.current_version = o.version
    GROUP BY a.source_id, o.host
) AS t
JOIN sources AS s ON s.source_id = t.source_id;
COMMENT ON VIEW outbound_links IS 'One row a source and host that it links to from the text of the newest versions, its own site left out.';
COMMENT ON COLUMN outbound_links.source IS 'Name of the source.';
COMMENT ON COLUMN outbound_links.host IS 'Host that is linked to.';
COMMENT ON COLUMN outbound_links.links IS 'How many links lead there.';
COMMENT ON COLUMN outbound_links.articles IS 'How many articles have one.';
