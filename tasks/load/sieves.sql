-- Which few rows of a large table may belong to these keys?
-- A join reads every column that it gives, of every row. A sieve goes into the scan: the other columns are read only where it
-- lets a row through. It lets through all rows of its keys and hardly any other, so the join stays. No keys: nothing is read at all.
-- A Bloom filter (Bloom, 1970) of 2^20 bits and two hashes: of 5,000 keys, one row in 10,000 passes that should not. One expression,
-- for DuckDB 1.5.5 takes no conjunction into the scan; small, for it is to stay in the processor's cache.
CREATE OR REPLACE TEMP MACRO sieve_of(id) AS
    bitstring_agg((hash(id) % 1048576)::INTEGER, 0, 1048575) | bitstring_agg((hash(id) // 1048576 % 1048576)::INTEGER, 0, 1048575);

CREATE OR REPLACE TEMP MACRO passes(sieve, id) AS
    CASE
        WHEN get_bit(sieve, (hash(id) % 1048576)::INTEGER) = 1 THEN get_bit(sieve, (hash(id) // 1048576 % 1048576)::INTEGER)
        ELSE 0
    END = 1;
