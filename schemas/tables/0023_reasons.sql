-- The reasons of schemas/outcomes.py as a table; its rows are written anew with the views.
CREATE TABLE ops.reasons (
    reason VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL,
    retryable BOOLEAN NOT NULL,
    families VARCHAR[] NOT NULL
);
