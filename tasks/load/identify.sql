-- Which cleaned pages of this batch are articles that are known under another address, or twins of one another?
-- The file that a manifest names, an address that led to an article, the address that redirects end at, and the canonical address of the same site name an
-- article. So does the address without its query, together with the title. Only pages whose texts are alike are one article:
-- a canonical address may name the front page or another article.
-- Hashes of the different phrases of four words. Words are put beside their followers as lists: a list that is cut anew for
-- every word takes time with the square of the text's length.
CREATE OR REPLACE TEMP MACRO phrases_in(words) AS list_distinct(list_transform(
    list_zip(words, words[2:], words[3:], words[4:])[1:greatest(len(words) - 3, 1)], lambda four: hash(four)
));
CREATE OR REPLACE TEMP MACRO phrases_of(text) AS phrases_in(
    list_transform(string_split_regex(lower(text), '[\s[:punct:]]+'), lambda word: hash(word))
);

CREATE OR REPLACE TEMP TABLE pages AS
SELECT
    s.position,
    s.address_id,
    s.fetched_at,
    -- A manifest says where the article of its file is on the web; a folder knows the file alone.
    CASE WHEN of_file.address_id <> s.address_id THEN of_file.address_id END AS file_id,
    s.file IS NOT NULL AND of_file.address_id = s.address_id AS is_bare_file,
    a.title,
    a.body,
    offered.plain AS offered_plain,
    coalesce(final.address_id, offered.address_id) AS final_id,
    CASE WHEN NOT canonical.is_front AND is_of_site(site_of(a.canonical_url), site_of(coalesce(s.final_url, s.url)))
        THEN canonical.address_id END AS canonical_id,
    CASE WHEN NOT coalesce(final.is_front, offered.is_front) AND a.title IS NOT NULL
        THEN md5(coalesce(final.page, offered.page) || chr(10) || lower(a.title))::UUID END AS page_id,
    -- The publisher's own address: the canonical one where it is this page's in another form, else where redirects ended.
    CASE
        WHEN canonical.twin = coalesce(final.twin, offered.twin) THEN canonical.plain
        WHEN final.address_id <> offered.address_id THEN final.plain
    END AS publisher_url
FROM read_parquet(getvariable('articles_file'), hive_partitioning = false) AS a
JOIN staged AS s ON s.position = a.position
JOIN address_keys AS offered ON offered.url = s.url
LEFT JOIN address_keys AS of_file ON of_file.url = s.file
LEFT JOIN address_keys AS final ON final.url = s.final_url
LEFT JOIN address_keys AS canonical ON canonical.url = a.canonical_url
WHERE a.reason IS NULL AND NOT s.is_overtaken;

CREATE OR REPLACE TEMP TABLE page_keys AS
SELECT position, key, min(rank) AS rank
FROM (
    SELECT position, file_id AS key, 0 AS rank FROM pages WHERE file_id IS NOT NULL
    UNION ALL
    SELECT position, address_id, 1 FROM pages
    UNION ALL
    SELECT position, final_id, 2 FROM pages WHERE final_id IS NOT NULL
    UNION ALL
    SELECT position, canonical_id, 3 FROM pages WHERE canonical_id IS NOT NULL
    UNION ALL
    SELECT position, page_id, 4 FROM pages WHERE page_id IS NOT NULL
)
GROUP BY position, key;

SET VARIABLE page_keys = (SELECT sieve_of(key) FROM page_keys);

-- What each page may be: an article of the warehouse, or an earlier page of this batch.
CREATE OR REPLACE TEMP TABLE likely AS
WITH unknown AS (
    SELECT k.*
    FROM page_keys AS k
    JOIN pages AS p ON p.position = k.position
    WHERE p.address_id NOT IN (SELECT article_id FROM known_articles)
),

named AS (
    SELECT article_id AS key, article_id FROM articles WHERE passes(getvariable('page_keys'), article_id)
    UNION
    SELECT key, article_id FROM ops.article_keys WHERE passes(getvariable('page_keys'), key)
),

-- A key that many articles or pages have, such as a front page for all of a site, names none of them.
telling AS (
    SELECT * FROM named QUALIFY count(*) OVER (PARTITION BY key) <= 3
),

firsts AS (
    SELECT k.key, arg_min(p.position, (p.fetched_at, p.position)) AS position
    FROM page_keys AS k
    JOIN pages AS p ON p.position = k.position
    GROUP BY k.key
    HAVING count(*) BETWEEN 2 AND 4
)

SELECT u.position, t.article_id, NULL::INTEGER AS first_position, u.rank, u.key
FROM unknown AS u
JOIN telling AS t ON t.key = u.key
UNION ALL
SELECT u.position, p.address_id, f.position, u.rank, u.key
FROM unknown AS u
JOIN firsts AS f ON f.key = u.key AND f.position <> u.position
JOIN pages AS p ON p.position = f.position;

SET VARIABLE likely = (SELECT sieve_of(article_id) FROM likely WHERE first_position IS NULL);

CREATE OR REPLACE TEMP TABLE same_articles AS
WITH texts AS (
    SELECT l.*, p.canonical_id, p.is_bare_file AND p.address_id <> l.article_id AS is_bare_file, p.body,
        coalesce(v.body, f.body) AS other_body
    FROM likely AS l
    JOIN pages AS p ON p.position = l.position
    LEFT JOIN pages AS f ON f.position = l.first_position
    LEFT JOIN (
        SELECT a.article_id, v.body
        FROM articles AS a
        JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version
        WHERE passes(getvariable('likely'), a.article_id) AND passes(getvariable('likely'), v.article_id)
    ) AS v ON l.first_position IS NULL AND v.article_id = l.article_id
),

-- Most twins are equal. Of the others, the share of their phrases that both have.
phrases AS (
    SELECT * EXCLUDE (body, other_body), phrases_of(body) AS these, phrases_of(other_body) AS others
    FROM texts
    WHERE other_body IS NOT NULL AND body IS DISTINCT FROM other_body
),

alike AS (
    SELECT * EXCLUDE (body, other_body), 1.0 AS likeness FROM texts WHERE body = other_body
    UNION ALL
    SELECT * EXCLUDE (these, others, shared), shared / greatest(len(these) + len(others) - shared, 1)
    FROM (SELECT *, len(list_intersect(these, others)) AS shared FROM phrases)
)

SELECT
    position,
    article_id,
    rank,
    -- The other form of a page that is known under its canonical address says nothing new: its own address is looked at again.
    -- Nor does the file of an article that a manifest describes.
    is_bare_file OR (rank = 3 AND canonical_id = article_id) AS is_other_form
FROM alike
-- A file is the same file, whatever became of its text.
WHERE rank = 0 OR is_bare_file OR likeness >= CASE rank WHEN 4 THEN 0.7 WHEN 3 THEN 0.6 ELSE 0.5 END
QUALIFY row_number() OVER (PARTITION BY position ORDER BY rank, first_position NULLS FIRST, likeness DESC, article_id) = 1;

INSERT INTO known_articles
SELECT article_id, current_version, canonical_url, source_id
FROM articles
WHERE article_id IN (SELECT article_id FROM same_articles)
AND article_id NOT IN (SELECT article_id FROM known_articles);

-- A manifest that describes a file which a folder offered before: what it says counts.
UPDATE staged AS s
SET is_corrected = s.manifest_digest IS NOT NULL, is_moved = s.is_source_said
FROM same_articles AS t
WHERE t.position = s.position AND t.rank = 0 AND s.address_id NOT IN (SELECT address_id FROM remembered);
