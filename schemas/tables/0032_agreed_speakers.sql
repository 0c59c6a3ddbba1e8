-- Who said an utterance, by the votes of the articles that quote it. Filled by the next analysis.
CREATE TABLE analysis.utterance_speakers (
    utterance_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    votes INTEGER NOT NULL,
    voters INTEGER NOT NULL,
    is_sure BOOLEAN NOT NULL
);
