-- Which articles of the same days write of the same things: of each new article its nearest ones.
-- Reads window_terms(article_id, day, terms, weights, is_new).

WITH words AS (
    SELECT article_id, day, is_new, unnest(terms) AS term, unnest(weights) AS weight FROM window_terms
), counts AS (
    -- Fifty articles at least are supposed, or a small collection would have no rare words.
    SELECT term, greatest((SELECT count(*) FROM window_terms), 50)::DOUBLE AS articles, count(*) AS of_them
    FROM words GROUP BY term
), valued AS (
    SELECT article_id, day, is_new, hash(term) AS term, of_them,
        (1 + ln(greatest(weight, 1))) * ln(articles / least(of_them, greatest($commonest * articles, 1))) AS value
    FROM words JOIN counts USING (term)
), norms AS (
    SELECT article_id, sqrt(sum(value * value)) AS norm FROM valued GROUP BY article_id HAVING sum(value * value) > 0
), vectors AS MATERIALIZED (
    -- A word that no other article has counts for the length of the vector, but is never shared.
    SELECT article_id, day, is_new, term, (value / norm)::FLOAT AS value,
        row_number() OVER (PARTITION BY article_id ORDER BY value DESC, term) AS place
    FROM valued JOIN norms USING (article_id) WHERE of_them > 1
), strong AS (
    SELECT article_id, day, is_new, term FROM vectors WHERE place <= $strong
), pairs AS (
    SELECT one.article_id AS one, other.article_id AS other, greatest(one.day, other.day) AS day
    FROM strong AS one JOIN strong AS other ON one.term = other.term AND one.article_id <> other.article_id
        AND abs(one.day - other.day) <= $days
    WHERE one.is_new AND (NOT other.is_new OR one.article_id < other.article_id)
    GROUP BY ALL HAVING count(*) >= $shared
), near AS (
    SELECT one, other, pairs.day, sum(a.value * b.value) AS similarity
    FROM pairs JOIN vectors AS a ON a.article_id = one JOIN vectors AS b ON b.article_id = other AND b.term = a.term
    GROUP BY ALL HAVING sum(a.value * b.value) >= $floor
)
SELECT one, other, similarity, (DATE '1970-01-01' + day) AS day FROM near
QUALIFY row_number() OVER (PARTITION BY one ORDER BY similarity DESC, other) <= $nearest
    OR row_number() OVER (PARTITION BY other ORDER BY similarity DESC, one) <= $nearest
ORDER BY one, other;
