-- Which few rows of a large table may belong to these keys?
-- A join reads every column that it gives, of every row. A sieve goes into the scan: the other columns are read only where it
-- lets a row through. It lets through all rows of its keys and a few others, so the join stays. No keys: nothing is read at all.
CREATE OR REPLACE TEMP MACRO sieve_of(id) AS bitstring_agg((hash(id) % 4194304)::INTEGER, 0, 4194303);

CREATE OR REPLACE TEMP MACRO passes(sieve, id) AS get_bit(sieve, (hash(id) % 4194304)::INTEGER) = 1;
