-- Of which site is a web address? The host, without www; null for what is no web address.
CREATE OR REPLACE MACRO site_of(address) AS
nullif(regexp_extract(lower(address), '^https?://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)', 1), '');
COMMENT ON MACRO site_of IS 'The host of a web address without www; null for what is no web address.';
