-- What was said of an address, to be compared with what is said next: by its source, of a change; by a manifest, of the article.
ALTER TABLE ops.addresses ADD COLUMN said_modified TIMESTAMPTZ;
ALTER TABLE ops.addresses ADD COLUMN manifest_digest UUID;
