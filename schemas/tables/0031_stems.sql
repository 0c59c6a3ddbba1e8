-- The stem of every indexed word, so that search finds other forms of a word.
CREATE TABLE search.stems (
    language VARCHAR NOT NULL,
    term VARCHAR NOT NULL,
    stem VARCHAR NOT NULL
);
