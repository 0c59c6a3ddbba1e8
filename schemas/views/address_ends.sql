-- How do the addresses of each source stand, by the day on which they were last offered?
CREATE OR REPLACE VIEW address_ends AS
SELECT
    s.name AS source,
    make_timestamp(epoch_us(a.last_seen_at))::DATE AS day,
    a.last_status AS status,
    a.last_reason AS reason,
    count(*) AS addresses
FROM ops.addresses AS a
JOIN sources AS s ON s.source_id = a.source_id
GROUP BY ALL;
COMMENT ON VIEW address_ends IS 'One row per source, day (UTC) and end: its addresses that were last offered then, by how they ended when last they were new or changed. However often it came, an address counts once.';
COMMENT ON COLUMN address_ends.source IS 'Name of the source that offered them last.';
COMMENT ON COLUMN address_ends.day IS 'Day (UTC) on which they were last offered.';
COMMENT ON COLUMN address_ends.status IS 'loaded, alias, quarantined, refused or failed.';
COMMENT ON COLUMN address_ends.reason IS 'Why; docs/outcomes.md explains each.';
COMMENT ON COLUMN address_ends.addresses IS 'How many addresses.';
