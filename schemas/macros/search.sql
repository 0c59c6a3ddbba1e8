-- Which articles are about these words? The best first, by BM25 (k1 = 1.2, b = 0.75): a word counts more the rarer it is, the more often
-- it stands in the article, the shorter the article is, and most in the title. Any of the words is enough, but for those that
-- stand in more than half of many articles (10,000 at least); "what is in quotation marks" must be there, word after word.
-- A word outside quotation marks finds its other forms too ("strikes" finds "strike"): all words of its stem in any language.
-- best: at most so many. source: of this source only. since, until: published from then on, and before then; a day is compared with
-- published_on, so that it does not move with the time zone of the client, and a time with published_at. (No default is null:
-- DuckLake hands it on as the word NULL.)
CREATE OR REPLACE MACRO search(words, best := 50, source := '', since := '-infinity', until := 'infinity') AS TABLE
WITH asked AS MATERIALIZED (
    SELECT (row_number() OVER ())::USMALLINT AS number, part, is_needed, wanted, term, place
    FROM (SELECT part, is_needed, len(terms) AS wanted, unnest(terms, recursive := true) FROM search_parts(words))
),

looked_for AS MATERIALIZED (
    SELECT number, term FROM asked
    UNION
    SELECT a.number, other.term
    FROM asked AS a
    JOIN search.stems AS own ON own.term = a.term
    JOIN search.stems AS other ON other.stem = own.stem AND other.language = own.language
    WHERE NOT a.is_needed AND a.wanted = 1
),

narrowed AS (
    SELECT d.document, d.length
    FROM search.documents AS d
    WHERE (coalesce(source, '') = '' OR d.source_id IN (SELECT o.source_id FROM sources AS o WHERE o.name = source))
    AND CASE
        WHEN since IS NULL OR since::VARCHAR = '-infinity' THEN true
        WHEN length(since::VARCHAR) = 10 THEN d.published_on >= TRY_CAST(since AS DATE)
        ELSE d.published_at >= since::TIMESTAMPTZ
    END
    AND CASE
        WHEN until IS NULL OR until::VARCHAR = 'infinity' THEN true
        WHEN length(until::VARCHAR) = 10 THEN d.published_on < TRY_CAST(until AS DATE)
        ELSE d.published_at < until::TIMESTAMPTZ
    END
),

-- What is left of former versions has no document any more.
hits AS MATERIALIZED (
    SELECT f.number, f.document, sum(f.weight)::INTEGER AS weight, d.length
    FROM (
        SELECT a.number, p.document, p.weight
        FROM search.postings AS p
        JOIN looked_for AS a ON a.term = p.term
        UNION ALL
        SELECT a.number, w.document, w.weight
        FROM search.fresh_words AS w
        JOIN looked_for AS a ON a.term = w.term
    ) AS f
    JOIN narrowed AS d ON d.document = f.document
    GROUP BY f.number, f.document, d.length
),

rarity AS MATERIALIZED (
    SELECT
        a.number,
        a.part,
        a.is_needed,
        a.wanted,
        ln(1 + (n.documents - c.documents + 0.5) / (c.documents + 0.5)) AS rarity,
        n.mean_length,
        c.documents > greatest(n.documents / 2, 10000)
            AND NOT bool_and(c.documents > greatest(n.documents / 2, 10000)) OVER () AS is_everywhere
    FROM (SELECT number, count(*) AS documents FROM hits GROUP BY number) AS c
    JOIN asked AS a ON a.number = c.number
    CROSS JOIN (SELECT count(*) AS documents, avg(length) AS mean_length FROM narrowed) AS n
),

scores AS (
    SELECT
        h.document,
        h.number,
        r.part,
        r.is_needed,
        r.wanted,
        r.is_everywhere,
        r.rarity * 2.2 * h.weight / (h.weight + 1.2 * (0.25 + 0.75 * h.length / r.mean_length)) AS score
    FROM hits AS h
    JOIN rarity AS r ON r.number = h.number
),

-- The documents that have every word of what must be there; of very many the best.
able AS (
    SELECT document
    FROM scores
    WHERE is_needed
    GROUP BY document
    HAVING count(*) = (SELECT count(*) FROM asked WHERE is_needed)
    ORDER BY sum(score) DESC, document DESC
    LIMIT 5000
),

-- Where a phrase may stand: its words do, in whatever order.
having_all AS (
    SELECT n.part, able.document
    FROM able
    CROSS JOIN (SELECT DISTINCT part FROM asked WHERE is_needed AND wanted > 1) AS n
    UNION ALL
    (
        SELECT part, document
        FROM scores
        WHERE wanted > 1 AND NOT is_needed
        GROUP BY part, document, wanted
        HAVING count(*) = wanted
        ORDER BY sum(score) DESC, document DESC
        LIMIT 5000
    )
),

in_a_row AS MATERIALIZED (
    SELECT DISTINCT part, document
    FROM (
        SELECT a.part, a.wanted, p.document, unnest(p.positions) - a.place AS beginning
        FROM search.postings AS p
        JOIN asked AS a ON a.term = p.term AND a.wanted > 1
        WHERE (a.part, p.document) IN (FROM having_all)
        UNION ALL
        SELECT a.part, a.wanted, w.document, w.position - a.place
        FROM search.fresh_words AS w
        JOIN asked AS a ON a.term = w.term AND a.wanted > 1
        WHERE (a.part, w.document) IN (FROM having_all)
    )
    GROUP BY part, document, beginning, wanted
    HAVING count(*) = wanted
),

counting AS (
    SELECT document, score, is_needed FROM scores WHERE wanted = 1 AND NOT is_everywhere
    UNION ALL
    SELECT document, score, is_needed
    FROM scores
    WHERE wanted = 1 AND is_everywhere AND document IN (
        SELECT document FROM scores WHERE NOT is_everywhere AND (SELECT bool_or(is_everywhere) FROM rarity)
    )
    UNION ALL
    SELECT document, score, is_needed FROM scores WHERE wanted > 1 AND (part, document) IN (FROM in_a_row)
),

-- What must be there weighs more than all else together, so who has all of it comes first, and is told by the sum alone: a
-- second aggregate, or a condition on the groups, would cost as much again over all documents of a common word.
best_of_all AS (
    SELECT document, sum(CASE WHEN is_needed THEN score + 1e6 ELSE score END) AS score
    FROM counting
    GROUP BY document
    ORDER BY score DESC, document DESC
    LIMIT best
),

chosen AS (
    SELECT b.document, b.score - 1e6 * n.needed AS score
    FROM best_of_all AS b
    JOIN (SELECT count(*) FILTER (WHERE is_needed) AS needed FROM asked) AS n ON b.score >= 1e6 * n.needed
)

SELECT
    row_number() OVER (ORDER BY c.score DESC, c.document DESC) AS rank,
    round(c.score, 4) AS score,
    v.title,
    o.name AS source,
    d.published_on,
    d.published_at,
    l.url,
    l.status,
    d.article_id,
    d.version
FROM chosen AS c
JOIN search.documents AS d ON d.document = c.document
JOIN articles AS l ON l.article_id = d.article_id
JOIN article_versions AS v ON v.article_id = d.article_id AND v.version - d.version = 0
JOIN sources AS o ON o.source_id = d.source_id
ORDER BY rank;
COMMENT ON MACRO TABLE search IS 'One row per article that has one of the words, the best first: SELECT * FROM search(''astrolabe harbour''). Other forms of a word are found too; "quotation marks" ask for the exact words, which must be there. score is BM25. Named arguments: best, source, since, until.';
