-- Which articles of the same days write of the same things: of each new article its nearest ones.
-- Reads window_terms(article_id, day, terms, weights, is_new). Articles are numbers on the way: they are joined often.

WITH numbered AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY article_id)::INTEGER AS number, article_id, day, is_new, terms, weights
    FROM window_terms
), words AS (
    SELECT number, unnest(terms) AS term, unnest(weights) AS weight FROM numbered
), counts AS (
    -- Fifty articles at least are supposed, or a small collection would have no rare words.
    SELECT
        term,
        hash(term) AS term_hash,
        count(*) AS of_them,
        ln(
            greatest((SELECT count(*) FROM window_terms), 50)::DOUBLE
            / least(count(*), greatest($commonest * greatest((SELECT count(*) FROM window_terms), 50), 1))
        ) AS rarity
    FROM words GROUP BY term
), valued AS MATERIALIZED (
    SELECT number, term_hash AS term, of_them, (1 + ln(greatest(weight, 1))) * rarity AS value
    FROM words JOIN counts USING (term)
), norms AS (
    -- A word that no other article has counts for the length of the vector, but is never shared.
    SELECT number, sqrt(sum(value * value)) AS norm FROM valued GROUP BY number HAVING sum(value * value) > 0
), vectors AS MATERIALIZED (
    SELECT
        number,
        term,
        (value / norm)::FLOAT AS value,
        row_number() OVER (PARTITION BY number ORDER BY value DESC, term) AS place
    FROM valued JOIN norms USING (number) WHERE of_them > 1
), strong AS MATERIALIZED (
    SELECT v.number, v.term, n.day, n.is_new
    FROM vectors AS v JOIN numbered AS n USING (number) WHERE v.place <= $strong
), pairs AS (
    SELECT one.number AS one, other.number AS other, greatest(one.day, other.day) AS day
    FROM strong AS one JOIN strong AS other ON one.term = other.term AND one.number <> other.number
        AND abs(one.day - other.day) <= $days
    WHERE one.is_new AND (NOT other.is_new OR one.number < other.number)
    GROUP BY ALL HAVING count(*) >= $shared
), near AS (
    SELECT one, other, pairs.day, sum(a.value * b.value) AS similarity
    FROM pairs JOIN vectors AS a ON a.number = one JOIN vectors AS b ON b.number = other AND b.term = a.term
    GROUP BY ALL HAVING sum(a.value * b.value) >= $floor
), nearest AS (
    SELECT one, other, similarity, day FROM near
    QUALIFY row_number() OVER (PARTITION BY one ORDER BY similarity DESC, other) <= $nearest
        OR row_number() OVER (PARTITION BY other ORDER BY similarity DESC, one) <= $nearest
)
SELECT a.article_id AS one, b.article_id AS other, similarity, DATE '1970-01-01' + nearest.day AS day
FROM nearest JOIN numbered AS a ON a.number = one JOIN numbered AS b ON b.number = other
ORDER BY one, other;
