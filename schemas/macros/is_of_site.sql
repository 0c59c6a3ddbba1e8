-- Does a host belong to a site: is it the same, below it, or above it?
CREATE OR REPLACE MACRO is_of_site(host, site) AS
host = site OR ends_with(host, '.' || site) OR ends_with(site, '.' || host);
COMMENT ON MACRO is_of_site IS 'Whether a host is that of a site, below it (en.example.org) or above it.';
