-- Add the new and revised articles of this round: version, authors, tags, links, paragraphs, addresses; then the row in articles.
CREATE OR REPLACE TEMP TABLE added AS
SELECT
    -- Records from before there was a day of publication have that of the zone that was written.
    j.* REPLACE (
        coalesce(
            j.published_on,
            (
                j.published_at AT TIME ZONE 'UTC' + to_minutes(
                    coalesce(TRY_CAST(j.published_zone[2:3] AS INTEGER) * 60 + TRY_CAST(j.published_zone[5:6] AS INTEGER), 0)
                    * CASE WHEN j.published_zone[1] = '-' THEN -1 ELSE 1 END
                )
            )::DATE
        ) AS published_on
    ),
    d.version,
    d.reason
FROM judged AS j
JOIN decisions AS d ON d.position = j.position
WHERE NOT j.held AND j.round = getvariable('round') AND d.version IS NOT NULL;

CREATE OR REPLACE TEMP TABLE named AS
SELECT article_id, version, position AS candidate, u.i AS position, u.a.author_id::UUID AS author_id, u.a.name AS name, u.a.kind AS kind
FROM (
    SELECT article_id, version, position, unnest([{'a': a, 'i': i} FOR a, i IN authors]) AS u FROM added
);

INSERT INTO authors (author_id, name, kind)
SELECT author_id, arg_min(name, candidate), arg_min(kind, candidate)
FROM named
WHERE NOT EXISTS (SELECT 1 FROM authors AS known WHERE known.author_id = named.author_id)
GROUP BY author_id;

INSERT INTO article_authors (article_id, version, position, author_id)
SELECT article_id, version, min(position), author_id FROM named GROUP BY article_id, version, author_id;

CREATE OR REPLACE TEMP TABLE tagged AS
SELECT article_id, version, position AS candidate, u.i AS position, u.t.tag_id::UUID AS tag_id, u.t.name AS name
FROM (
    SELECT article_id, version, position, unnest([{'t': t, 'i': i} FOR t, i IN tags]) AS u FROM added
);

INSERT INTO tags (tag_id, name)
SELECT tag_id, arg_min(name, candidate)
FROM tagged
WHERE NOT EXISTS (SELECT 1 FROM tags AS known WHERE known.tag_id = tagged.tag_id)
GROUP BY tag_id;

INSERT INTO article_tags (article_id, version, position, tag_id)
SELECT article_id, version, min(position), tag_id FROM tagged GROUP BY article_id, version, tag_id;

-- The names are stored as lists too: collecting them for a million articles takes ten seconds, at every query of latest_articles.
CREATE OR REPLACE TEMP TABLE names AS
SELECT coalesce(w.article_id, t.article_id) AS article_id, w.names AS authors, t.names AS tags
FROM (
    SELECT n.article_id, list(a.name ORDER BY n.position) AS names
    FROM (SELECT article_id, min(position) AS position, author_id FROM named GROUP BY article_id, author_id) AS n
    JOIN authors AS a ON a.author_id = n.author_id
    GROUP BY n.article_id
) AS w
FULL JOIN (
    SELECT n.article_id, list(a.name ORDER BY n.position) AS names
    FROM (SELECT article_id, min(position) AS position, tag_id FROM tagged GROUP BY article_id, tag_id) AS n
    JOIN tags AS a ON a.tag_id = n.tag_id
    GROUP BY n.article_id
) AS t ON t.article_id = w.article_id;

INSERT INTO article_versions BY NAME
SELECT
    added.article_id,
    added.version,
    {{stored_columns}},
    coalesce(names.authors, []) AS authors,
    coalesce(names.tags, []) AS tags,
    -- Three times as fast as a regular expression.
    len([w FOR w IN string_split(replace(replace(replace(added.body, chr(10), ' '), chr(9), ' '), chr(13), ' '), ' ') IF w <> '']) AS word_count,
    [f.check_id FOR f IN added.failures IF f.action = 'flag'] AS flags,
    added.capture_id,
    getvariable('run_id') AS run_id,
    getvariable('now') AS loaded_at
FROM added
LEFT JOIN names ON names.article_id = added.article_id
ORDER BY added.position;

INSERT INTO articles (
    article_id, source_id, url, canonical_url, first_seen_at, last_seen_at, current_version, status, gone_since
)
SELECT a.article_id, a.source_id, coalesce(p.publisher_url, a.url), a.canonical_url, a.fetched_at, a.fetched_at, 1, 'live', NULL
FROM added AS a
LEFT JOIN pages AS p ON p.position = a.position
WHERE a.reason = 'new'
ORDER BY a.position;

-- Further addresses that lead to the article. A new article needs no row for its own address.
INSERT INTO ops.article_keys (key, article_id)
SELECT DISTINCT k.key, a.article_id
FROM added AS a
JOIN page_keys AS k ON k.position = a.position
WHERE k.key <> a.article_id
AND NOT EXISTS (
    SELECT 1 FROM ops.article_keys AS known
    WHERE passes(getvariable('page_keys'), known.key) AND known.key = k.key AND known.article_id = a.article_id
);

UPDATE articles
SET current_version = added.version
FROM added
WHERE added.article_id = articles.article_id AND added.reason <> 'new';

-- This is rare. The whole row is replaced, because DuckDB writes a hundred thousand rows anew for one text that is updated in place.
SET VARIABLE moved = (
    SELECT sieve_of(k.article_id)
    FROM known_articles AS k
    JOIN added AS n ON n.article_id = k.article_id
    JOIN staged AS s ON s.position = n.position
    WHERE n.canonical_url IS DISTINCT FROM k.canonical_url OR (s.is_moved AND n.source_id <> k.source_id)
);

CREATE OR REPLACE TEMP TABLE moved AS
SELECT a.* REPLACE (
    n.canonical_url AS canonical_url,
    CASE WHEN s.is_moved THEN n.source_id ELSE a.source_id END AS source_id
)
FROM articles AS a
JOIN added AS n ON n.article_id = a.article_id
JOIN staged AS s ON s.position = n.position
WHERE passes(getvariable('moved'), a.article_id);

DELETE FROM articles WHERE passes(getvariable('moved'), article_id) AND article_id IN (SELECT article_id FROM moved);

INSERT INTO articles (
    article_id, source_id, url, canonical_url, first_seen_at, last_seen_at, current_version, status, gone_since
) SELECT * FROM moved;

-- For the next round.
DELETE FROM known_articles WHERE article_id IN (SELECT article_id FROM added);

INSERT INTO known_articles SELECT article_id, version, canonical_url, source_id FROM added;

INSERT INTO links (article_id, version, position, url, host, anchor, is_internal)
SELECT article_id, version, u.i, u.l.url, u.l.host, u.l.anchor, list_bool_or([is_of_site(u.l.host, site) FOR site IN sites])
FROM (
    SELECT
        a.article_id,
        a.version,
        unnest([{'l': l, 'i': i} FOR l, i IN a.links]) AS u,
        [site FOR site IN [site_of(a.url), site_of(s.final_url), site_of(a.canonical_url), site_of(s.source_homepage)] IF site IS NOT NULL] AS sites
    FROM added AS a
    JOIN staged AS s ON s.position = a.position
);

INSERT INTO paragraphs (article_id, version, position, char_start, char_end)
SELECT article_id, version, u.i, u.p.char_start, u.p.char_end
FROM (SELECT article_id, version, unnest([{'p': p, 'i': i} FOR p, i IN paragraphs]) AS u FROM added);

-- An article that is new has no addresses yet.
SET VARIABLE had_urls = (
    SELECT sieve_of(d.article_id)
    FROM decisions AS d
    WHERE d.reason = 'same_text' OR (d.version > 1 AND d.position IN (SELECT position FROM added))
);

CREATE OR REPLACE TEMP TABLE known_urls AS
SELECT url, article_id FROM article_urls WHERE passes(getvariable('had_urls'), article_id);

INSERT INTO article_urls (url, article_id, relation, first_seen_at)
SELECT DISTINCT ON (offered.url, offered.article_id) offered.url, offered.article_id, offered.relation, offered.fetched_at
FROM (
    SELECT url, article_id, 'address' AS relation, 1 AS rank, fetched_at FROM added
    UNION ALL
    SELECT s.final_url, a.article_id, 'final', 2, a.fetched_at
    FROM added AS a
    JOIN staged AS s ON s.position = a.position
    WHERE s.final_url IS NOT NULL
    UNION ALL
    SELECT canonical_url, article_id, 'canonical', 3, fetched_at FROM added WHERE canonical_url IS NOT NULL
    UNION ALL
    SELECT j.url, d.article_id, 'alias', 4, j.fetched_at
    FROM decisions AS d
    JOIN judged AS j ON j.position = d.position AND j.round = getvariable('round')
    WHERE d.reason = 'same_text'
) AS offered
WHERE NOT EXISTS (
    SELECT 1 FROM known_urls AS known WHERE known.url = offered.url AND known.article_id = offered.article_id
)
ORDER BY offered.url, offered.article_id, offered.rank, offered.fetched_at;
