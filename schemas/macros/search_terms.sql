-- What is looked up to find these words in this order? The words; of a run of letters without spaces its pairs.
CREATE OR REPLACE MACRO search_terms(words) AS
list_transform(
    [search_pairs(words)],
    lambda pairs: list_concat(
        pairs,
        [
            {'term': words[place], 'place': place}
            FOR place IN range(1, len(words) + 1)
            IF NOT list_has_any([place, place - 1], [pair.place FOR pair IN pairs])
        ]
    )
)[1];
COMMENT ON MACRO search_terms IS 'What search looks up for words that stand in a row, and at which place of the row each stands.';
