-- What was said of an address last, so that hearing it again is no reason to look through all claims.
ALTER TABLE ops.addresses ADD COLUMN last_claim UUID;
