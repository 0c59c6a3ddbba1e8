-- What was said of an address last, so that hearing it again is no reason to look through all claims.
ALTER TABLE ops.addresses ADD COLUMN last_claim UUID;
COMMENT ON COLUMN ops.addresses.last_claim IS 'Hash of what a source said of it last (see claims), and of which source; null where nothing was said since this is kept.';
