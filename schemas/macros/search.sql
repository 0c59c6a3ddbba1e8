-- Which articles are about these words? The best first, by BM25 (k1 = 1.2, b = 0.75): a word counts more the rarer it is, the more often
-- it stands in the article, the shorter the article is, and most in the title. Any of the words is enough; "what is in quotation
-- marks" must be there, word after word.
-- best: at most so many. source: of this source only. since, until: published from then on, and before then.
CREATE OR REPLACE MACRO search(words, best := 100, source := NULL, since := NULL, until := NULL) AS TABLE
WITH asked AS MATERIALIZED (
    SELECT (row_number() OVER ())::UTINYINT AS number, part, is_needed, wanted, term, place
    FROM (SELECT part, is_needed, len(terms) AS wanted, unnest(terms, recursive := true) FROM search_parts(words))
),

found AS (
    SELECT a.number, p.document, p.weight
    FROM search.postings AS p
    JOIN asked AS a ON a.term = p.term
    UNION ALL
    SELECT a.number, w.document, sum(w.weight)
    FROM search.fresh_words AS w
    JOIN asked AS a ON a.term = w.term
    GROUP BY a.number, w.document
),

-- What is left of former versions has no document any more.
hits AS MATERIALIZED (
    SELECT f.number, f.document, f.weight, d.length
    FROM found AS f
    JOIN search.documents AS d ON d.document = f.document
),

rarity AS (
    SELECT a.*, ln(1 + (n.documents - c.documents + 0.5) / (c.documents + 0.5)) AS rarity, n.mean_length
    FROM (SELECT number, count(*) AS documents FROM hits GROUP BY number) AS c
    JOIN asked AS a ON a.number = c.number
    CROSS JOIN (SELECT count(*) AS documents, avg(length) AS mean_length FROM search.documents) AS n
),

-- Phrases: the documents that have all of their words, and of these the ones where they stand in a row.
having_all AS (
    SELECT a.part, h.document
    FROM hits AS h
    JOIN asked AS a ON a.number = h.number AND a.wanted > 1
    GROUP BY a.part, h.document, a.wanted
    HAVING count(*) = a.wanted
),

in_a_row AS MATERIALIZED (
    SELECT DISTINCT part, document
    FROM (
        SELECT a.part, a.wanted, p.document, unnest(p.positions) - a.place AS beginning
        FROM search.postings AS p
        JOIN asked AS a ON a.term = p.term AND a.wanted > 1
        WHERE p.document IN (SELECT document FROM having_all)
        UNION ALL
        SELECT a.part, a.wanted, w.document, w.position - a.place
        FROM search.fresh_words AS w
        JOIN asked AS a ON a.term = w.term AND a.wanted > 1
        WHERE w.document IN (SELECT document FROM having_all)
    )
    GROUP BY part, document, beginning, wanted
    HAVING count(*) = wanted
),

scored AS (
    SELECT
        h.document,
        sum(r.rarity * 2.2 * h.weight / (h.weight + 1.2 * (0.25 + 0.75 * h.length / r.mean_length))) AS score
    FROM hits AS h
    JOIN rarity AS r ON r.number = h.number
    LEFT JOIN in_a_row AS i ON i.part = r.part AND i.document = h.document
    WHERE r.wanted = 1 OR i.part IS NOT NULL
    GROUP BY h.document
    HAVING count(*) FILTER (WHERE r.is_needed) = (SELECT count(*) FROM asked WHERE is_needed)
),

chosen AS (
    SELECT s.score, d.article_id, d.version, d.published_at, o.name AS source
    FROM scored AS s
    JOIN search.documents AS d ON d.document = s.document
    JOIN sources AS o ON o.source_id = d.source_id
    WHERE (source IS NULL OR o.name = source)
    AND (since IS NULL OR d.published_at >= since::TIMESTAMPTZ)
    AND (until IS NULL OR d.published_at < until::TIMESTAMPTZ)
    ORDER BY s.score DESC, d.published_at DESC, d.article_id
    LIMIT best
)

SELECT
    row_number() OVER (ORDER BY c.score DESC, c.published_at DESC, c.article_id) AS rank,
    round(c.score, 4) AS score,
    v.title,
    c.source,
    c.published_at,
    l.url,
    l.status,
    c.article_id,
    c.version
FROM chosen AS c
JOIN articles AS l ON l.article_id = c.article_id
JOIN article_versions AS v ON v.article_id = c.article_id AND v.version = c.version
ORDER BY rank;
COMMENT ON MACRO TABLE search IS 'One row an article that has one of the words, the best first: SELECT * FROM search(''astrolabe harbour''). Phrases in "quotation marks" must be there. Named arguments: best, source, since, until.';
