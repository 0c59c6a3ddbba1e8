-- Which letters of scripts without spaces follow each other in these words? Such scripts are found by pairs of letters.
CREATE OR REPLACE MACRO search_pairs(words) AS
[
    {'term': words[place] || words[place + 1], 'place': place}
    FOR place IN range(1, len(words))
    IF regexp_matches(words[place] || ' ' || words[place + 1], '^[' || search_unspaced() || ']\pM* [' || search_unspaced() || ']')
];
COMMENT ON MACRO search_pairs IS 'Pairs of neighbouring letters of scripts without spaces, with the place of the first among the words.';
