-- Where nothing was published yet, no source has a past.
CREATE OR REPLACE TEMP TABLE profiles (
    source_id UUID,
    articles BIGINT,
    usual_length DOUBLE,
    usual_spread DOUBLE,
    languages VARCHAR[]
);
