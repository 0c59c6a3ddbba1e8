-- Which rows of a large table may belong to these keys?
-- A join reads every column of every row. This filter is part of the scan: DuckDB reads the other columns only for rows that pass
-- it. All rows of the keys pass, and few others, so the join is still needed. Without keys nothing is read.
-- A Bloom filter (Bloom, 1970) of 2^20 bits and two hashes: of 5,000 keys, one row in 10,000 passes that should not. One expression,
-- for DuckDB 1.5.5 takes no conjunction into the scan; small, for it is to stay in the processor's cache.
CREATE OR REPLACE TEMP MACRO sieve_of(id) AS
    bitstring_agg((hash(id) % 1048576)::INTEGER, 0, 1048575) | bitstring_agg((hash(id) // 1048576 % 1048576)::INTEGER, 0, 1048575);

CREATE OR REPLACE TEMP MACRO passes(sieve, id) AS
    CASE
        WHEN get_bit(sieve, (hash(id) % 1048576)::INTEGER) = 1 THEN get_bit(sieve, (hash(id) // 1048576 % 1048576)::INTEGER)
        ELSE 0
    END = 1;
