-- The empty profile table, for when nothing was published yet.
CREATE OR REPLACE TEMP TABLE profiles (
    source_id UUID,
    articles BIGINT,
    usual_length DOUBLE,
    usual_spread DOUBLE,
    languages VARCHAR[]
);
