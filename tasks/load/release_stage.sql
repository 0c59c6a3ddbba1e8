-- Which articles are released? Their records, as they were held, are loaded like those of a batch.
CREATE OR REPLACE TEMP TABLE judged AS
SELECT
    r.* EXCLUDE (position, failures),
    -- The checks that held the article become flags of the version.
    [struct_update(f, action := 'flag') FOR f IN r.failures] AS failures,
    false AS held,
    false AS is_other_form,
    (row_number() OVER (ORDER BY r.fetched_at, r.capture_id) - 1)::INTEGER AS position,
    row_number() OVER (PARTITION BY r.article_id ORDER BY r.fetched_at, r.capture_id) AS round
FROM (
    SELECT unnest(json_transform(record, getvariable('record_layout')))
    FROM quality.quarantine
    WHERE quarantine_id IN (SELECT unnest(getvariable('hold_ids')::UUID[]))
) AS r;

CREATE OR REPLACE TEMP TABLE staged AS
SELECT j.position, j.article_id AS address_id, j.source_id, j.url, j.capture_id, j.fetched_at, c.url AS final_url,
    o.homepage AS source_homepage, false AS is_corrected, false AS is_moved
FROM judged AS j
JOIN captures AS c ON c.capture_id = j.capture_id
LEFT JOIN sources AS o ON o.source_id = j.source_id;

CREATE OR REPLACE TEMP TABLE known_articles AS
SELECT article_id, current_version, canonical_url, source_id FROM articles WHERE article_id IN (SELECT address_id FROM staged);

CREATE OR REPLACE TEMP TABLE decisions (
    position INTEGER,
    reason VARCHAR,
    detail VARCHAR,
    checks VARCHAR[],
    article_id UUID,
    version INTEGER
);

-- The record of a hold does not say which address is canonical, so the offered address is used.
CREATE OR REPLACE TEMP TABLE pages (position INTEGER, publisher_url VARCHAR);

CREATE OR REPLACE TEMP TABLE page_keys (position INTEGER, key UUID);
