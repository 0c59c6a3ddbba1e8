-- Which problems of sources does somebody know of, until when, and why?
CREATE OR REPLACE VIEW acknowledged AS
SELECT s.name AS source, k.check_id, k.who, k.reason, k.acknowledged_at, k.until
FROM quality.acknowledgements AS k
JOIN sources AS s ON s.source_id = k.source_id
QUALIFY row_number() OVER (PARTITION BY k.source_id, k.check_id ORDER BY k.acknowledged_at DESC) = 1;
COMMENT ON VIEW acknowledged IS 'One row per source and check: the newest acknowledgement, also one that is over.';
COMMENT ON COLUMN acknowledged.source IS 'Name of the source.';
COMMENT ON COLUMN acknowledged.check_id IS 'The check; null for every problem that the source had then.';
COMMENT ON COLUMN acknowledged.who IS 'Who knows of it.';
COMMENT ON COLUMN acknowledged.reason IS 'Why it is known, or what is done about it.';
COMMENT ON COLUMN acknowledged.acknowledged_at IS 'When it was acknowledged. A problem that began later is not covered.';
COMMENT ON COLUMN acknowledged.until IS 'The last day (UTC) on which it counts; before acknowledged_at where it was withdrawn.';
